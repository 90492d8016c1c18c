import type { WebhookChange, WebhookEnvelope } from '../../../generated/meta/types.gen.ts'
import type { BusinessNumber, Waba } from './assets.ts'
import type { GraphWorld } from './world.ts'

type Entry = WebhookEnvelope['entry'][number]

/** Queues a webhook about a number, if its WABA's events reach the app. */
export function emit(
  world: GraphWorld,
  realm: string,
  number: BusinessNumber,
  change: WebhookChange,
  delayMs = 0,
): void {
  const waba = world.assets.waba(realm, number.wabaId)
  if (!waba?.subscribed) {
    world.log(`graph: no app is subscribed to WABA ${number.wabaId}, its ${change.field} webhook is not sent`)
    return
  }
  queue(world, realm, waba.id, laneOf(number, change), delayMs, { id: waba.id, changes: [change] })
}

/** Queues a webhook about an account, if its events reach the app. */
export function emitOfWaba(world: GraphWorld, realm: string, wabaId: string, change: WebhookChange): void {
  const waba = world.assets.waba(realm, wabaId)
  if (!waba?.subscribed) return
  queue(world, realm, wabaId, `account-${wabaId}`, 0, { id: wabaId, time: seconds(world), changes: [change] })
}

/** What concerns one person arrives in order; people are spread over a few lanes, so one webhook need not wait for all others. */
function laneOf(number: BusinessNumber, change: WebhookChange): string {
  if (change.field !== 'messages') return number.id
  const { value } = change
  const { recipient_id, recipient_user_id } = value.statuses?.[0] ?? {}
  const { from, from_user_id } = value.messages?.[0] ?? {}
  const someone = recipient_id ?? recipient_user_id ?? from ?? from_user_id
  return someone === undefined ? number.id : `${number.id}/${someone.slice(-1)}`
}

/** What every value about a number starts with. */
export function about(number: BusinessNumber) {
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: number.number, phone_number_id: number.id },
  } as const
}

/** How webhooks name a person: where the number is hidden, by the business-scoped id alone. */
export function person(
  world: GraphWorld,
  realm: string,
  number: string,
): { wa_id?: string | undefined; user_id: string } {
  const user_id = world.ids.userId(number)
  return world.knobs.of(realm).hideNumbers ? { user_id } : { wa_id: number, user_id }
}

/** Queues an event of the account. Partner events name the partner's own portfolio and come before any subscription. */
export function emitAccountUpdate(world: GraphWorld, realm: string, waba: Waba, event: string): void {
  queue(world, realm, waba.id, `account-${waba.id}`, 0, {
    id: world.app.id,
    time: seconds(world),
    changes: [
      {
        field: 'account_update',
        value: { event, waba_info: { waba_id: waba.id, owner_business_id: waba.businessId } },
      },
    ],
  })
}

/** World time as Graph writes it. */
export function seconds(world: Pick<GraphWorld, 'clock'>): number {
  return Math.floor(world.clock.now() / 1000)
}

function queue(world: GraphWorld, realm: string, wabaId: string, lane: string, delayMs: number, entry: Entry): void {
  const { dropWebhooks, duplicateWebhooks } = world.knobs.of(realm)
  if (dropWebhooks) return
  const body: WebhookEnvelope = { object: 'whatsapp_business_account', entry: [entry] }
  const webhook = { realm, lane, wabaId, delayMs, body }
  world.webhooks.add(webhook)
  if (duplicateWebhooks) world.webhooks.add(webhook)
}

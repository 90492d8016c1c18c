import { WebhookRefused } from '../../client/verify-webhook.ts'
import { isObject, type Json } from '../json.ts'
import type { MessageInteraction, SurfaceName } from '../pact-file/interaction.ts'
import type { EventCaller } from './event-caller.ts'
import { chooseRecipe, type Recipe } from './recipes/recipe.ts'
import { NotProvoked, type Provoked } from './recording-proxy.ts'
import type { Delivery, Seam } from './seam.ts'
import { type WebhookForm, webhookForms } from './webhook-forms.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

/** Real time a delivery may take after everything that leads to it was answered. */
const deliveryMs = 5_000

/** Subscribes unless a state did, makes the event happen, and takes it from the delivery, whose signature and headers must hold. */
export async function provokeWebhook(
  interaction: MessageInteraction,
  recipes: readonly Recipe[],
  tools: {
    caller: EventCaller
    surface: SurfaceName
    receiver: WebhookReceiver
    address: string
    seam: Seam | undefined
  },
): Promise<Provoked> {
  const { caller, receiver, address, seam } = tools
  const form = webhookForms[tools.surface]
  const event = interaction.event ?? ''
  const recipe = chooseRecipe(recipes, interaction.contents)
  if (!recipe) throw new NotProvoked(`No recipe brings about a ${event} like this one`)
  const secret = await secretOf(form, caller, event, receiver.url(address))
  await caller.run(recipe.steps)
  const isWanted = ({ body }: Delivery) => typeOf(form, body) === event
  const came = await receiver.first(address, isWanted, deliveryMs)
  if (!came) throw new NotProvoked(missing(form, event, receiver.deliveries(address)), caller.exchanges)
  const delivery = seam?.onDelivery?.(interaction.index, came, (body) => form.signed(came, body, secret)) ?? came
  caller.exchanges.push({
    request: { method: 'POST', path: new URL(receiver.url(address)).pathname, ...delivery },
    response: { status: 204, headers: {}, body: '' },
  })
  const problem = problemOf(form, delivery, secret)
  if (problem !== undefined) throw new NotProvoked(`The delivery of ${event} ${problem}`, caller.exchanges)
  return {
    contents: JSON.parse(delivery.body) as Json,
    metadata: metadataOf(interaction, delivery),
    exchanges: caller.exchanges,
  }
}

/** A state's subscription leads to the receiver already. */
async function secretOf(form: WebhookForm, caller: EventCaller, event: string, url: string): Promise<string> {
  const { webhook_id: subscribed, secret } = caller.values.named
  if (typeof subscribed === 'string' && typeof secret === 'string') return secret
  const made = await form.subscribe(caller, event, url)
  return isObject(made) && typeof made.secret === 'string' ? made.secret : ''
}

function problemOf(form: WebhookForm, delivery: Delivery, secret: string): string | undefined {
  try {
    const problem = form.problemOf(delivery, secret)
    const type = delivery.headers['content-type']
    if (problem !== undefined || /^application\/json\b/i.test(type ?? '')) return problem
    return `is of the content type ${type ?? '(none)'}, not application/json`
  } catch (error) {
    if (!(error instanceof WebhookRefused)) throw error
    return `is not to be trusted: ${error.message}`
  }
}

/** `event`, and each header under the name the pact has for it. */
function metadataOf({ metadata, event = '' }: MessageInteraction, { headers }: Delivery): Record<string, Json> {
  const named = Object.keys(metadata).flatMap((name) => {
    const value = headers[name.toLowerCase()]
    return value === undefined ? [] : [[name, value]]
  })
  return { contentType: headers['content-type'] ?? '', ...Object.fromEntries(named), event }
}

function typeOf(form: WebhookForm, body: string): unknown {
  try {
    return form.typeOf(JSON.parse(body) as Json)
  } catch {
    return undefined
  }
}

function missing(form: WebhookForm, event: string, came: Delivery[]): string {
  const others = came.map(({ body }) => String(typeOf(form, body)))
  const instead = others.length > 0 ? `; what came is ${others.join(', ')}` : '; nothing came'
  return `${event} was not delivered within ${deliveryMs} ms${instead}`
}

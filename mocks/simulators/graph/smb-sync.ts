import type { SmbSyncResult, WebhookHistoryValue, WebhookStateSyncValue } from '../../../generated/meta/types.gen.ts'
import type { ChatMessage } from '../phone/phones.ts'
import type { BusinessNumber, SyncType } from './assets.ts'
import { GraphError } from './errors.ts'
import { about, emit, seconds } from './events.ts'
import { keepInbound } from './media.ts'
import { requireProduct } from './parameters.ts'
import { answer, type GraphAnswer, type GraphCall, type GraphWorld } from './world.ts'

const SYNC_WINDOW_MS = 24 * 3_600_000

/** Contacts or history of a number under coexistence: each once, within 24 hours of onboarding, with the app subscribed. */
export function startSync(world: GraphWorld, realm: string, number: BusinessNumber, { body }: GraphCall): GraphAnswer {
  requireProduct(body)
  const type = body.sync_type
  if (type !== 'smb_app_state_sync' && type !== 'history') {
    throw new GraphError(100, { message: '(#100) Param sync_type must be one of {SMB_APP_STATE_SYNC, HISTORY}' })
  }
  if (!number.coexistence) {
    throw new GraphError(100, { details: 'The number is not used with the WhatsApp Business app' })
  }
  if (!world.assets.waba(realm, number.wabaId)?.subscribed) {
    throw new GraphError(100, { details: 'Subscribe the app to the WhatsApp Business Account first' })
  }
  if (world.clock.now() - number.onboardedAt > SYNC_WINDOW_MS) {
    throw new GraphError(2593108, { details: 'The sync must start within 24 hours of onboarding' })
  }
  if (number.syncs.includes(type)) {
    throw new GraphError(2593107, { details: 'This sync can be requested only once per onboarding' })
  }
  world.store.transaction(() => {
    world.assets.saveNumber(realm, { ...number, syncs: [...number.syncs, type] })
    send(world, realm, number, type)
  })
  return answer<SmbSyncResult>({ messaging_product: 'whatsapp', request_id: world.ids.graphId() })
}

function send(world: GraphWorld, realm: string, number: BusinessNumber, type: SyncType): void {
  if (type === 'smb_app_state_sync') {
    emit(world, realm, number, { field: type, value: { ...about(number), state_sync: contacts(world, realm) } })
    return
  }
  for (const chunk of history(world, realm, number)) {
    emit(world, realm, number, { field: type, value: { ...about(number), history: [chunk] } })
  }
  for (const message of media(world, realm, number)) {
    emit(world, realm, number, { field: type, value: { ...about(number), messages: [message] } })
  }
}

function contacts(world: GraphWorld, realm: string): WebhookStateSyncValue['state_sync'] {
  return world.phones.list(realm).map((phone) => ({
    type: 'contact' as const,
    contact: { full_name: phone.name, first_name: phone.name.split(' ')[0], phone_number: phone.number },
    action: 'add' as const,
    metadata: { timestamp: String(seconds(world)) },
  }))
}

// The chats are all of the last day; the two older phases come empty, as they do for a young account.
function history(
  world: GraphWorld,
  realm: string,
  number: BusinessNumber,
): NonNullable<WebhookHistoryValue['history']> {
  return [
    { metadata: { phase: 0, chunk_order: 1, progress: 40 }, threads: threads(world, realm, number) },
    { metadata: { phase: 1, chunk_order: 1, progress: 80 }, threads: [] },
    { metadata: { phase: 2, chunk_order: 1, progress: 100 }, threads: [] },
  ]
}

function threads(world: GraphWorld, realm: string, number: BusinessNumber) {
  return world.phones.list(realm).flatMap((phone) => {
    const messages = chatWith(world, realm, number, phone.number).map((message) => ({
      ...envelopeOf(message),
      // Files come by themselves, behind the history.
      ...(message.media ? { type: 'media_placeholder' } : { type: 'text', text: { body: message.text } }),
      history_context: { status: message.status.toUpperCase() },
    }))
    return messages.length > 0 ? [{ id: phone.number, messages }] : []
  })
}

const MEDIA_DAYS = 14

/** The files of the last two weeks, each under an id of its own. */
function media(world: GraphWorld, realm: string, number: BusinessNumber) {
  const since = world.clock.now() - MEDIA_DAYS * 24 * 3_600_000
  const chats = world.phones.list(realm).flatMap((phone) => chatWith(world, realm, number, phone.number))
  return chats.flatMap((message) => {
    const { media: file, at, type } = message
    if (file?.file === undefined || file.size === null || file.sha256 === null || at < since) return []
    const { shelf } = world.phones
    const { mime, size, sha256, filename } = file
    const kept = { key: shelf.copy(realm, file.file), mime, size, sha256, filename, start: Buffer.alloc(0) }
    const { id } = keepInbound(world, realm, number, kept)
    return [{ ...envelopeOf(message), type, [type]: { id, mime_type: mime, sha256 } }]
  })
}

function chatWith(world: GraphWorld, realm: string, { number }: BusinessNumber, phone: string): ChatMessage[] {
  return world.phones.messages(realm, phone).filter(({ from, to }) => from === number || to === number)
}

function envelopeOf({ from, to, id, at }: ChatMessage) {
  return { from, to, id, timestamp: String(Math.floor(at / 1000)) }
}

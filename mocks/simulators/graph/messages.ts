import type { GraphSuccess, SendGraphMessageResult } from '../../../generated/meta/types.gen.ts'
import type { BusinessNumber } from './assets.ts'
import type { SentContent } from './contents/content.ts'
import { readContent } from './contents/read.ts'
import { deliver, type Outgoing } from './deliver.ts'
import { GraphError } from './errors.ts'
import type { Ledger } from './ledger.ts'
import type { Links } from './links.ts'
import { magicNumber } from './magic-numbers.ts'
import { attachMedium } from './media.ts'
import { requireObject, requireProduct, requireText } from './parameters.ts'
import { markRead } from './read-receipts.ts'
import { emitFailure } from './statuses.ts'
import type { Reviews } from './templates/reviews.ts'
import type { Templates } from './templates/store.ts'
import type { Windows } from './windows.ts'
import { answer, type GraphAnswer, type GraphCall, type GraphWorld } from './world.ts'

/** What sending needs beside the world. */
export interface SendingWorld extends GraphWorld {
  ledger: Ledger
  templates: Templates
  reviews: Reviews
  windows: Windows
  links: Links
}

const CALLBACK_DATA_MAX = 512

/** Accepts, refuses, or accepts and later fails a message; or takes a read receipt. */
export function sendMessage(world: SendingWorld, realm: string, number: BusinessNumber, call: GraphCall): GraphAnswer {
  requireProduct(call.body)
  if (call.body.status !== undefined) {
    markRead(world, realm, number, call.body)
    return answer<GraphSuccess>({ success: true })
  }
  if (!number.registered) throw new GraphError(133010, { details: 'The account is not registered' })
  const { input, to } = recipient(world, realm, call.body)
  if (to === number.number) throw new GraphError(131021, { details: 'Sender and recipient are the same number' })
  const bizOpaqueCallbackData = callbackData(call.body.biz_opaque_callback_data)

  const magic = world.phones.find(realm, to) ? undefined : magicNumber(to)
  const type = call.body.type ?? 'text'
  if (magic?.outcome === 'refused' && (magic.sends === 'all' || magic.sends === type)) {
    throw new GraphError(magic.code, { details: magic.details })
  }
  const content = readContent(world, realm, number, call.body)
  const context = readContext(call.body.context)
  const settings = world.knobs.of(realm)
  world.limits.take(settings, number.id, to, world.clock.now())

  const failure = magic
    ? { code: magic.code, details: magic.details }
    : (windowFailure(world, realm, number, to, content) ?? reactionFailure(world, realm, to, content))
  if (failure?.code === 131047 && settings.windowRefusal === 'answer') throw new GraphError(131047, failure)
  return accept(
    world,
    realm,
    number,
    { content: { ...content, screen: { ...content.screen, context } }, to, input, bizOpaqueCallbackData },
    failure,
  )
}

interface Failure {
  code: number
  details: string
}

type Accepted = Pick<Outgoing, 'to' | 'input' | 'bizOpaqueCallbackData'> & { content: SentContent }

function accept(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  { content, ...message }: Accepted,
  early: Failure | undefined,
): GraphAnswer {
  const { attachment, screen, ...said } = content
  const attached =
    early === undefined && attachment?.id !== undefined ? attachMedium(world, realm, number, attachment) : undefined
  const failure =
    early ?? (attached && 'objection' in attached ? { code: 131053, details: attached.objection } : undefined)
  const wamid = world.ids.businessWamid(message.to)
  const at = world.clock.now()
  const sent: Outgoing = {
    ...message,
    ...said,
    wamid,
    at,
    screen: attached && 'media' in attached ? { ...screen, ...attached } : screen,
  }
  world.store.transaction(() => {
    world.ledger.append(realm, world.ids.next(), {
      wamid,
      phoneNumberId: number.id,
      from: number.number,
      to: message.to,
      type: said.type,
      text: said.text,
      bizOpaqueCallbackData: message.bizOpaqueCallbackData,
      outcome: failure ? 'failed' : 'delivered',
      code: failure?.code,
      at,
    })
    if (failure) emitFailure(world, realm, number, sent, failure)
    else if (attachment?.link !== undefined) world.links.fetchFor(realm, number, sent, attachment)
    else deliver(world, realm, number, sent)
  })
  return answer<SendGraphMessageResult>({
    messaging_product: 'whatsapp',
    contacts: [{ input: message.input, wa_id: message.to, user_id: world.ids.userId(message.to) }],
    messages: [{ id: wamid, ...(said.type === 'template' ? { message_status: 'accepted' } : {}) }],
  })
}

function windowFailure(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  to: string,
  { type }: SentContent,
): Failure | undefined {
  if (type === 'template' || world.windows.isOpen(realm, number.id, to, world.clock.now())) return undefined
  return {
    code: 131047,
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  }
}

/** A reaction to nothing of this chat, or to another reaction, is taken in and fails. */
function reactionFailure(world: SendingWorld, realm: string, to: string, { screen }: SentContent): Failure | undefined {
  if (!screen.reaction) return undefined
  const message = world.phones.message(realm, to, screen.reaction.message_id)
  if (message && message.type !== 'reaction') return undefined
  return { code: 131009, details: 'The message to react to is not part of this conversation or is itself a reaction' }
}

/** Digits of a recipient, however punctuated; a business-scoped user id only where there is no number. */
function recipient(world: SendingWorld, realm: string, body: Record<string, unknown>): { input: string; to: string } {
  if (body.to === undefined && body.recipient !== undefined) {
    const input = requireText(body.recipient, 'recipient')
    const phone = world.phones.list(realm).find(({ number }) => world.ids.userId(number) === input)
    if (!phone) throw new GraphError(131009, { details: "Parameter 'recipient' is not a user id this business knows" })
    return { input, to: phone.number }
  }
  const input = requireText(body.to, 'to')
  const digits = input.replace(/[\s()+.-]/g, '')
  if (!/^\d{7,15}$/.test(digits)) throw new GraphError(131009, { details: "Parameter 'to' is not a phone number" })
  return { input, to: digits }
}

function readContext(value: unknown): string | undefined {
  return value === undefined ? undefined : requireText(requireObject(value, 'context').message_id, 'context.message_id')
}

function callbackData(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value.length > CALLBACK_DATA_MAX) {
    throw new GraphError(100, {
      message: `(#100) Param biz_opaque_callback_data must be at most ${CALLBACK_DATA_MAX} characters long.`,
    })
  }
  return value
}

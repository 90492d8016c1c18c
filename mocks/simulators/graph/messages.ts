import type { GraphSuccess, SendGraphMessageResult } from '../../../generated/meta/types.gen.ts'
import type { BusinessNumber } from './assets.ts'
import { GraphError } from './errors.ts'
import type { Ledger } from './ledger.ts'
import { magicNumber } from './magic-numbers.ts'
import { requireObject, requireProduct, requireText } from './parameters.ts'
import { emitFailure, emitProgress } from './statuses.ts'
import { renderTemplate, type Templates } from './templates.ts'
import type { Windows } from './windows.ts'
import { answer, type GraphAnswer, type GraphCall, type GraphWorld } from './world.ts'

/** What sending needs beside the world. */
export interface SendingWorld extends GraphWorld {
  ledger: Ledger
  templates: Templates
  windows: Windows
}

/** What is sent, validated. `category` is the pricing category. */
export interface Outgoing {
  type: 'text' | 'template'
  text: string
  category: string
  /** The recipient, digits only, and as the caller wrote it. */
  to: string
  input: string
  bizOpaqueCallbackData?: string | undefined
}

const BODY_MAX = 4096
const CALLBACK_DATA_MAX = 512

/** Accepts, refuses, or accepts and later fails a message; or takes a read receipt. */
export function sendMessage(world: SendingWorld, realm: string, number: BusinessNumber, call: GraphCall): GraphAnswer {
  requireProduct(call.body)
  if (call.body.status === 'read') {
    markRead(world, realm, number, requireText(call.body.message_id, 'message_id'))
    return answer<GraphSuccess>({ success: true })
  }
  if (!number.registered) throw new GraphError(133010, { details: 'The account is not registered' })
  const input = requireText(call.body.to, 'to')
  const to = recipient(input)
  if (to === number.number) throw new GraphError(131021, { details: 'Sender and recipient are the same number' })
  const bizOpaqueCallbackData = callbackData(call.body.biz_opaque_callback_data)

  const magic = world.phones.find(realm, to) ? undefined : magicNumber(to)
  const type = call.body.type ?? 'text'
  if (magic?.outcome === 'refused' && (magic.sends === 'all' || magic.sends === type)) {
    throw new GraphError(magic.code, { details: magic.details })
  }
  const message = { ...readContent(world, realm, number, call.body), to, input, bizOpaqueCallbackData }
  const settings = world.knobs.of(realm)
  world.limits.take(settings, number.id, to, world.clock.now())

  const failure = magic ? { code: magic.code, details: magic.details } : windowFailure(world, realm, number, message)
  if (failure?.code === 131047 && settings.windowRefusal === 'answer') throw new GraphError(131047, failure)
  return accept(world, realm, number, message, failure)
}

function markRead(world: SendingWorld, realm: string, number: BusinessNumber, wamid: string): void {
  const inbound = world.store.get<Inbound>('graph.inbound', `${realm}/${wamid}`)
  if (inbound?.phoneNumberId !== number.id) throw new GraphError(100, { details: 'The message does not exist' })
  world.phones.progress(realm, inbound.from, wamid, 'read')
}

/** Who wrote an inbound message, and to which number; kept under its id. */
export interface Inbound {
  from: string
  phoneNumberId: string
}

interface Failure {
  code: number
  details: string
}

function accept(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  message: Outgoing,
  failure: Failure | undefined,
): GraphAnswer {
  const wamid = world.ids.businessWamid(message.to)
  const at = world.clock.now()
  world.store.transaction(() => {
    world.ledger.append(realm, world.ids.next(), {
      wamid,
      phoneNumberId: number.id,
      from: number.number,
      to: message.to,
      type: message.type,
      text: message.text,
      bizOpaqueCallbackData: message.bizOpaqueCallbackData,
      outcome: failure ? 'failed' : 'delivered',
      code: failure?.code,
      at,
    })
    if (failure) return emitFailure(world, realm, number, { ...message, wamid }, failure)
    const { type, text, to } = message
    const seen = world.phones.receive(realm, to, { id: wamid, from: number.number, to, type, text, at })
    emitProgress(world, realm, number, { ...message, wamid }, seen.status === 'read')
  })
  return answer<SendGraphMessageResult>({
    messaging_product: 'whatsapp',
    contacts: [{ input: message.input, wa_id: message.to, user_id: world.ids.userId(message.to) }],
    messages: [{ id: wamid, ...(message.type === 'template' ? { message_status: 'accepted' } : {}) }],
  })
}

function readContent(world: SendingWorld, realm: string, number: BusinessNumber, body: Record<string, unknown>) {
  const type = body.type ?? 'text'
  if (type === 'text') return { type, text: readText(body.text), category: 'service' } as const
  if (type !== 'template') {
    throw new GraphError(131051, { details: `Message type ${String(type)} is not carried by this simulation` })
  }
  const { template, text } = renderTemplate(world.templates, realm, number.wabaId, body.template)
  return { type, text, category: template.category.toLowerCase() } as const
}

function readText(value: unknown): string {
  const body = requireText(requireObject(value, 'text').body, 'text.body')
  if (body.length > BODY_MAX) {
    throw new GraphError(100, { message: `(#100) Param text['body'] must be at most ${BODY_MAX} characters long.` })
  }
  return body
}

function windowFailure(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  message: Outgoing,
): Failure | undefined {
  if (message.type === 'template') return undefined
  if (world.windows.isOpen(realm, number.id, message.to, world.clock.now())) return undefined
  return {
    code: 131047,
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  }
}

/** Digits of a recipient, however punctuated. */
function recipient(input: string): string {
  const digits = input.replace(/[\s()+.-]/g, '')
  if (!/^\d{7,15}$/.test(digits)) throw new GraphError(131009, { details: "Parameter 'to' is not a phone number" })
  return digits
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

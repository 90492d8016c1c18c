import type { MessageReceipt, SendReceipt } from '../../../../generated/keebai/types.gen.ts'
import type { Channel } from '../../../domain/channels/channel.ts'
import { type PhoneNumber, parsePhoneNumber } from '../../../domain/ids.ts'
import type { Content } from '../../../domain/messages/message.ts'
import { findSender, sendAndWait, sendQueued } from '../../../domain/messages/send.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { Caller } from '../../../domain/tokens/token.ts'
import { idempotencyOf } from '../../idempotency.ts'
import type { HttpContext } from '../../operation.ts'
import { dialectOf } from './dialect.ts'
import { toBroadcastReceipt, toMessageReceipt } from './to-receipt.ts'

/** What every send of one message has in common. */
export interface SendBody {
  channel_id?: string
  phone_number_id?: string
  meta_data?: Record<string, unknown>
}

export interface SendRequest<Body extends SendBody = SendBody & { to: string }> {
  body: Body
  headers?: { 'Idempotency-Key'?: string }
}

/** Sends in the dialect of the request: queued and answered at once, or answered when WhatsApp has accepted it. */
export async function send(
  { body, headers }: SendRequest,
  caller: Caller,
  context: HttpContext,
  route: string,
  content: Content,
): Promise<{ status: 202; body: SendReceipt }> {
  const channel = await senderOf(body, caller, context)
  const dialect = dialectOf(context.http.dialect, body)
  const message = { channel, to: recipient(body.to), content, metaData: body.meta_data ?? null, dialect }
  const claim = idempotencyOf(route, headers?.['Idempotency-Key'], body)
  if (dialect === 'prose') {
    const { broadcast } = await sendQueued(context, caller, message, claim)
    return { status: 202, body: toBroadcastReceipt(broadcast) }
  }
  const sent = await sendAndWait(context, caller, message, claim)
  return { status: 202, body: toMessageReceipt(sent.broadcast, sent.message, context.http.dialect) }
}

/** Sends what the reference alone knows: whoever is named as sender, the answer waits until WhatsApp has accepted it. */
export function sendNow(
  request: SendRequest,
  caller: Caller,
  context: HttpContext,
  route: string,
  content: Content,
): Promise<{ status: 202; body: MessageReceipt }> {
  return sendTo(recipient(request.body.to), request, caller, context, route, content)
}

/** The same where the recipient stands elsewhere. */
export async function sendTo(
  to: PhoneNumber,
  { body, headers }: SendRequest<SendBody>,
  caller: Caller,
  context: HttpContext,
  route: string,
  content: Content,
): Promise<{ status: 202; body: MessageReceipt }> {
  const channel = await senderOf(body, caller, context)
  const message = { channel, to, content, metaData: body.meta_data ?? null, dialect: 'reference' } as const
  const claim = idempotencyOf(route, headers?.['Idempotency-Key'], body)
  const sent = await sendAndWait(context, caller, message, claim)
  return { status: 202, body: toMessageReceipt(sent.broadcast, sent.message, context.http.dialect) }
}

/** The channel a body names. */
export function senderOf(body: SendBody, caller: Caller, context: HttpContext): Promise<Channel> {
  return findSender(context, caller.company, { channelId: body.channel_id, phoneNumberId: body.phone_number_id })
}

function recipient(text: string): PhoneNumber {
  const phone = parsePhoneNumber(text)
  if (phone) return phone
  throw Refusal.of('invalid_request', { problems: [{ path: '/body/to', message: 'must be in E.164 form' }] })
}

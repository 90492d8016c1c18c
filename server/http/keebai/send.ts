import type { SendReceipt } from '../../../generated/keebai/types.gen.ts'
import { type PhoneNumber, parsePhoneNumber } from '../../domain/ids.ts'
import type { Content } from '../../domain/messages/message.ts'
import { findSender, sendAndWait, sendQueued } from '../../domain/messages/send.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Caller } from '../../domain/tokens/token.ts'
import { idempotencyOf } from '../idempotency.ts'
import type { HttpContext } from '../operation.ts'
import { dialectOf } from './dialect.ts'
import { toBroadcastReceipt, toMessageReceipt } from './to-receipt.ts'

/** What every send of one message has in common. */
export interface SendBody {
  to: string
  channel_id?: string
  phone_number_id?: string
  meta_data?: Record<string, unknown>
}

export interface SendRequest {
  body: SendBody
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
  const sender = { channelId: body.channel_id, phoneNumberId: body.phone_number_id }
  const channel = await findSender(context, caller.company, sender)
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

function recipient(text: string): PhoneNumber {
  const phone = parsePhoneNumber(text)
  if (phone) return phone
  throw Refusal.of('invalid_request', { problems: [{ path: '/body/to', message: 'must be in E.164 form' }] })
}

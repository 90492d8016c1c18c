import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BulkReceipt, SendBulkData, SendBulkResponses } from '../../../../generated/keebai/types.gen.ts'
import { sendBulk as accept, type BulkRecipient } from '../../../domain/broadcasts/bulk.ts'
import { parsePhoneNumber } from '../../../domain/ids.ts'
import type { Broadcast, Dialect } from '../../../domain/messages/message.ts'
import { findSender } from '../../../domain/messages/send.ts'
import { Refusal } from '../../../domain/refusals.ts'
import { idempotencyOf } from '../../idempotency.ts'
import type { Operation } from '../../operation.ts'
import { dialectOf } from '../messages/dialect.ts'

/** Both dialects are answered at once: nobody waits for thousands of messages. */
export const sendBulk: Operation<SendBulkData, SendBulkResponses> = async ({ body, headers }, caller, context) => {
  const sender = { channelId: body.channel_id, phoneNumberId: body.phone_number_id }
  const channel = await findSender(context, caller.company, sender)
  const dialect = dialectOf(context.http.dialect, body)
  const bulk = {
    channel,
    template: { name: body.template_name, language: body.language },
    recipients: recipientsOf(body.recipients),
    campaign: body.campaign_name ?? null,
    dialect,
  }
  // Reading thousands of recipients took its time, and so will this.
  await nextTurn()
  const claim = idempotencyOf('sendBulk', headers?.['Idempotency-Key'], body)
  return { status: 202, body: toReceipt(await accept(context, caller, bulk, claim), dialect) }
}

function recipientsOf(given: SendBulkData['body']['recipients']): BulkRecipient[] {
  return given.map(({ to: text, variables: values = {}, meta_data: metaData = null }, index) => {
    const to = parsePhoneNumber(text)
    if (to) return { to, values, metaData }
    const path = `/body/recipients/${index}/to`
    throw Refusal.of('invalid_request', { problems: [{ path, message: 'must be in E.164 form' }] })
  })
}

function toReceipt({ id, total }: Broadcast, dialect: Dialect): BulkReceipt {
  const status = dialect === 'reference' ? 'scheduled' : 'PENDING'
  return { broadcast_id: id, status, total_recipients: total, scheduled_at: null }
}

import type { SendMessageData, SendMessageResponses } from '../../../../generated/hubmessage/types.gen.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { phoneNumberFromDigits } from '../../../domain/ids.ts'
import { sendAndWait } from '../../../domain/messages/send.ts'
import { idempotencyOf } from '../../idempotency.ts'
import type { Operation } from '../../operation.ts'
import { toContent } from './to-content.ts'

export const sendMessage: Operation<SendMessageData, SendMessageResponses> = async (
  { path, body, headers },
  caller,
  context,
) => {
  const channel = await getChannel(context, caller.company, path.channelId)
  const send = {
    channel,
    to: phoneNumberFromDigits(body.recipient.identifier),
    content: toContent(body.content),
    metaData: null,
    dialect: 'reference',
    checkWindow: true,
  } as const
  const claim = idempotencyOf('sendMessage', headers?.['Idempotency-Key'], { channel: channel.id, body })
  const { message } = await sendAndWait(context, caller, send, claim)
  if (message.wamid === null) throw new Error(`message ${message.id} was accepted without an id of WhatsApp's`)
  return { status: 200, body: { messageId: message.wamid } }
}

import type {
  MessageContent,
  SendMessageData,
  SendMessageResponses,
} from '../../../../generated/hubmessage/types.gen.ts'
import type { Channel } from '../../../domain/channels/channel.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { phoneNumberFromDigits } from '../../../domain/ids.ts'
import type { Content } from '../../../domain/messages/message.ts'
import { makeAndSend, sendAndWait } from '../../../domain/messages/send.ts'
import { idempotencyOf } from '../../idempotency.ts'
import type { HttpContext, Operation } from '../../operation.ts'
import { fromMedia, fromPicturedButtons } from './from-media.ts'
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
    metaData: null,
    dialect: 'reference',
    checkWindow: true,
  } as const
  const claim = idempotencyOf('sendMessage', headers?.['Idempotency-Key'], { channel: channel.id, body })
  const files = withFiles(context, channel, body.content)
  const { message } = files
    ? await makeAndSend(context, caller, { ...send, ...files }, claim)
    : await sendAndWait(context, caller, { ...send, content: toContent(body.content, context.http) }, claim)
  if (message.wamid === null) throw new Error(`message ${message.id} was accepted without an id of WhatsApp's`)
  return { status: 200, body: { messageId: message.wamid } }
}

/** How content is made whose files have to be fetched first; undefined where there are none. */
function withFiles(
  context: HttpContext,
  channel: Channel,
  content: MessageContent,
): { type: Content['type']; make(): Promise<Content> } | undefined {
  switch (content.type) {
    case 'IMAGE':
    case 'AUDIO':
    case 'VIDEO':
    case 'DOCUMENT':
    case 'STICKER':
      return { type: 'image', make: () => fromMedia(context, channel, content) }
    case 'INTERACTIVE_BUTTON':
      if (content.body.thumbnail == null) return undefined
      return { type: 'interactive', make: () => fromPicturedButtons(context, channel, content) }
    default:
      return undefined
  }
}

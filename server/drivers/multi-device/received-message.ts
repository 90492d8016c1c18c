import type { AuthenticationCreds, proto, WAMessage } from 'baileys'
import type { InboxEntry } from './inbox.ts'
import type { Baileys } from './load-baileys.ts'

/**
 * What an entry holds for a channel: the message of a customer, or those the own phone sends again because they came
 * without content. Nothing for groups, own messages and what devices tell each other. Throws when it is no protobuf.
 */
export function messagesIn(
  baileys: Baileys,
  { me }: Pick<AuthenticationCreds, 'me'>,
  { attrs, plain }: Pick<InboxEntry, 'attrs' | 'plain'>,
): WAMessage[] {
  const { proto } = baileys
  if (!me || !isChat(baileys, attrs.from)) return []
  const { fullMessage } = baileys.decodeMessageNode({ tag: 'message', attrs }, me.id, me.lid ?? '')
  const message = plain && proto.Message.decode(plain)
  if (fullMessage.key.fromMe) return attrs.category === 'peer' ? sentAgain(baileys, message) : []
  const read = message && isNovel(baileys, message, plain) ? novelty : message
  const found = { ...fullMessage, message: read } as WAMessage
  baileys.cleanMessage(found, me.id, me.lid ?? '')
  return [found]
}

/** What is newer than this version of Baileys leaves fields without a name, and no content. */
function isNovel({ proto, getContentType }: Baileys, message: proto.IMessage, plain: Uint8Array): boolean {
  return getContentType(message) === undefined && proto.Message.encode(message).finish().length < plain.length
}

const novelty: proto.IMessage = { placeholderMessage: {} }

function isChat(baileys: Baileys, jid: string | undefined): boolean {
  return jid !== undefined && (baileys.isPnUser(jid) === true || baileys.isLidUser(jid) === true)
}

/** The own phone's answer to Baileys' question for messages that came without content. */
function sentAgain({ proto }: Baileys, message: ReturnType<Baileys['proto']['Message']['decode']> | null): WAMessage[] {
  const answer = message?.protocolMessage?.peerDataOperationRequestResponseMessage
  return (answer?.peerDataOperationResult ?? []).flatMap(({ placeholderMessageResendResponse: again }) =>
    again?.webMessageInfoBytes ? [proto.WebMessageInfo.decode(again.webMessageInfoBytes) as WAMessage] : [],
  )
}

/** Places that many entries speak of. */

export const sends = 'sendTextMessage|sendTemplateMessage'

export const mediaSends = [
  'sendImageMessage',
  'sendVideoMessage',
  'sendAudioMessage',
  'sendDocumentMessage',
  'sendStickerMessage',
].join('|')

export const interactiveSends = [
  'sendInteractiveButtons',
  'sendInteractiveList',
  'sendInteractiveCtaUrl',
  'sendInteractiveCatalog',
].join('|')

const otherSends = `${mediaSends}|sendLocationMessage|sendContactsMessage|sendReactionMessage|${interactiveSends}`

/** Every send to one recipient that names it beside the message. */
export const singleSends = `${sends}|${otherSends}`

/** Every send. */
export const allSends = `${singleSends}|sendRawMessage`

export const statusEvents =
  'whatsapp.message.sent|whatsapp.message.delivered|whatsapp.message.read|whatsapp.message.failed'

export const messageEvents = `whatsapp.message.received|${statusEvents}`

export const channelEvents =
  'whatsapp.channel.connected|whatsapp.channel.disconnected|whatsapp.channel.connection_changed'

export const templateEvents = 'whatsapp.template.status_updated'

export const events = `${messageEvents}|${channelEvents}|${templateEvents}`

/** Every operation that asks Meta about templates and says what came of it. */
export const templatesAtMeta = 'listTemplates|createTemplate|updateTemplate'

/** What people call these lists. */
export const namesOfPlaces: Readonly<Record<string, string>> = {
  [events]: 'every event',
  [messageEvents]: 'every event of messages',
  [statusEvents]: 'every status event',
  [sends]: 'text and template',
  [mediaSends]: 'every send of media',
  [interactiveSends]: 'every interactive send',
  [singleSends]: 'every send but raw',
  [allSends]: 'every send',
  [channelEvents]: 'every event of channels',
}

const channels = [
  'getChannel 200.body',
  'listChannels 200.body.data[]',
  'getWhatsAppConnect 200.body.channel',
  `${channelEvents} body.data`,
]

/** A member of a channel wherever Keebai shows one. */
export function ofChannel(member: string): string[] {
  return channels.map((place) => `${place}.${member}`)
}

/** Places that many entries speak of. */

export const sends = 'sendTextMessage|sendTemplateMessage'

export const statusEvents =
  'whatsapp.message.sent|whatsapp.message.delivered|whatsapp.message.read|whatsapp.message.failed'

export const messageEvents = `whatsapp.message.received|${statusEvents}`

export const channelEvents = 'whatsapp.channel.connected|whatsapp.channel.disconnected'

export const events = `${messageEvents}|${channelEvents}`

/** What people call these lists. */
export const namesOfPlaces: Readonly<Record<string, string>> = {
  [events]: 'every event',
  [messageEvents]: 'every event of messages',
  [statusEvents]: 'every status event',
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

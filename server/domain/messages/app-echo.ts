import type { Context } from '../context.ts'
import { type ChannelId, phoneNumberFromDigits } from '../ids.ts'
import { recordEvent } from '../webhooks/record.ts'
import type { ReceivedMessage } from './received.ts'

/** What a merchant wrote in the WhatsApp Business app of a number that is also a channel. */
export interface AppEcho extends Pick<ReceivedMessage, 'wamid' | 'type' | 'text' | 'member' | 'at'> {
  channel: ChannelId
  toDigits: string | null
  toUserId: string | null
}

/**
 * Records what was written in the app, once, and tells whoever listens for echoes. No window opens by it, and a message that
 * was sent from here is not echoed a second time.
 */
export async function recordAppEcho(
  { storage, clock, ids, signals }: Pick<Context, 'storage' | 'clock' | 'ids' | 'signals'>,
  { channel: id, wamid, toDigits, toUserId, type, text, member, at }: AppEcho,
): Promise<void> {
  const now = clock.now()
  await storage.transaction(async (tables) => {
    const channel = await tables.channels.byId(id)
    if (!channel || !(await tables.facts.record(`app/${id}/${wamid}`, now))) return
    await tables.connections.heard(id, now)
    if (await tables.messages.findByWamid(id, wamid)) return
    const recipient = toDigits === null ? (toUserId ?? '') : phoneNumberFromDigits(toDigits)
    await recordEvent({ ids, clock, signals }, tables, {
      type: 'whatsapp.message.echoed',
      company: channel.company,
      channel: id,
      data: { kind: 'app_echo', wamid, recipient, type, text, member, timestamp: at },
    })
  })
}

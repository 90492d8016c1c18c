import type { Channel } from '../channels/channel.ts'
import { noteOutcome } from '../channels/trouble.ts'
import type { Context } from '../context.ts'
import type { BroadcastId, ChannelId, MessageId } from '../ids.ts'
import { type Bucket, createBucket } from './bucket.ts'
import type { Message } from './message.ts'
import { change, settleSend } from './settle.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'lines' | 'paceOf' | 'log'>

/** Sends what is queued: paced per channel, bulks in turn and behind everything else, in order per recipient. */
export interface Sender {
  /** Claims and hands over what may go now; resolves with how many, before they are answered. */
  run(): Promise<number>
  /** When the next queued message may go. */
  nextDue(): Promise<number | undefined>
  /** Resolves when no send is under way. */
  idle(): Promise<void>
}

const perClaimMax = 100

export function createSender(context: Tools): Sender {
  const { storage, clock, lines, paceOf, log } = context
  const buckets = new Map<ChannelId, Bucket>()
  const underway = new Map<MessageId, Promise<void>>()
  /** The bulk of each channel that went last. */
  const lastBulks = new Map<ChannelId, BroadcastId>()

  function bucketOf(channel: Channel): Bucket {
    const known = buckets.get(channel.id)
    if (known) return known
    const bucket = createBucket(paceOf(channel), clock.now())
    buckets.set(channel.id, bucket)
    return bucket
  }

  async function sendFrom(id: ChannelId): Promise<number> {
    const channel = await storage.read.channels.byId(id)
    if (!channel) return 0
    const bucket = bucketOf(channel)
    const now = clock.now()
    const tokens = bucket.take(perClaimMax, now)
    if (tokens === 0) return 0
    const claimed = await storage.transaction(({ messages }) => messages.claim(id, tokens, now, lastBulks.get(id)))
    const bulk = claimed.findLast(({ priority }) => priority === 'bulk')?.broadcast
    if (bulk) lastBulks.set(id, bulk)
    bucket.put(tokens - claimed.length)
    for (const message of claimed) {
      const done = hand(channel, message)
        .catch((error) => log.fault('message.send_broke', error, { message: message.id }))
        .finally(() => underway.delete(message.id))
      underway.set(message.id, done)
    }
    return claimed.length
  }

  async function hand(channel: Channel, message: Message): Promise<void> {
    const outgoing = { id: message.id, to: message.recipient, content: message.content }
    if (channel.state !== 'connected') {
      const details = channel.stateReason
      await settleSend(context, message.id, {
        outcome: 'refused',
        code: 'CHANNEL_DISCONNECTED',
        title: 'Channel disconnected',
        details,
      })
      return
    }
    const line = lines.of(channel)
    const wamid = line.wamidFor?.(outgoing)
    if (wamid !== undefined && message.wamid === null) {
      await change(
        context,
        ({ messages }) => messages.find(message.id),
        (fresh) => ({ ...fresh, wamid }),
      )
    }
    const outcome = await line.send(outgoing)
    await settleSend(context, message.id, outcome)
    await noteOutcome(context, channel, outcome)
  }

  return {
    async run() {
      const now = clock.now()
      let sent = 0
      for (const { channel, notBefore } of await storage.read.messages.queued()) {
        if (notBefore <= now) sent += await sendFrom(channel)
      }
      return sent
    },
    async nextDue() {
      const now = clock.now()
      let soonest: number | undefined
      for (const { channel, notBefore } of await storage.read.messages.queued()) {
        const due = Math.max(notBefore, buckets.get(channel)?.nextAt(now) ?? now)
        if (soonest === undefined || due < soonest) soonest = due
      }
      return soonest
    },
    async idle() {
      await Promise.all(underway.values())
    },
  }
}

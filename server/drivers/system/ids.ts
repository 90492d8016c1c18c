import { createHash, randomFillSync } from 'node:crypto'
import type {
  BroadcastId,
  ChannelId,
  CompanyId,
  DeliveryId,
  EventId,
  MessageId,
  SessionId,
  SubscriptionId,
  TokenId,
} from '../../domain/ids.ts'
import type { Ids } from '../../domain/ports/ids.ts'

/** Fresh bytes, unpredictable unless made from a seed. */
export type Random = (bytes: number) => Buffer

/**
 * Ids that begin with the time wherever their form allows it, so rows of one moment lie together
 * in every index. Sessions and secrets are random throughout: knowing them is a credential.
 */
export function createIds({
  random = systemRandom(),
  now = Date.now,
}: {
  random?: Random
  now?: () => number
} = {}): Ids {
  let counter = 0
  let countedAt = -1

  /** 48 bits of time, the rest random. */
  function timed(bytes: number): Buffer {
    const id = random(bytes)
    id.writeUIntBE(now(), 0, 6)
    return id
  }

  /** Of one millisecond, a counter keeps the order they were made in (RFC 9562, 6.2 method 1). */
  function uuidV7(): string {
    const id = timed(16)
    const time = id.readUIntBE(0, 6)
    counter = time === countedAt ? counter + 1 : id.readUInt16BE(6) & 0x07ff
    countedAt = time
    // Full after some 2,000 in a millisecond; the next ones are in no order among themselves.
    id.writeUInt16BE(0x7000 | Math.min(counter, 0x0fff), 6)
    id[8] = 0x80 | (byteAt(id, 8) & 0x3f)
    return id.toString('hex')
  }

  function ulid(): string {
    return crockford(timed(16))
  }

  /** ULIDs that sort in the order they were made, also within a millisecond and when the clock is set back a little. */
  function risingUlids(): () => string {
    let last: Buffer = Buffer.alloc(16)
    return () => {
      const next = timed(16)
      const behind = last.readUIntBE(0, 6) - next.readUIntBE(0, 6)
      // By a random step below 2^32: the next id cannot be guessed, and the 79 bits left are never used up.
      if (behind >= 0 && behind < clockSlackMs) raise(last, next.readUInt32BE(12) + 1).copy(next)
      else next.writeUInt8(byteAt(next, 6) & 0x7f, 6)
      last = next
      return crockford(next)
    }
  }

  const eventUlid = risingUlids()
  const deliveryUlid = risingUlids()

  /** Seconds first, as MongoDB's object ids. */
  function objectId(): string {
    const id = random(12)
    id.writeUInt32BE(Math.floor(now() / 1000), 0)
    return id.toString('hex')
  }

  return {
    company: () => objectId() as CompanyId,
    channel: () => uuidV7().toUpperCase() as ChannelId,
    channelAlias: objectId,
    phoneNumberId: () => `99${digits(random, 13)}`,
    session: () => `cs_${crockford(random(16))}` as SessionId,
    broadcast: () => objectId() as BroadcastId,
    message: () => uuidV7() as MessageId,
    token: () => `tok_${ulid()}` as TokenId,
    subscription: () => `wh_${ulid()}` as SubscriptionId,
    event: () => `evt_${eventUlid()}` as EventId,
    delivery: () => `dlv_${deliveryUlid()}` as DeliveryId,
    medium: () => `media_${ulid()}`,
    template: objectId,
    secret: (bytes) => random(bytes).toString('hex'),
    pin: () => digits(random, 6),
  }
}

/** A clock further back than this was set, and its time counts. */
const clockSlackMs = 10_000

/** The number in these bytes, raised. */
function raise(bytes: Buffer, by: number): Buffer {
  const raised = Buffer.from(bytes)
  let carry = by
  for (let index = raised.length - 1; carry > 0 && index >= 0; index -= 1) {
    const sum = byteAt(raised, index) + (carry % 256)
    raised[index] = sum & 0xff
    carry = Math.floor(carry / 256) + (sum >> 8)
  }
  return raised
}

/** The same bytes at every run with the same seed; never for a gateway. */
export function seededRandom(seed: string): Random {
  let block = 0
  let left = Buffer.alloc(0)
  return (bytes) => {
    while (left.length < bytes) {
      left = Buffer.concat([left, createHash('sha256').update(`${seed}/${block}`).digest()])
      block += 1
    }
    const taken = Buffer.from(left.subarray(0, bytes))
    left = left.subarray(bytes)
    return taken
  }
}

/** The system's generator, asked for a few thousand bytes at a time: a call costs more than its bytes. */
function systemRandom(): Random {
  const pool = Buffer.alloc(4096)
  let used = pool.length
  return (bytes) => {
    if (bytes > pool.length) return randomFillSync(Buffer.alloc(bytes))
    if (used + bytes > pool.length) {
      randomFillSync(pool)
      used = 0
    }
    const taken = Buffer.from(pool.subarray(used, used + bytes))
    pool.fill(0, used, used + bytes)
    used += bytes
    return taken
  }
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 16 bytes as 26 Crockford characters, the first of which carries 3 bits. */
function crockford(bytes: Buffer): string {
  let text = ''
  let held = 0
  // 130 bits are written for 128: two leading zeros.
  let bits = 2
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += CROCKFORD.charAt((held >> bits) & 31)
      held &= (1 << bits) - 1
    }
  }
  return text
}

/** Every digit equally likely: bytes from 250 on would favour the low ones. */
function digits(random: Random, count: number): string {
  let text = ''
  while (text.length < count) {
    const byte = byteAt(random(1), 0)
    if (byte < 250) text += byte % 10
  }
  return text
}

function byteAt(bytes: Buffer, index: number): number {
  const byte = bytes[index]
  if (byte === undefined) throw new RangeError(`no byte ${index}`)
  return byte
}

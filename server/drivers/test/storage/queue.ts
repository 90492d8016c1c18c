import { expect, test } from 'vitest'
import type { BroadcastId, ChannelId, PhoneNumber } from '../../../domain/ids.ts'
import type { Broadcast, Message } from '../../../domain/messages/message.ts'
import type { Storage } from '../../../domain/ports/storage.ts'
import { aBroadcast, aMessage, givenBroadcast, type MakeRig, start } from './rig.ts'

const ana = '+5491155550001' as PhoneNumber
const beto = '+5491155550002' as PhoneNumber
const carla = '+5491155550003' as PhoneNumber

export function queueCases(makeRig: MakeRig): void {
  test('a claim takes the oldest messages up to its limit and notes epoch, attempt and time', async () => {
    await using rig = await makeRig()
    const { channel, broadcast } = await givenBroadcast(rig.storage)
    const messages = await given(rig.storage, broadcast, { recipient: ana }, { recipient: beto }, { recipient: carla })
    await rig.storage.transaction(({ channels }) => channels.takeOwnership())
    const claimed = await claim(rig.storage, channel.id, start + 4, 2)
    const noted = { state: 'sending', epoch: 1, attempt: 1, claimedAt: start + 4 }
    expect(claimed).toEqual(messages.slice(0, 2).map((message) => ({ ...message, ...noted })))
    expect(await rig.storage.read.messages.find(only(claimed.slice(0, 1)).id)).toEqual(claimed[0])
    expect(await claim(rig.storage, channel.id, start + 4, 2)).toHaveLength(1)
    expect(await claim(rig.storage, channel.id, start + 4, 2)).toEqual([])
  })

  test('concurrent claims never take the same message', async () => {
    await using rig = await makeRig()
    const { channel, broadcast } = await givenBroadcast(rig.storage)
    const recipients = Array.from({ length: 100 }, (_, index) => `+54911555${10000 + index}` as PhoneNumber)
    await given(rig.storage, broadcast, ...recipients.map((recipient) => ({ recipient })))
    const claims = await Promise.all(Array.from({ length: 30 }, () => claim(rig.storage, channel.id, start, 7)))
    const ids = claims.flat().map(({ id }) => id)
    expect(ids).toHaveLength(100)
    expect(new Set(ids).size).toBe(100)
  })

  test('a recipient gets messages one at a time and in the order of acceptance', async () => {
    await using rig = await makeRig()
    const { channel, broadcast } = await givenBroadcast(rig.storage)
    const [first, second, other] = await given(
      rig.storage,
      broadcast,
      { recipient: ana },
      { recipient: ana },
      { recipient: beto },
    )
    const claimed = await claim(rig.storage, channel.id, start)
    expect(idsOf(claimed)).toEqual(idsOf([first, other]))
    expect(await claim(rig.storage, channel.id, start)).toEqual([])
    await change(rig.storage, claimed[0], { state: 'accepted', settledAt: start })
    expect(idsOf(await claim(rig.storage, channel.id, start))).toEqual(idsOf([second]))
  })

  test('a message in doubt holds back the later ones of its recipient, and nobody else', async () => {
    await using rig = await makeRig()
    const { channel, broadcast } = await givenBroadcast(rig.storage)
    await given(rig.storage, broadcast, { recipient: ana }, { recipient: ana })
    const [doubtful] = await claim(rig.storage, channel.id, start)
    await change(rig.storage, doubtful, { state: 'in_doubt' })
    const [free] = await given(rig.storage, broadcast, { recipient: beto })
    expect(idsOf(await claim(rig.storage, channel.id, start))).toEqual(idsOf([free]))
    await change(rig.storage, doubtful, { state: 'failed' })
    expect(await claim(rig.storage, channel.id, start)).toHaveLength(1)
  })

  test('a recipient of hundreds of messages hides nobody behind them', async () => {
    await using rig = await makeRig()
    const { channel, broadcast } = await givenBroadcast(rig.storage)
    const many = await given(rig.storage, broadcast, ...Array.from({ length: 450 }, () => ({ recipient: ana })))
    const [second, third] = await given(rig.storage, broadcast, { recipient: beto }, { recipient: carla })
    expect(idsOf(await claim(rig.storage, channel.id, start, 2))).toEqual(idsOf([many[0], second]))
    expect(idsOf(await claim(rig.storage, channel.id, start, 2))).toEqual(idsOf([third]))
    expect(await claim(rig.storage, channel.id, start, 2)).toEqual([])
  })

  test('a recipient on one channel holds back nothing on another', async () => {
    await using rig = await makeRig()
    const one = await givenBroadcast(rig.storage)
    const other = await givenBroadcast(rig.storage)
    await given(rig.storage, one.broadcast, { recipient: ana })
    await given(rig.storage, other.broadcast, { recipient: ana })
    expect(await claim(rig.storage, one.channel.id, start)).toHaveLength(1)
    expect(await claim(rig.storage, other.channel.id, start)).toHaveLength(1)
  })

  test('what is interactive goes before any bulk, and bulks take turns', async () => {
    await using rig = await makeRig()
    const { channel, broadcast: single } = await givenBroadcast(rig.storage)
    const bulks = [aBroadcast(channel), aBroadcast(channel), aBroadcast(channel)].sort((a, b) => (a.id < b.id ? -1 : 1))
    const numbers = recipientsFrom(0)
    const queues = new Map<BroadcastId, Message[]>()
    for (const bulk of bulks) {
      const facts = Array.from({ length: 7 }, () => ({ recipient: numbers(), priority: 'bulk' as const }))
      queues.set(bulk.id, await given(rig.storage, bulk, ...facts))
    }
    const [text] = await given(rig.storage, single, { recipient: ana })
    const queueOf = (index: number) => queues.get(bulks[index]?.id as BroadcastId) ?? []
    const first = await claim(rig.storage, channel.id, start, 5)
    expect(idsOf(first)).toEqual(idsOf([text, queueOf(0)[0], queueOf(1)[0], queueOf(2)[0], queueOf(0)[1]]))
    const second = await claim(rig.storage, channel.id, start, 2, first.at(-1)?.broadcast)
    expect(idsOf(second)).toEqual(idsOf([queueOf(1)[1], queueOf(2)[1]]))
    // One that has less to send leaves its turns to the others.
    const rest = await claim(rig.storage, channel.id, start, 50, second.at(-1)?.broadcast)
    expect(rest).toHaveLength(21 - 4 - 2)
    expect(rest.slice(-3).map((message) => message.broadcast)).toEqual(bulks.map(({ id }) => id))
  })

  test('one message a claim is enough for every bulk to have its turn', async () => {
    await using rig = await makeRig()
    const { channel } = await givenBroadcast(rig.storage)
    const bulks = [aBroadcast(channel), aBroadcast(channel), aBroadcast(channel)].sort((a, b) => (a.id < b.id ? -1 : 1))
    const numbers = recipientsFrom(0)
    for (const bulk of bulks) {
      await given(
        rig.storage,
        bulk,
        ...Array.from({ length: 300 }, () => ({ recipient: numbers(), priority: 'bulk' as const })),
      )
    }
    const order: (BroadcastId | undefined)[] = []
    for (let count = 0; count < 6; count += 1) {
      const [message] = await claim(rig.storage, channel.id, start, 1, order.at(-1))
      order.push(message?.broadcast)
    }
    expect(order).toEqual([...bulks, ...bulks].map(({ id }) => id))
  })

  test('two bulks to the same people reach each of them in the order of acceptance', async () => {
    await using rig = await makeRig()
    const { channel } = await givenBroadcast(rig.storage)
    const [one, other] = [aBroadcast(channel), aBroadcast(channel)]
    const people = Array.from({ length: 4 }, recipientsFrom(0))
    const facts = (recipients: PhoneNumber[]) =>
      recipients.map((recipient) => ({ recipient, priority: 'bulk' as const }))
    await given(rig.storage, one, ...facts(people))
    await given(rig.storage, other, ...facts(people.toReversed()))
    const reached: Record<string, string[]> = {}
    for (let count = 0; count < 8; count += 1) {
      const [message] = await claim(rig.storage, channel.id, start, 1, count % 2 === 0 ? one.id : other.id)
      if (!message) break
      reached[message.recipient] = [...(reached[message.recipient] ?? []), message.broadcast]
      await change(rig.storage, message, { state: 'accepted', settledAt: start })
    }
    expect(reached).toEqual(Object.fromEntries(people.map((person) => [person, [one.id, other.id]])))
  })

  test('a bulk that names one person hundreds of times hides nobody behind them', async () => {
    await using rig = await makeRig()
    const { channel, broadcast } = await givenBroadcast(rig.storage)
    const bulk = { priority: 'bulk' as const }
    const many = await given(
      rig.storage,
      broadcast,
      ...Array.from({ length: 450 }, () => ({ recipient: ana, ...bulk })),
    )
    const [second] = await given(rig.storage, broadcast, { recipient: beto, ...bulk })
    expect(idsOf(await claim(rig.storage, channel.id, start, 5))).toEqual(idsOf([many[0], second]))
    expect(await claim(rig.storage, channel.id, start, 5)).toEqual([])
  })

  test('what a bulk has for a person goes in front when it is hastened, and nothing else does', async () => {
    await using rig = await makeRig()
    const { channel, broadcast } = await givenBroadcast(rig.storage)
    const elsewhere = await givenBroadcast(rig.storage)
    const bulk = { priority: 'bulk' as const }
    const [, , waiting] = await given(
      rig.storage,
      broadcast,
      { recipient: beto, ...bulk },
      { recipient: carla, ...bulk },
      { recipient: ana, ...bulk },
    )
    await given(rig.storage, elsewhere.broadcast, { recipient: ana, ...bulk })
    await rig.storage.transaction(({ messages }) => messages.hasten(channel.id, ana))
    const [text] = await given(rig.storage, broadcast, { recipient: ana })
    const [first] = await claim(rig.storage, channel.id, start, 1)
    expect(first).toMatchObject({ id: waiting?.id, priority: 'interactive' })
    await change(rig.storage, first, { state: 'sent' })
    expect(idsOf(await claim(rig.storage, channel.id, start, 1))).toEqual(idsOf([text]))
    const [other] = await claim(rig.storage, elsewhere.channel.id, start)
    expect(other?.priority).toBe('bulk')
  })

  test('a postponed message waits for its time and keeps its place', async () => {
    await using rig = await makeRig()
    const { channel, broadcast } = await givenBroadcast(rig.storage)
    const [postponed, later] = await given(
      rig.storage,
      broadcast,
      { recipient: ana, notBefore: start + 10 },
      { recipient: ana },
    )
    expect(await claim(rig.storage, channel.id, start + 9)).toEqual([])
    expect(idsOf(await claim(rig.storage, channel.id, start + 10))).toEqual(idsOf([postponed]))
    await change(rig.storage, postponed, { state: 'sent' })
    expect(idsOf(await claim(rig.storage, channel.id, start + 10))).toEqual(idsOf([later]))
  })

  test('a message past its deadline is cancelled, never claimed, and holds back nobody', async () => {
    await using rig = await makeRig()
    const { channel, broadcast } = await givenBroadcast(rig.storage)
    const [overdue, next, timely] = await given(
      rig.storage,
      broadcast,
      { recipient: ana, sendBy: start + 5 },
      { recipient: ana },
      { recipient: beto, sendBy: start + 6 },
    )
    expect(idsOf(await claim(rig.storage, channel.id, start + 5))).toEqual(idsOf([next, timely]))
    const cancelled = await rig.storage.transaction(({ messages }) => messages.cancelOverdue(start + 5))
    expect(cancelled).toEqual(idsOf([overdue]))
    expect(await rig.storage.read.messages.find(only(cancelled))).toMatchObject({
      state: 'cancelled',
      settledAt: start + 5,
    })
    expect(await rig.storage.transaction(({ messages }) => messages.cancelOverdue(start + 50))).toEqual([])
  })

  test('the queue tells which channels wait and when the next message of each may go', async () => {
    await using rig = await makeRig()
    const one = await givenBroadcast(rig.storage)
    const other = await givenBroadcast(rig.storage)
    const idle = await givenBroadcast(rig.storage)
    await given(rig.storage, one.broadcast, { notBefore: start + 9 }, { notBefore: start + 2 })
    await given(rig.storage, other.broadcast, { notBefore: start + 5 })
    await given(rig.storage, idle.broadcast, { state: 'sent' })
    const queued = await rig.storage.read.messages.queued()
    expect(new Map(queued.map(({ channel, notBefore }) => [channel, notBefore]))).toEqual(
      new Map([
        [one.channel.id, start + 2],
        [other.channel.id, start + 5],
      ]),
    )
  })

  test('messages are stranded when their owner is gone or took too long', async () => {
    await using rig = await makeRig()
    const { channel, broadcast } = await givenBroadcast(rig.storage)
    await given(rig.storage, broadcast, { recipient: ana }, { recipient: beto })
    const [old] = await claim(rig.storage, channel.id, start, 1)
    const [recent] = await claim(rig.storage, channel.id, start + 10, 1)
    const { messages } = rig.storage.read
    expect(await messages.stranded(start)).toEqual([])
    expect(idsOf(await messages.stranded(start + 10))).toEqual(idsOf([old]))
    await rig.storage.transaction(({ channels }) => channels.takeOwnership())
    expect(idsOf(await messages.stranded(0))).toEqual(idsOf([old, recent]))
  })

  test('doubtful and unconfirmed messages are found by their age', async () => {
    await using rig = await makeRig()
    const { channel } = await givenBroadcast(rig.storage)
    const broadcast = aBroadcast(channel)
    const { messages } = rig.storage.read
    expect(await messages.oldestDoubt()).toBeUndefined()
    const [, doubtful, , unconfirmed] = await given(
      rig.storage,
      broadcast,
      { state: 'in_doubt', claimedAt: start + 5 },
      { state: 'in_doubt', claimedAt: start + 1 },
      { state: 'accepted', settledAt: start + 5 },
      { state: 'accepted', settledAt: start + 1 },
    )
    expect(await messages.oldestDoubt()).toBe(start + 1)
    expect(await messages.doubtfulBefore(start + 5)).toEqual([doubtful])
    expect(await messages.unconfirmedSince(start + 5)).toEqual([unconfirmed])
  })
}

/** A number nobody had yet, at each call. */
function recipientsFrom(first: number): () => PhoneNumber {
  let next = first
  return () => `+54911${20_000_000 + next++}` as PhoneNumber
}

async function given(storage: Storage, broadcast: Broadcast, ...facts: Partial<Message>[]): Promise<Message[]> {
  const messages = facts.map((one) => aMessage(broadcast, one))
  await storage.transaction((tables) => tables.messages.insert(messages))
  return messages
}

function claim(storage: Storage, channel: ChannelId, now: number, limit = 10, after?: BroadcastId): Promise<Message[]> {
  return storage.transaction(({ messages }) => messages.claim(channel, limit, now, after))
}

function change(storage: Storage, message: Message | undefined, facts: Partial<Message>): Promise<void> {
  if (!message) throw new Error('there is no message to change')
  return storage.transaction(({ messages }) => messages.update({ ...message, ...facts }))
}

function idsOf(messages: (Message | undefined)[]): (string | undefined)[] {
  return messages.map((message) => message?.id)
}

function only<T>(items: T[]): T {
  const [item] = items
  if (item === undefined || items.length > 1) throw new Error(`one was expected, there are ${items.length}`)
  return item
}

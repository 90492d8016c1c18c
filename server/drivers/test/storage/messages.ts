import { expect, test } from 'vitest'
import type { PhoneNumber } from '../../../domain/ids.ts'
import type { Content } from '../../../domain/messages/content.ts'
import type { MessageState } from '../../../domain/messages/message.ts'
import { aBroadcast, aCompany, aMessage, givenBroadcast, ids, type MakeRig, start } from './rig.ts'

export function messageCases(makeRig: MakeRig): void {
  test('a broadcast and its messages come back as they were accepted, in order', async () => {
    await using rig = await makeRig()
    const { company, channel } = await givenBroadcast(rig.storage)
    const broadcast = aBroadcast(channel, { dialect: 'reference', total: 2 })
    const messages = [
      aMessage(broadcast, {
        content: {
          type: 'template',
          name: 'welcome_v2',
          language: 'es',
          parameters: { form: 'named', values: { a: 'b' } },
        },
        metaData: { order: [1, { two: null }] },
        sendBy: start + 20_000,
      }),
      aMessage(broadcast, { error: { code: '131026', title: 'Undeliverable', details: null }, wamid: 'wamid.B' }),
    ]
    await rig.storage.transaction(async (tables) => {
      await tables.broadcasts.insert(broadcast)
      await tables.messages.insert(messages)
    })
    const { read } = await rig.reopen()
    expect(await read.broadcasts.find(company.id, broadcast.id)).toEqual(broadcast)
    expect(await read.broadcasts.find(aCompany().id, broadcast.id)).toBeUndefined()
    expect(await read.messages.ofBroadcast(broadcast.id)).toEqual(messages)
    expect(await read.messages.find(messages[0]?.id ?? ids.message())).toEqual(messages[0])
    expect(await read.messages.find(ids.message())).toBeUndefined()
  })

  test('every kind of content comes back as it was accepted', async () => {
    await using rig = await makeRig()
    const { channel } = await givenBroadcast(rig.storage)
    const contents: Content[] = [
      { type: 'image', media: { by: 'link', url: 'https://example.com/a.png' }, caption: 'ñ' },
      { type: 'audio', media: { by: 'id', id: '1013859600285441' }, voice: true },
      { type: 'location', latitude: -34.603684, longitude: -58.381559, name: 'Obelisco' },
      { type: 'contacts', contacts: [{ name: { formatted: 'Ana' }, phones: [{ phone: '+549115', waId: '549115' }] }] },
      { type: 'reaction', messageId: 'wamid.A', emoji: '👍🏽' },
      {
        type: 'interactive',
        form: 'list',
        body: 'Elige',
        button: 'Ver',
        sections: [{ rows: [{ id: '1', title: 'Torta' }] }],
        header: { kind: 'image', media: { by: 'id', id: '7' } },
      },
      { type: 'catalog', body: 'Todo' },
      { type: 'raw', body: { type: 'order_details', nested: [{ a: null }] } },
    ]
    const broadcast = aBroadcast(channel, { total: contents.length })
    await rig.storage.transaction(async (tables) => {
      await tables.broadcasts.insert(broadcast)
      await tables.messages.insert(contents.map((content) => aMessage(broadcast, { content })))
    })
    const { read } = await rig.reopen()
    expect((await read.messages.ofBroadcast(broadcast.id)).map(({ content }) => content)).toEqual(contents)
  })

  test('a message is found by the id WhatsApp gave it, within its channel', async () => {
    await using rig = await makeRig()
    const own = await givenBroadcast(rig.storage)
    const other = await givenBroadcast(rig.storage)
    const message = aMessage(own.broadcast, { wamid: 'wamid.A' })
    await rig.storage.transaction(({ messages }) =>
      messages.insert([message, aMessage(other.broadcast, { wamid: 'wamid.A' })]),
    )
    const { messages } = rig.storage.read
    expect(await messages.findByWamid(own.channel.id, 'wamid.A')).toEqual(message)
    expect(await messages.findByWamid(own.channel.id, 'wamid.B')).toBeUndefined()
  })

  test('updating a message writes its progress and leaves what was accepted', async () => {
    await using rig = await makeRig()
    const { broadcast } = await givenBroadcast(rig.storage)
    const message = aMessage(broadcast)
    const progress = {
      state: 'failed' as const,
      wamid: 'wamid.A',
      error: { code: '131047', title: 'Re-engagement message', details: 'window closed' },
      notBefore: start + 1,
      claimedAt: start + 2,
      settledAt: start + 3,
    }
    await rig.storage.transaction(async ({ messages }) => {
      await messages.insert([message])
      await messages.update({ ...message, ...progress, attempt: 9, epoch: 4, acceptedAt: start + 7 })
    })
    expect(await rig.storage.read.messages.find(message.id)).toEqual({ ...message, ...progress })
  })

  test('progress counts each state once and is complete when nothing is pending', async () => {
    await using rig = await makeRig()
    const { broadcast, channel } = await givenBroadcast(rig.storage)
    const states: MessageState[] = [
      'queued',
      'sending',
      'in_doubt',
      'accepted',
      'sent',
      'delivered',
      'read',
      'failed',
      'cancelled',
    ]
    const empty = { total: 0, sent: 0, failed: 0, pending: 0, cancelled: 0, startedAt: null, completedAt: null }
    expect(await rig.storage.read.broadcasts.progress(broadcast.id)).toEqual(empty)

    await rig.storage.transaction(({ messages }) =>
      messages.insert(states.map((state) => aMessage(broadcast, { state, settledAt: start + 5 }))),
    )
    expect(await rig.storage.read.broadcasts.progress(broadcast.id)).toEqual({
      ...empty,
      total: 9,
      sent: 3,
      failed: 1,
      pending: 4,
      cancelled: 1,
    })

    const small = aBroadcast(channel)
    const message = aMessage(small)
    await rig.storage.transaction(async (tables) => {
      await tables.broadcasts.insert(small)
      await tables.messages.insert([message])
      await tables.messages.update({ ...message, state: 'sent', claimedAt: start + 1, settledAt: start + 8 })
    })
    expect(await rig.storage.read.broadcasts.progress(small.id)).toMatchObject({ pending: 0, completedAt: start + 8 })
  })

  test('a broadcast has started with the first claim, even one that was postponed', async () => {
    await using rig = await makeRig()
    const { broadcast, channel } = await givenBroadcast(rig.storage)
    const message = aMessage(broadcast)
    await rig.storage.transaction(async ({ messages }) => {
      await messages.insert([message])
      await messages.claim(channel.id, 1, start + 3)
      await messages.update({ ...message, state: 'queued', notBefore: start + 9, claimedAt: null })
      await messages.claim(channel.id, 1, start + 9)
    })
    expect((await rig.storage.read.broadcasts.progress(broadcast.id)).startedAt).toBe(start + 3)
  })

  test('a broadcast is forgotten in parts once nothing of it is under way', async () => {
    await using rig = await makeRig()
    const { broadcast, channel, company } = await givenBroadcast(rig.storage, {})
    const [old, running, recent] = [
      aBroadcast(channel, { createdAt: start - 9, total: 3 }),
      aBroadcast(channel, { createdAt: start - 8, total: 2 }),
      broadcast,
    ]
    const ended = aMessage(old, { state: 'read' })
    await rig.storage.transaction(async (tables) => {
      for (const one of [old, running]) await tables.broadcasts.insert(one)
      await tables.messages.insert([ended, aMessage(old, { state: 'failed' }), aMessage(old, { state: 'cancelled' })])
      await tables.messages.insert([aMessage(running, { state: 'sent' }), aMessage(running, { state: 'accepted' })])
      await tables.messages.insert([aMessage(recent, { state: 'sent' })])
    })
    const { broadcasts, messages } = rig.storage.read
    expect(await broadcasts.ended(start, 10)).toEqual([old.id])
    expect(await rig.storage.transaction((tables) => tables.broadcasts.forget(old.id, 2))).toBe(false)
    expect(await broadcasts.find(company.id, old.id)).toEqual(old)
    expect(await rig.storage.transaction((tables) => tables.broadcasts.forget(old.id, 2))).toBe(true)
    expect(await broadcasts.find(company.id, old.id)).toBeUndefined()
    expect(await messages.find(ended.id)).toBeUndefined()
    expect(await broadcasts.ended(start, 10)).toEqual([])
    expect(await messages.ofBroadcast(running.id)).toHaveLength(2)
    expect(await messages.ofBroadcast(recent.id)).toHaveLength(1)
  })

  test('thousands of messages are written in one transaction while others have their turns', async () => {
    await using rig = await makeRig()
    const { broadcast } = await givenBroadcast(rig.storage)
    let turns = 0
    const counting = setInterval(() => {
      turns += 1
    })
    function* recipients() {
      for (let index = 0; index < 5_000; index += 1) {
        yield aMessage(broadcast, { recipient: `+54911${10_000_000 + index}` as PhoneNumber, priority: 'bulk' })
      }
    }
    const written = rig.storage.transaction(({ messages }) => messages.insert(recipients()))
    const seen: number[] = []
    const reading = setInterval(async () => seen.push((await rig.storage.read.broadcasts.progress(broadcast.id)).total))
    await written
    clearInterval(counting)
    clearInterval(reading)
    expect(turns).toBeGreaterThan(1)
    expect(new Set(seen)).toEqual(new Set([0]))
    expect((await rig.storage.read.broadcasts.progress(broadcast.id)).total).toBe(5_000)
  })

  test('a queued message is cancelled once, a claimed one never', async () => {
    await using rig = await makeRig()
    const { broadcast, channel } = await givenBroadcast(rig.storage)
    const [claimed, waiting] = [aMessage(broadcast), aMessage(broadcast)]
    const cancelled = await rig.storage.transaction(async ({ messages }) => {
      await messages.insert([claimed, waiting])
      await messages.claim(channel.id, 1, start)
      return [
        await messages.cancelQueued(claimed.id, start + 1),
        await messages.cancelQueued(waiting.id, start + 1),
        await messages.cancelQueued(waiting.id, start + 2),
        await messages.cancelQueued(ids.message(), start + 2),
      ]
    })
    expect(cancelled).toEqual([false, true, false, false])
    expect(await rig.storage.read.messages.find(waiting.id)).toMatchObject({ state: 'cancelled', settledAt: start + 1 })
    expect((await rig.storage.read.messages.find(claimed.id))?.state).toBe('sending')
  })

  test('an idempotency key belongs to its company and route and is kept until deleted', async () => {
    await using rig = await makeRig()
    const { company, broadcast } = await givenBroadcast(rig.storage)
    const record = {
      company: company.id,
      route: 'sendTextMessage',
      key: 'order-1',
      requestHash: ids.secret(32),
      broadcast: broadcast.id,
      createdAt: start,
    }
    await rig.storage.transaction(async ({ idempotency }) => {
      await idempotency.insert(record)
      await idempotency.insert({ ...record, key: 'order-2', createdAt: start + 1 })
    })
    const twin = rig.storage.transaction(({ idempotency }) => idempotency.insert(record))
    await expect(twin).rejects.toThrow()
    const { idempotency } = rig.storage.read
    expect(await idempotency.find(company.id, 'sendTextMessage', 'order-1')).toEqual(record)
    expect(await idempotency.find(company.id, 'sendTemplateMessage', 'order-1')).toBeUndefined()
    expect(await idempotency.find(aCompany().id, 'sendTextMessage', 'order-1')).toBeUndefined()
    await rig.storage.transaction((tables) => tables.idempotency.deleteBefore(start + 1, 100))
    expect(await idempotency.find(company.id, 'sendTextMessage', 'order-1')).toBeUndefined()
    expect(await idempotency.find(company.id, 'sendTextMessage', 'order-2')).toBeDefined()
  })
}

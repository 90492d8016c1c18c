import { expect, test } from 'vitest'
import type { PhoneNumber } from '../../../domain/ids.ts'
import { aBroadcast, aChannel, aCompany, aMessage, anEvent, aSession, ids, type MakeRig, start } from './rig.ts'

export function channelCases(makeRig: MakeRig): void {
  test('a channel is found by id, alias and number id in its own company only', async () => {
    await using rig = await makeRig()
    const [company, stranger] = [aCompany(), aCompany()]
    const channel = aChannel(company, { kind: 'qr', pushName: 'Lucio', pipelineId: 'p1', coexistence: true })
    await rig.storage.transaction(async ({ companies, channels }) => {
      await companies.insert(company)
      await companies.insert(stranger)
      await channels.insert(channel)
    })
    const { channels } = rig.storage.read
    const numberId = channel.phoneNumberId ?? ''
    expect(await channels.find(company.id, { by: 'id', id: channel.id })).toEqual(channel)
    expect(await channels.find(company.id, { by: 'alias', alias: channel.alias })).toEqual(channel)
    expect(await channels.findByPhoneNumberId(company.id, numberId)).toEqual(channel)
    expect(await channels.byId(channel.id)).toEqual(channel)
    expect(await channels.find(stranger.id, { by: 'id', id: channel.id })).toBeUndefined()
    expect(await channels.find(stranger.id, { by: 'alias', alias: channel.alias })).toBeUndefined()
    expect(await channels.findByPhoneNumberId(stranger.id, numberId)).toBeUndefined()
    expect(await channels.findByNumber(stranger.id, 'qr', '+5491155550000' as PhoneNumber)).toBeUndefined()
    expect(await channels.list(stranger.id)).toEqual([])
    expect(await channels.byId(ids.channel())).toBeUndefined()
  })

  test('updating a channel writes every field but its id, company and time of creation', async () => {
    await using rig = await makeRig()
    const [company, stranger] = [aCompany(), aCompany()]
    const before = aChannel(company, { state: 'created', phoneNumber: null, phoneNumberId: null, connectedAt: null })
    const after = aChannel(stranger, { ...aChannel(stranger), id: before.id, createdAt: start + 9, stateReason: 'why' })
    await rig.storage.transaction(async ({ companies, channels }) => {
      await companies.insert(company)
      await channels.insert(before)
      await channels.update(after)
    })
    expect(await rig.storage.read.channels.byId(before.id)).toEqual({ ...after, company: company.id, createdAt: start })
  })

  test('channels are listed oldest first, and connected ones across companies', async () => {
    await using rig = await makeRig()
    const [company, stranger] = [aCompany(), aCompany()]
    const young = aChannel(company, { createdAt: start + 2 })
    const old = aChannel(company, { state: 'disconnected' })
    const foreign = aChannel(stranger, { createdAt: start + 1 })
    await rig.storage.transaction(async ({ companies, channels }) => {
      await companies.insert(company)
      await companies.insert(stranger)
      for (const channel of [young, old, foreign]) await channels.insert(channel)
    })
    expect(await rig.storage.read.channels.list(company.id)).toEqual([old, young])
    expect(await rig.storage.read.channels.connected()).toEqual([foreign, young])
  })

  test('the channels of a Meta number are found across companies; QR channels are none of them', async () => {
    await using rig = await makeRig()
    const [company, stranger] = [aCompany(), aCompany()]
    const phoneNumberId = '100000000000001'
    const own = aChannel(company, { phoneNumberId })
    const foreign = aChannel(stranger, { phoneNumberId, createdAt: start + 1 })
    await rig.storage.transaction(async ({ companies, channels }) => {
      await companies.insert(company)
      await companies.insert(stranger)
      for (const one of [own, foreign, aChannel(company, { phoneNumberId, kind: 'qr' })]) await channels.insert(one)
    })
    expect(await rig.storage.read.channels.byMetaNumber(phoneNumberId)).toEqual([own, foreign])
  })

  test('of several channels of one number the connected one is found, else the last connected', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const phoneNumber = '+5491155551234' as PhoneNumber
    const facts = { phoneNumber, phoneNumberId: '100000000000001' }
    const first = aChannel(company, { ...facts, state: 'disconnected', connectedAt: start })
    const second = aChannel(company, { ...facts, state: 'disconnected', connectedAt: start + 1 })
    const qr = aChannel(company, { ...facts, kind: 'qr', phoneNumberId: '1' })
    await rig.storage.transaction(async ({ companies, channels }) => {
      await companies.insert(company)
      for (const channel of [second, first, qr]) await channels.insert(channel)
    })
    const { channels } = rig.storage.read
    expect(await channels.findByNumber(company.id, 'cloud_api', phoneNumber)).toEqual(second)
    expect(await channels.findByNumber(company.id, 'qr', phoneNumber)).toEqual(qr)
    const live = { ...first, state: 'connected' as const }
    await rig.storage.transaction((tables) => tables.channels.update(live))
    expect(await channels.findByNumber(company.id, 'cloud_api', phoneNumber)).toEqual(live)
    expect(await channels.findByPhoneNumberId(company.id, '100000000000001')).toEqual(live)
  })

  test('taking ownership raises the epoch of every channel, and an update leaves it', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const [one, other] = [aChannel(company), aChannel(company)]
    await rig.storage.transaction(async ({ companies, channels }) => {
      await companies.insert(company)
      await channels.insert(one)
      await channels.takeOwnership()
      await channels.insert(other)
      await channels.takeOwnership()
      await channels.update(one)
    })
    expect(await rig.storage.read.channels.epoch(one.id)).toBe(2)
    expect(await rig.storage.read.channels.epoch(other.id)).toBe(1)
  })

  test('removing a channel removes all it owns and nothing of another; events stay', async () => {
    await using rig = await makeRig()
    const { storage } = rig
    const company = aCompany()
    const all = [aChannel(company), aChannel(company)].map((channel) => {
      const broadcast = aBroadcast(channel)
      const session = aSession(company)
      return {
        channel,
        broadcast,
        session,
        message: aMessage(broadcast),
        event: anEvent(company.id, { channel: channel.id }),
      }
    })
    await storage.transaction(async (tables) => {
      await tables.companies.insert(company)
      for (const { channel, broadcast, session, message, event } of all) {
        await tables.channels.insert(channel)
        await tables.secrets.put(channel.id, 'pin', 'sealed')
        await tables.sessions.insert(session)
        await tables.sessions.end(session.id, { state: 'completed', channel: channel.id, at: start })
        await tables.broadcasts.insert(broadcast)
        await tables.messages.insert([message])
        const claim = { company: company.id, route: 'sendText', key: channel.id, requestHash: 'h', createdAt: start }
        await tables.idempotency.insert({ ...claim, broadcast: broadcast.id })
        await tables.links.set(`channel:${channel.id}`, [{ type: 'creds', id: 'main', value: 'sealed' }])
        await tables.events.insert(event)
      }
    })
    const [gone, kept] = all
    if (!gone || !kept) throw new Error('two channels')
    await storage.transaction(({ channels }) => channels.remove(gone.channel.id))
    const { read } = storage
    const found = async ({ channel, broadcast, session, message }: typeof gone) => [
      await read.channels.byId(channel.id),
      await read.secrets.get(channel.id, 'pin'),
      await read.sessions.find(undefined, session.id),
      await read.broadcasts.find(company.id, broadcast.id),
      await read.messages.find(message.id),
      await read.idempotency.find(company.id, 'sendText', channel.id),
      (await read.links.get(`channel:${channel.id}`, 'creds', ['main'])).get('main'),
    ]
    expect((await found(gone)).filter((one) => one !== undefined)).toEqual([])
    expect((await found(kept)).filter((one) => one === undefined)).toEqual([])
    expect(await read.messages.queued()).toEqual([{ channel: kept.channel.id, notBefore: start }])
    expect(await read.events.find(gone.event.id)).toEqual(gone.event)
  })

  test('the secrets of a channel are kept by name, replaced and removed', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const channel = aChannel(company)
    await rig.storage.transaction(async ({ companies, channels, secrets }) => {
      await companies.insert(company)
      await channels.insert(channel)
      await secrets.put(channel.id, 'business_token', 'one')
      await secrets.put(channel.id, 'business_token', 'two')
    })
    expect(await rig.storage.read.secrets.get(channel.id, 'business_token')).toBe('two')
    expect(await rig.storage.read.secrets.get(channel.id, 'pin')).toBeUndefined()
    await rig.storage.transaction(({ secrets }) => secrets.remove(channel.id, 'business_token'))
    expect(await rig.storage.read.secrets.get(channel.id, 'business_token')).toBeUndefined()
  })

  test('a window keeps the latest time a customer wrote, whatever order reports arrive in', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const channel = aChannel(company)
    await rig.storage.transaction(async ({ companies, channels, windows }) => {
      await companies.insert(company)
      await channels.insert(channel)
      for (const at of [start + 5, start + 9, start + 7]) await windows.opened(channel.id, '5491155555555', at)
    })
    expect(await rig.storage.read.windows.lastOpened(channel.id, '5491155555555')).toBe(start + 9)
    expect(await rig.storage.read.windows.lastOpened(channel.id, '5491155555556')).toBeUndefined()
  })
}

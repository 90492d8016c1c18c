import { expect, test } from 'vitest'
import {
  aBroadcast,
  aChannel,
  aCompany,
  aDelivery,
  aMessage,
  anEvent,
  aSession,
  aSubscription,
  aToken,
  ids,
  type MakeRig,
  start,
} from './rig.ts'

export function companyCases(makeRig: MakeRig): void {
  test('companies are found by id and listed oldest first', async () => {
    await using rig = await makeRig()
    const [young, old] = [aCompany({ createdAt: start + 1 }), aCompany()]
    await rig.storage.transaction(async ({ companies }) => {
      await companies.insert(young)
      await companies.insert(old)
    })
    expect(await rig.storage.read.companies.find(young.id)).toEqual(young)
    expect(await rig.storage.read.companies.find(ids.company())).toBeUndefined()
    expect(await rig.storage.read.companies.list()).toEqual([old, young])
  })

  test('a token is found by the hash of its text, even expired or revoked', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const token = aToken(company, { expiresAt: start - 1, revokedAt: start, surface: 'hubmessage', scopes: [] })
    const limited = aToken(company, { rateLimit: { perMinute: 5, perHour: null } })
    await rig.storage.transaction(async ({ companies, tokens }) => {
      await companies.insert(company)
      await tokens.insert(token)
      await tokens.insert(limited)
    })
    expect(await rig.storage.read.tokens.findByHash(limited.hash)).toEqual(limited)
    expect(await rig.storage.read.tokens.findByHash(token.hash)).toEqual(token)
    expect(await rig.storage.read.tokens.findByHash(ids.secret(32))).toBeUndefined()
  })

  test('tokens are listed per company or all, touched, and revoked once by their own company', async () => {
    await using rig = await makeRig()
    const [company, stranger] = [aCompany(), aCompany()]
    const token = aToken(company)
    const foreign = aToken(stranger, { createdAt: start + 1 })
    const revoked = await rig.storage.transaction(async ({ companies, tokens }) => {
      await companies.insert(company)
      await companies.insert(stranger)
      await tokens.insert(token)
      await tokens.insert(foreign)
      await tokens.touch(token.id, start + 5)
      return [
        await tokens.revoke(token.id, start + 6, stranger.id),
        await tokens.revoke(token.id, start + 7, company.id),
        await tokens.revoke(token.id, start + 8, company.id),
        await tokens.revoke(foreign.id, start + 9),
        await tokens.revoke(ids.token(), start + 9),
      ]
    })
    expect(revoked).toEqual([false, true, false, true, false])
    const own = { ...token, lastUsedAt: start + 5, revokedAt: start + 7 }
    expect(await rig.storage.read.tokens.list(company.id)).toEqual([own])
    expect(await rig.storage.read.tokens.list()).toEqual([own, { ...foreign, revokedAt: start + 9 }])
  })

  test('removing a company removes all it owns and nothing of another', async () => {
    await using rig = await makeRig()
    const { storage } = rig
    const gone = await givenEverything(rig.storage)
    const kept = await givenEverything(rig.storage)
    await storage.transaction(({ companies }) => companies.remove(gone.company.id))

    expect((await everythingOf(storage.read, gone)).filter((found) => found !== undefined)).toEqual([])
    expect((await everythingOf(storage.read, kept)).filter((found) => found === undefined)).toEqual([])
    expect(await storage.read.messages.queued()).toEqual([{ channel: kept.channel.id, notBefore: start }])
    expect(await storage.read.deliveries.lanes()).toEqual([{ subscription: kept.subscription.id, channel: null }])
    expect(await storage.read.sessions.pending()).toEqual([kept.session])
  })
}

type Storage = Awaited<ReturnType<MakeRig>>['storage']

async function givenEverything(storage: Storage) {
  const company = aCompany()
  const channel = aChannel(company)
  const broadcast = aBroadcast(channel)
  const subscription = aSubscription(company)
  const event = anEvent(company.id)
  const all = {
    company,
    channel,
    broadcast,
    subscription,
    event,
    token: aToken(company),
    session: aSession(company),
    message: aMessage(broadcast, { wamid: 'wamid.A' }),
    delivery: aDelivery(event, subscription),
  }
  await storage.transaction(async (tables) => {
    await tables.companies.insert(company)
    await tables.tokens.insert(all.token)
    await tables.channels.insert(channel)
    await tables.secrets.put(channel.id, 'pin', 'sealed')
    await tables.windows.opened(channel.id, '5491155555555', start)
    await tables.sessions.insert(all.session)
    await tables.sessions.appendEvent(all.session.id, start, { type: 'connecting' })
    await tables.broadcasts.insert(broadcast)
    await tables.messages.insert([all.message])
    await tables.idempotency.insert({
      company: company.id,
      route: 'sendText',
      key: 'k',
      requestHash: 'h',
      broadcast: broadcast.id,
      createdAt: start,
    })
    await tables.subscriptions.insert(subscription)
    await tables.events.insert(event)
    await tables.deliveries.insert(all.delivery)
    await tables.links.set(`channel:${channel.id}`, [{ type: 'creds', id: 'main', value: 'sealed' }])
    await tables.links.set(`session:${all.session.id}`, [{ type: 'creds', id: 'main', value: 'sealed' }])
  })
  return all
}

async function everythingOf(read: Storage['read'], all: Awaited<ReturnType<typeof givenEverything>>) {
  const { company, channel, session } = all
  const link = async (owner: string) => (await read.links.get(owner, 'creds', ['main'])).get('main')
  return [
    await read.companies.find(company.id),
    await read.tokens.findByHash(all.token.hash),
    await read.channels.byId(channel.id),
    await read.secrets.get(channel.id, 'pin'),
    await read.windows.lastOpened(channel.id, '5491155555555'),
    await read.sessions.find(undefined, session.id),
    (await read.sessions.eventsAfter(session.id, 0))[0],
    await read.broadcasts.find(company.id, all.broadcast.id),
    await read.messages.find(all.message.id),
    await read.messages.findByWamid(channel.id, 'wamid.A'),
    await read.idempotency.find(company.id, 'sendText', 'k'),
    await read.subscriptions.find(company.id, all.subscription.id),
    await read.events.find(all.event.id),
    await link(`channel:${channel.id}`),
    await link(`session:${session.id}`),
  ]
}

import { expect, test } from 'vitest'
import { aCompany, aSession, ids, type MakeRig, start } from './rig.ts'

export function sessionCases(makeRig: MakeRig): void {
  test('a session is found by its own company, or by anyone who needs no company', async () => {
    await using rig = await makeRig()
    const [company, stranger] = [aCompany(), aCompany()]
    const session = aSession(company, { mode: 'embedded_signup', name: null, pipelineId: 'p', coexistence: true })
    await rig.storage.transaction(async ({ companies, sessions }) => {
      await companies.insert(company)
      await sessions.insert(session)
    })
    const { sessions } = rig.storage.read
    expect(await sessions.find(company.id, session.id)).toEqual(session)
    expect(await sessions.find(undefined, session.id)).toEqual(session)
    expect(await sessions.find(stranger.id, session.id)).toBeUndefined()
    expect(await sessions.find(undefined, ids.session())).toBeUndefined()
  })

  test('a session ends once', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const session = aSession(company)
    const channel = ids.channel()
    const ended = await rig.storage.transaction(async ({ companies, sessions }) => {
      await companies.insert(company)
      await sessions.insert(session)
      return [
        await sessions.end(session.id, { state: 'completed', channel, at: start + 5 }),
        await sessions.end(session.id, { state: 'expired', channel: null, at: start + 6 }),
        await sessions.end(ids.session(), { state: 'expired', channel: null, at: start + 6 }),
      ]
    })
    expect(ended).toEqual([true, false, false])
    expect(await rig.storage.read.sessions.find(company.id, session.id)).toEqual({
      ...session,
      state: 'completed',
      channel,
      endedAt: start + 5,
    })
  })

  test('pending sessions are listed by expiry', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const late = aSession(company, { expiresAt: start + 900 })
    const soon = aSession(company, { expiresAt: start + 300 })
    await rig.storage.transaction(async ({ companies, sessions }) => {
      await companies.insert(company)
      for (const session of [late, soon, aSession(company, { state: 'expired', endedAt: start })]) {
        await sessions.insert(session)
      }
    })
    expect(await rig.storage.read.sessions.pending()).toEqual([soon, late])
    expect(await rig.storage.read.sessions.pendingOf(company.id)).toEqual([soon, late])
    expect(await rig.storage.read.sessions.pendingOf(aCompany().id)).toEqual([])
  })

  test('events count from 1 within their session and resume after any of them', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const [session, other] = [aSession(company), aSession(company)]
    await rig.storage.transaction(async ({ companies, sessions }) => {
      await companies.insert(company)
      await sessions.insert(session)
      await sessions.insert(other)
      await sessions.appendEvent(other.id, start, { type: 'connecting' })
    })
    const append = (at: number, qr: string) =>
      rig.storage.transaction(({ sessions }) =>
        sessions.appendEvent(session.id, at, { type: 'qr', qr, expiresAt: at + 20_000 }),
      )
    const appended = [await append(start, 'a'), await append(start + 1, 'b'), await append(start + 2, 'c')]
    expect(appended.map(({ seq }) => seq)).toEqual([1, 2, 3])
    const { read } = await rig.reopen()
    expect(await read.sessions.eventsAfter(session.id, 0)).toEqual(appended)
    expect(await read.sessions.eventsAfter(session.id, 2)).toEqual(appended.slice(2))
    expect(await read.sessions.eventsAfter(session.id, 3)).toEqual([])
  })

  test('sessions ended before a time go with their events, later and pending ones stay', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const old = aSession(company, { state: 'expired', endedAt: start })
    const recent = aSession(company, { state: 'expired', endedAt: start + 10 })
    const pending = aSession(company)
    await rig.storage.transaction(async ({ companies, sessions }) => {
      await companies.insert(company)
      for (const session of [old, recent, pending]) {
        await sessions.insert(session)
        await sessions.appendEvent(session.id, start, { type: 'connecting' })
      }
      await sessions.deleteEndedBefore(start + 10, 100)
    })
    const { sessions } = rig.storage.read
    expect(await sessions.find(undefined, old.id)).toBeUndefined()
    expect(await sessions.eventsAfter(old.id, 0)).toEqual([])
    expect(await sessions.find(undefined, recent.id)).toEqual(recent)
    expect(await sessions.eventsAfter(pending.id, 0)).toHaveLength(1)
  })
}

import { expect, test } from 'vitest'
import { markDisconnected } from '../../domain/channels/connect.ts'
import { dataIn, policyOf, startPortal } from './test/rig.ts'

type Portal = Awaited<ReturnType<typeof startPortal>>

/** What a link's query is as the body of a call. */
const bodyOf = (link: string, more: object = {}) => ({ ...Object.fromEntries(new URLSearchParams(link)), ...more })

const viewAt = async (portal: Portal, link: string) => {
  const answer = await portal.get(link)
  return [answer.status, (dataIn(await answer.text()) as { view: { status: string } }).view.status]
}

test('a link with its key is the page of the channel, which it connects once', async () => {
  await using portal = await startPortal()
  const link = portal.link(await portal.created())
  const page = await portal.get(link)
  expect(page.status).toBe(200)
  expect(dataIn(await page.text())).toMatchObject({ view: { status: 'pending' }, appId: 'app', coexistence: false })

  const done = await portal.post('complete', bodyOf(link, { code: 'good', waba_id: '42', phone_number_id: '7' }))
  const view = { status: 'completed', heading: 'Your number is connected', channel: { phone_number: '+15555555555' } }
  expect([done.status, await done.json()]).toMatchObject([200, view])
  expect(await portal.channels()).toMatchObject([{ name: 'Atendimento', state: 'connected', phoneNumberId: '7' }])
  expect(await viewAt(portal, link)).toEqual([200, 'completed'])
  const again = await portal.post('complete', bodyOf(link, { code: 'good' }))
  expect([again.status, await again.json()]).toMatchObject([409, { error: { retry: false } }])
})

test('without its key, or with that of another channel, there is no page: 404, as for a channel that never was', async () => {
  await using portal = await startPortal()
  const [channel, another] = [await portal.created(), await portal.created(portal.other)]
  const key = new URLSearchParams(portal.link(another)).get('key')
  for (const link of [
    `?channel=${channel.id}`,
    `?channel=${channel.id}&key=`,
    `?channel=${channel.id}&key=${key}`,
    `?channel=${channel.id}&key=v1.nonsense.x`,
    `${portal.link(channel)}x`,
    `${portal.link(channel)}&channel=${channel.id}`,
    `${portal.link(channel)}&session=${await portal.session()}`,
    '?channel=019E4C54B1B375A28970B605CA9B03C3',
    '?channel=nonsense',
  ]) {
    const answer = await portal.get(link)
    expect([link, answer.status]).toEqual([link, 404])
    expect(await answer.text()).toMatch(/This link does not work/)
    expect(policyOf(answer)).not.toMatch(/facebook/)
  }
  const takes = async (given: object) =>
    (await portal.post('complete', { channel: channel.id, code: 'good', ...given })).status
  for (const given of [{}, { key }, { key: 'v1.nonsense.x' }]) expect(await takes(given)).toBe(404)
  for (const given of [{ key: '' }, { key: 7 }]) expect(await takes(given)).toBe(400)
  expect((await portal.channels()).every(({ state }) => state === 'created')).toBe(true)
})

test('a link is over when its time is, and once it was used', async () => {
  await using portal = await startPortal()
  const channel = await portal.created()
  const [brief, long] = [portal.link(channel, 1_000), portal.link(channel, 3_600_000)]
  await portal.clock.shift(1_000)
  expect(await viewAt(portal, brief)).toEqual([200, 'expired'])
  expect(await viewAt(portal, long)).toEqual([200, 'pending'])
  expect((await portal.post('complete', bodyOf(brief, { code: 'good' }))).status).toBe(409)

  expect((await portal.post('complete', bodyOf(long, { code: 'good' }))).status).toBe(200)
  await markDisconnected(portal.context, channel.id, 'for a test')
  expect(await viewAt(portal, long)).toEqual([200, 'expired'])
  const [disconnected] = await portal.channels()
  if (!disconnected) throw new Error('no channel')
  expect(await viewAt(portal, portal.link(disconnected))).toEqual([200, 'pending'])
})

test('giving up ends nothing: the link opens again', async () => {
  await using portal = await startPortal()
  const link = portal.link(await portal.created())
  const answer = await portal.post('cancel', bodyOf(link))
  expect([answer.status, await answer.json()]).toMatchObject([200, { status: 'cancelled' }])
  expect(await viewAt(portal, link)).toEqual([200, 'pending'])
})

test.each([
  ['refused', 422, 'SIGNUP_CODE_REFUSED'],
  ['down', 502, 'UPSTREAM_ERROR'],
])('a code that is %s leaves the link open for another try', async (code, status, name) => {
  await using portal = await startPortal()
  const link = portal.link(await portal.created())
  const answer = await portal.post('complete', bodyOf(link, { code }))
  expect([answer.status, await answer.json()]).toMatchObject([status, { error: { code: name, retry: true } }])
  expect((await portal.post('complete', bodyOf(link, { code: 'good' }))).status).toBe(200)
})

test('of two people who finish one channel at once, one connects it', async () => {
  await using portal = await startPortal()
  const channel = await portal.created()
  const answers = await Promise.all(
    [1, 2].map(() => portal.post('complete', bodyOf(portal.link(channel), { code: 'together' }))),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
})

test('the page offers to keep the WhatsApp Business app where its link says so', async () => {
  await using portal = await startPortal()
  const page = await portal.get(`${portal.link(await portal.created())}&coexistence=1`)
  expect(dataIn(await page.text())).toMatchObject({ coexistence: true })
})

test('where channels are open, an id alone is a link', async () => {
  await using portal = await startPortal({ openChannels: true })
  const { id } = await portal.created()
  expect(await viewAt(portal, `?channel=${id}`)).toEqual([200, 'pending'])
  expect((await portal.post('complete', { channel: id, code: 'good' })).status).toBe(200)
  expect(await viewAt(portal, `?channel=${id.toLowerCase()}`)).toEqual([200, 'completed'])
  expect((await portal.get('?channel=019E4C54B1B375A28970B605CA9B03C3')).status).toBe(404)
  expect((await portal.get(`?channel=${(await portal.created()).id}&key=wrong`)).status).toBe(404)
})

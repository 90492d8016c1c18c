import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { type Company, call, openRig, type Rig } from './rig.ts'
import { expectNoStack, surfaceNames, surfaces } from './surfaces.ts'

let rig: Rig
let company: Company
beforeAll(async () => {
  rig = await openRig()
  company = await rig.company()
})
afterAll(() => rig[Symbol.asyncDispose]())

test('100,000 levels and 100,000 members are refused at once', async () => {
  for (const body of [
    '['.repeat(30_000) + ']'.repeat(30_000),
    `{${Array.from({ length: 7_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
  ]) {
    const before = performance.now()
    const refused = await company.call('POST', '/v1/messages/text', { body })
    expect([400, 413]).toContain(refused.status)
    expect(performance.now() - before).toBeLessThan(1_000)
    expectNoStack(refused)
  }
})

test.each(surfaceNames)('%s: a route nobody documented is 404 in its own words', async (surface) => {
  const { prefix, tokenOf, expectRefused } = surfaces[surface]
  const root = surface === 'sandbox' ? '/_sandbox' : '/v1'
  for (const path of ['/nope', '/messages', '/channels/a/b/c', '/..%2f..%2fetc']) {
    for (const method of ['GET', 'POST']) {
      const refused = await call(rig.url, method, prefix + root + path, { token: tokenOf(company) })
      expectRefused(refused, 404)
      expectNoStack(refused)
    }
  }
})

test.each([
  ['/v1/channels/%zz', 400],
  ['/v1/channels/%00', 400],
  ['/v1/channels/%E0%A4%A', 400],
  ['/v1/messages/bulk/%zz', 400],
  ['/v1/channels?type=%00', 400],
  ['/v1/channels?type=whatsapp&type=web', 400],
  ['/v1/channels?type[]=whatsapp', 400],
  ['/v1/channels?type=carrier_pigeon', 400],
  [`/v1/channels/${'a'.repeat(7_000)}`, 404],
  ["/v1/channels/'; DROP TABLE channels; --", 404],
])('%s is %d and never a fault', async (path, status) => {
  const refused = await company.call('GET', path)
  surfaces.keebai.expectRefused(refused, status)
  expectNoStack(refused)
})

test.each([
  '911',
  '+0491155555555',
  '5491155555555',
  `+${'1'.repeat(16)}`,
  '+54 911 5555',
  '+５４９１１５５５５５５５５',
  '+5491155555555\n',
  5491155555555,
  null,
])('the recipient %j is refused with a pointer, and nothing is sent', async (to) => {
  const { phone_number_id } = company.channel
  const refused = await company.call('POST', '/v1/messages/text', { body: { phone_number_id, to, text: 'x' } })
  surfaces.keebai.expectRefused(refused, 400, ['/body/to'])
  expect(rig.sandbox.world.graph.ledger(company.company_id)).toEqual([])
})

test.each(['+5511999999999', '551199999999999999', '', 'abc', 5511999999999])(
  'the HubMessage recipient %j is refused with a pointer',
  async (identifier) => {
    const refused = await company.call('POST', `/hubmessage/v1/channels/${company.channel.id}/messages`, {
      token: company.hubmessage.secret_key,
      body: { recipient: { identifier }, content: { type: 'TEXT', body: { message: 'x' } } },
    })
    surfaces.hubmessage.expectRefused(refused, 400, ['/body/recipient/identifier'])
  },
)

test.each([
  [{ type: 'TEXT' }, '/body/content/body'],
  [{ type: 'TEXT', body: { message: '' } }, '/body/content/body/message'],
  [{ type: 'TEXT', body: { message: 'a'.repeat(4097) } }, '/body/content/body/message'],
  [{ type: 'TEMPLATE', attachments: [] }, '/body/content/attachments'],
  [{ type: 'SMOKE_SIGNAL', body: { message: 'x' } }, '/body/content/type'],
  [{ body: { message: 'x' } }, '/body/content/type'],
])('the HubMessage content %j is refused at %s', async (content, path) => {
  const refused = await company.call('POST', `/hubmessage/v1/channels/${company.channel.id}/messages`, {
    token: company.hubmessage.secret_key,
    body: { recipient: { identifier: '5491155555555' }, content },
  })
  surfaces.hubmessage.expectRefused(refused, 400, [path])
})

test.each([
  [{ mode: 'telepathy' }, '/body/mode'],
  [{ mode: 'qr', name: '' }, '/body/name'],
  [{ mode: 'qr', name: 7 }, '/body/name'],
  [{ coexistence_enabled: 'yes' }, '/body/coexistence_enabled'],
  [{ pipeline_id: 7 }, '/body/pipeline_id'],
])('connecting with %j is refused at %s, and opens no session', async (body, path) => {
  const refused = await company.call('POST', '/v1/channels/whatsapp/connect', { body })
  surfaces.keebai.expectRefused(refused, 400, [path])
  expect((refused.body as { session_id?: string }).session_id).toBeUndefined()
})

test('characters that mean something to a database are only text', async () => {
  const fresh = await rig.company()
  const text = `'; DROP TABLE messages; -- " \\ % _ \u2028 \u202e 👩‍👩‍👧 ${'\u0301'.repeat(50)}`
  const { phone_number_id } = fresh.channel
  await unwrap(keebai.sendTextMessage({ client: fresh.api, body: { phone_number_id, to: '+5491155555555', text } }))
  expect((await fresh.inbox('+5491155555555')).map((one) => one.text)).toEqual([text])
})

test('a name with line breaks cannot add an event to the stream', async () => {
  const fresh = await rig.company()
  await fresh.phone('+5491188880001', 'A\nevent: failed\ndata: {}\n\nB')
  const pairing = await fresh.pairing()
  await pairing.qr()
  await pairing.scan('+5491188880001')
  await pairing.done
  expect(pairing.events.map(({ event }) => event)).toEqual(['qr', 'connecting', 'connected'])
  expect(pairing.events.at(-1)?.data).toMatchObject({ push_name: 'A\nevent: failed\ndata: {}\n\nB' })
})

test('requests that are no HTTP, or two at once in one, are refused and the connection closed', async () => {
  const { port } = new URL(rig.url)
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request({
      port,
      method: 'POST',
      path: '/v1/messages/text',
      headers: { 'content-length': '5', 'transfer-encoding': 'chunked' },
    })
    sent.on('response', (response) => resolve(response.resume().statusCode))
    sent.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve(400) : reject(error)))
    sent.end('0\r\n\r\n')
  })
  expect(status).toBeGreaterThanOrEqual(400)
})

test('no browser of another origin is let in', async () => {
  const preflight = await call(rig.url, 'OPTIONS', '/v1/messages/text', {
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  })
  expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
})

test('after all of this nothing is stored but what was asked for', async () => {
  const { data: channels } = await unwrap(keebai.listChannels({ client: company.api }))
  expect(channels.map(({ id }) => id)).toEqual([company.channel.id])
  expect((await unwrap(keebai.listWebhooks({ client: company.api }))).data).toEqual([])
  expect(rig.sandbox.world.graph.ledger(company.company_id)).toEqual([])
  const pending = await rig.sandbox.gateway.context.storage.read.sessions.pending()
  expect(pending.filter((session) => session.company === company.company_id)).toEqual([])
})

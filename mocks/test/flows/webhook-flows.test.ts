import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRig, type Rig } from './rig.ts'

/** As an integrator's scripts do it: HTTP and nothing of this project. */
let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

async function ask<Body = Record<'id' | 'secret' | 'secret_prefix', string>>(
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<Body> {
  const response = await fetch(rig.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true)
  return (await response.json()) as Body
}

interface Entry {
  event_id: string
  event_type: string
  status: string
  attempt: number
  response_status: number
}

interface Arrived {
  id: string
  signature: string
  body: string
}

async function openServer(statusOf: (arrived: Arrived, nth: number) => number) {
  const arrived: Arrived[] = []
  const http = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    const one = {
      id: String(req.headers['x-keebai-event-id']),
      signature: String(req.headers['x-keebai-signature']),
      body,
    }
    res.writeHead(statusOf(one, arrived.push(one))).end()
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    arrived,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/hooks`,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

/** As the documentation tells a receiver to. */
function isGenuine({ signature, body }: Arrived, secret: string): boolean {
  const { t, v1 } = Object.fromEntries(signature.split(',').map((part) => part.split('='))) as Record<string, string>
  return (
    createHmac('sha256', secret).update(`${t}.${body}`).digest('hex') === v1 &&
    Math.abs(Date.now() / 1000 - Number(t)) < 300
  )
}

test('rotate the secret, verify with the new one', async () => {
  const { keebai } = await rig.company()
  const known: string[] = []
  await using server = await openServer((one) => (known.some((secret) => isGenuine(one, secret)) ? 204 : 401))
  const wish = { url: server.url, events: ['whatsapp.message.received'] }
  const { id, secret } = await ask(keebai.token, 'POST', '/v1/webhooks', wish)
  known.push(secret)
  const test = () => ask(keebai.token, 'POST', `/v1/webhooks/${id}/test`)
  const outcome = async () => {
    const { data } = await ask<{ data: Entry[] }>(keebai.token, 'GET', `/v1/webhooks/${id}/deliveries?limit=1`)
    return `${data[0]?.status} ${data[0]?.response_status}`
  }
  await test()
  await expect.poll(outcome).toBe('succeeded 204')

  const rotated = await ask(keebai.token, 'POST', `/v1/webhooks/${id}/rotate-secret`)
  expect(rotated.secret).toMatch(/^whsec_[0-9a-f]{64}$/)
  expect(rotated.secret).not.toBe(secret)
  expect(rotated.secret_prefix).toBe(String(rotated.secret).slice(0, 14))
  expect(await ask(keebai.token, 'GET', `/v1/webhooks/${id}`)).not.toHaveProperty('secret')

  // Whoever knows only the old one refuses what comes now.
  await test()
  await expect.poll(outcome).toBe('failed 401')
  expect(server.arrived.map((one) => isGenuine(one, secret))).toEqual([true, false])

  known.splice(0, 1, rotated.secret)
  await test()
  await expect.poll(outcome).toBe('succeeded 204')
  expect(isGenuine(server.arrived[2] as Arrived, rotated.secret)).toBe(true)
})

test('a person writes, the receiver is told, and answers with what it was told', async () => {
  const { keebai, channel } = await rig.company()
  const person = '+5491155555555'
  interface Screen {
    data: { from_me: boolean; text: string | null }[]
  }
  let secret = ''
  await using server = await openServer((one) => (isGenuine(one, secret) ? 204 : 401))
  const wish = { url: server.url, events: ['whatsapp.message.received'] }
  secret = (await ask(keebai.token, 'POST', '/v1/webhooks', wish)).secret
  const phone = `/_sandbox/phones/${encodeURIComponent(person)}/messages`
  await ask(keebai.token, 'POST', phone, { to: channel.phone_number, text: '¿Tienen empanadas?' })
  await expect.poll(() => server.arrived.length).toBe(1)
  const { data, channel_id } = JSON.parse(server.arrived[0]?.body ?? '{}')
  expect([channel_id, data.from, data.text.body]).toEqual([channel.id, person, '¿Tienen empanadas?'])
  const reply = { phone_number_id: data.phone_number_id, to: data.from, text: `Sí: ${data.text.body}` }
  expect(await ask(keebai.token, 'POST', '/v1/messages/text', reply)).toMatchObject({ status: 'sent' })
  await expect
    .poll(async () => (await ask<Screen>(keebai.token, 'GET', phone)).data.at(-1)?.text)
    .toBe('Sí: ¿Tienen empanadas?')
})

test('a retry after a rotation is signed with the new secret', async () => {
  const { keebai } = await rig.company()
  await using server = await openServer((_, nth) => (nth === 1 ? 503 : 204))
  const wish = { url: server.url, events: ['whatsapp.message.received'] }
  const { id, secret } = await ask(keebai.token, 'POST', '/v1/webhooks', wish)
  await ask(keebai.token, 'POST', `/v1/webhooks/${id}/test`)
  await expect.poll(() => server.arrived.length).toBe(1)
  const rotated = await ask(keebai.token, 'POST', `/v1/webhooks/${id}/rotate-secret`)
  await rig.advance('PT1M1S')
  const [first, second] = server.arrived as [Arrived, Arrived]
  expect([isGenuine(first, secret), isGenuine(second, secret)]).toEqual([true, false])
  expect(isGenuine(second, rotated.secret)).toBe(true)
  expect([second.id, second.body]).toEqual([first.id, first.body])
})

test('the receiver is down for the first three attempts, the clock is advanced, everything is delivered and the log says so', async () => {
  const company = await rig.company()
  const { token } = company.keebai
  const tries = new Map<string, number>()
  await using server = await openServer(({ id }) => {
    const nth = (tries.get(id) ?? 0) + 1
    tries.set(id, nth)
    return nth <= 3 ? 503 : 204
  })
  const events = ['sent', 'delivered', 'read'].map((status) => `whatsapp.message.${status}`)
  const { id } = await ask(token, 'POST', '/v1/webhooks', { url: server.url, events })
  const sends = 10
  for (let index = 0; index < sends; index += 1) {
    const body = { channel_id: company.channel.id, to: '+5491155555555', text: `pedido ${index}` }
    await ask(token, 'POST', '/v1/messages/text', body)
  }
  await expect.poll(() => tries.size, { timeout: 10_000 }).toBe(3 * sends)
  const log = async () => (await ask<{ data: Entry[] }>(token, 'GET', `/v1/webhooks/${id}/deliveries?limit=100`)).data
  for (const [attempt, by] of [
    [1, 'PT1S'],
    [2, 'PT1M'],
    [3, 'PT5M'],
  ] as const) {
    await ask(token, 'POST', '/_sandbox/clock/advance', { by })
    const entries = await log()
    expect(entries).toHaveLength(3 * sends)
    expect(new Set(entries.map((one) => `${one.status} ${one.attempt} ${one.response_status}`))).toEqual(
      new Set([`pending ${attempt} 503`]),
    )
  }
  await ask(token, 'POST', '/_sandbox/clock/advance', { by: 'PT30M' })
  const entries = await log()
  expect(new Set(entries.map((one) => `${one.status} ${one.attempt} ${one.response_status}`))).toEqual(
    new Set(['succeeded 4 204']),
  )
  expect(new Set(entries.map((one) => one.event_id))).toEqual(new Set(tries.keys()))
  for (const type of events) expect(entries.filter((one) => one.event_type === type)).toHaveLength(sends)
  expect([...tries.values()]).toEqual(Array.from({ length: 3 * sends }, () => 4))
  expect(await ask(token, 'GET', `/v1/webhooks/${id}`)).toMatchObject({ is_active: true, failure_count: 0 })
})

test('a token that logs out is refused from then on, and no other is', async () => {
  const company = await rig.company()
  const { token } = await ask<{ token: string }>(company.keebai.token, 'POST', '/_sandbox/tokens', { scopes: [] })
  const call = (method: string, path: string) => company.call(method, path, { token })
  expect((await call('GET', '/v1/me')).status).toBe(200)
  expect(await call('DELETE', '/v1/me/token')).toMatchObject({ status: 204, body: undefined })
  const unauthorized = { message: 'Invalid or missing API token', error: 'Unauthorized', statusCode: 401 }
  expect(await call('GET', '/v1/me')).toMatchObject({ status: 401, body: unauthorized })
  expect(await call('DELETE', '/v1/me/token')).toMatchObject({ status: 401, body: unauthorized })
  expect((await company.call('GET', '/v1/me')).status).toBe(200)
})

test('of many who log out with one token at once nobody gets back in', async () => {
  const company = await rig.company()
  const { token } = await ask<{ token: string }>(company.keebai.token, 'POST', '/_sandbox/tokens', { scopes: [] })
  const calls = Array.from({ length: 40 }, (_, index) =>
    company.call(index % 2 === 0 ? 'DELETE' : 'GET', index % 2 === 0 ? '/v1/me/token' : '/v1/me', { token }),
  )
  const statuses = new Set((await Promise.all(calls)).map(({ status }) => status))
  expect([...statuses].every((status) => [200, 204, 401].includes(status))).toBe(true)
  expect((await company.call('GET', '/v1/me', { token })).status).toBe(401)
})

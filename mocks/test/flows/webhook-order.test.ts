import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { openReceiver } from './receiver.ts'
import { type Company, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const received = ['whatsapp.message.received' as const]

interface Heard {
  id: string
  channel_id: string
  data: { text: { body: string } }
}

/** A receiver that answers when and what it is told to, and knows how many it has in hand per channel. */
async function openServer(answer: (heard: Heard, nth: number) => number | Promise<number>) {
  const heard: Heard[] = []
  const inHand = new Map<string, number>()
  const server = { url: '', heard, mostInHand: 0 }
  const http = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const event = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Heard
    const busy = (inHand.get(event.channel_id) ?? 0) + 1
    inHand.set(event.channel_id, busy)
    server.mostInHand = Math.max(server.mostInHand, busy)
    const status = await answer(event, heard.push(event))
    inHand.set(event.channel_id, (inHand.get(event.channel_id) ?? 1) - 1)
    res.writeHead(status).end()
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  server.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`
  return Object.assign(server, {
    of: (channel: string) => heard.filter((event) => event.channel_id === channel).map(({ data }) => data.text.body),
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  })
}

const subscribe = (company: Company, url: string) =>
  unwrap(keebai.createWebhook({ client: company.api, body: { url, events: received } }))

/** A second Cloud API channel of the company. */
async function anotherChannel(company: Company) {
  const session = await company.connect({ name: 'Otra' })
  await company.complete(session)
  const polled = await unwrap(keebai.getWhatsAppConnect({ client: company.api, path: { session_id: session } }))
  if (polled.status !== 'completed') throw new Error(polled.status)
  return company.readChannel(polled.channel.id)
}

test('under load the events of a channel arrive in the order they happened, one after the other, channels side by side', async () => {
  const company = await rig.company()
  const other = await anotherChannel(company)
  const channels = [company.channel, other].map(({ id, phone_number }) => ({ id, number: String(phone_number) }))
  // Some take longer than others, as receivers do; some are to be sent again.
  await using server = await openServer(async (_, nth) => {
    if (nth % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
    return nth % 11 === 0 ? 503 : 200
  })
  await subscribe(company, server.url)
  const count = 150
  await Promise.all(
    channels.map(async ({ number }) => {
      for (let index = 0; index < count; index += 1) await company.write(lucio, number, `m${index}`)
    }),
  )
  const inOrder = Array.from({ length: count }, (_, index) => `m${index}`)
  for (const { id } of channels) {
    await expect.poll(() => new Set(server.of(id)).size, { timeout: 15_000 }).toBe(count)
    expect(server.of(id)).toEqual(inOrder)
    const ids = server.heard.filter((event) => event.channel_id === id).map((event) => event.id)
    expect(ids.toSorted()).toEqual(ids)
  }
  expect(server.mostInHand).toBe(1)
})

test('what is tried again holds nothing back', async () => {
  const company = await rig.company()
  await using server = await openServer(({ data }) => (data.text.body === 'm0' ? 503 : 200))
  await subscribe(company, server.url)
  for (const text of ['m0', 'm1', 'm2']) await company.write(lucio, company.channel.phone_number, text)
  await expect.poll(() => server.of(company.channel.id)).toEqual(['m0', 'm1', 'm2'])
  await rig.advance('PT1M1S')
  await company.write(lucio, company.channel.phone_number, 'm3')
  await expect.poll(() => server.of(company.channel.id)).toEqual(['m0', 'm1', 'm2', 'm0', 'm3'])
})

test('a receiver that hangs is sent the next in order after a moment, and holds back nobody else', async () => {
  const company = await rig.company()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await using stuck = await openServer(() => released.then(() => 200))
  await using quick = await openReceiver()
  await subscribe(company, stuck.url)
  const { secret } = await quick.subscribe(company, { events: received })
  const told = Array.from({ length: 4 }, (_, index) => `m${index}`)
  for (const text of told) await company.write(lucio, company.channel.phone_number, text)
  const texts = () => quick.events(secret).map(({ data }) => (data as { text: { body: string } }).text.body)
  await expect.poll(texts, { timeout: 900 }).toEqual(told)
  expect(stuck.of(company.channel.id)).toEqual(['m0'])
  await expect.poll(() => stuck.of(company.channel.id), { timeout: 8_000 }).toEqual(told)
  release()
  await rig.advance('P1D')
  expect(stuck.of(company.channel.id)).toEqual(told)
})

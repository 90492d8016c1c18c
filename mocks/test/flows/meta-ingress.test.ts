import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { worldApp } from '../../simulators/world.ts'
import { openReceiver } from './receiver.ts'
import { type Company, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'

/** A webhook as Meta posts it. */
async function post(payload: unknown, sign = signatureOf): Promise<number> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const signature = sign(body)
  const response = await fetch(`${rig.url}/webhooks/meta`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature && { 'x-hub-signature-256': signature }) },
    body,
  })
  await response.text()
  return response.status
}

function signatureOf(body: string): string {
  return `sha256=${createHmac('sha256', worldApp.secret).update(body).digest('hex')}`
}

function change(company: Company, value: object) {
  const { phone_number, phone_number_id, waba_id } = company.channel
  const metadata = { display_phone_number: phone_number.slice(1), phone_number_id }
  const field = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }
  return { object: 'whatsapp_business_account', entry: [{ id: waba_id, changes: [field] }] }
}

function inbound(company: Company, id: string, body: string) {
  const from = lucio.slice(1)
  return change(company, {
    contacts: [{ wa_id: from, profile: { name: 'Lucio' } }],
    messages: [{ id, from, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body } }],
  })
}

function status(company: Company, id: string, of: 'sent' | 'delivered' | 'read') {
  const timestamp = String(Math.floor(Date.now() / 1000))
  return change(company, { statuses: [{ id, status: of, timestamp, recipient_id: lucio.slice(1) }] })
}

const handshake = (query: string) => fetch(`${rig.url}/webhooks/meta?${query}`)

test('the handshake repeats the challenge to whoever knows the token, as plain text', async () => {
  const good = await handshake(`hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${worldApp.verifyToken}`)
  expect([good.status, await good.text()]).toEqual([200, '1158201444'])
  expect(good.headers.get('content-type')).toMatch(/^text\/plain/)
  for (const query of [
    'hub.mode=subscribe&hub.challenge=1&hub.verify_token=nope',
    `hub.mode=subscribe&hub.challenge=<script>&hub.verify_token=${worldApp.verifyToken}`,
    `hub.mode=subscribe&hub.challenge=1&hub.challenge=2&hub.verify_token=${worldApp.verifyToken}`,
    '',
  ]) {
    expect((await handshake(query)).status, query).toBe(403)
  }
})

test('a webhook that is not signed over exactly these bytes is refused and changes nothing', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  await receiver.subscribe(company)
  const payload = JSON.stringify(inbound(company, 'wamid.FORGED', 'soy yo'))
  const wrong: [string, (body: string) => string][] = [
    ['no signature', () => ''],
    ['another secret', (body) => `sha256=${createHmac('sha256', 'guess').update(body).digest('hex')}`],
    ['a cut signature', (body) => signatureOf(body).slice(0, -2)],
    ['no hex', () => `sha256=${'z'.repeat(64)}`],
    ['SHA-1', (body) => `sha1=${createHmac('sha1', worldApp.secret).update(body).digest('hex')}`],
    ['another body', () => signatureOf(`${payload} `)],
  ]
  for (const [what, sign] of wrong) expect(await post(payload, sign), what).toBe(401)
  await rig.advance('PT1M')
  expect(receiver.deliveries).toEqual([])
})

test('a message that arrives a hundred times is told once', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  const payload = inbound(company, 'wamid.ONCE', 'una vez')
  const answers = await Promise.all(Array.from({ length: 100 }, () => post(payload)))
  expect(new Set(answers)).toEqual(new Set([200]))
  await receiver.expectTypes(secret, ['whatsapp.message.received'])
  await rig.advance('PT1M')
  expect(receiver.deliveries).toHaveLength(1)
})

test('statuses that come late, twice or in another order never lead backwards', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company)
  await company.phone(lucio, 'Lucio', false)
  const sent = (await unwrap(
    keebai.sendTextMessage({
      client: company.api,
      body: { phone_number_id: company.channel.phone_number_id, to: lucio, text: 'x' },
    }),
  )) as { message_id: string }
  await receiver.expectTypes(secret, ['whatsapp.message.sent', 'whatsapp.message.delivered'])
  for (const of of ['read', 'delivered', 'sent', 'read'] as const) {
    expect(await post(status(company, sent.message_id, of))).toBe(200)
  }
  await rig.advance('PT1M')
  await receiver.expectTypes(secret, ['whatsapp.message.sent', 'whatsapp.message.delivered', 'whatsapp.message.read'])
})

test('a webhook about nobody of ours is taken and has no effect', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  await using receiver = await openReceiver()
  await receiver.subscribe(company)
  const foreign = { ...company, channel: { ...company.channel, phone_number_id: '999999999999999' } }
  expect(await post(inbound(foreign, 'wamid.X', 'x'))).toBe(200)
  expect(await post(status(company, 'wamid.NOBODY', 'read'))).toBe(200)
  expect(await post({ object: 'page', entry: [] })).toBe(200)
  expect(await post(inbound(stranger, 'wamid.Y', 'x'))).toBe(200)
  await rig.advance('PT1M')
  expect(receiver.deliveries).toEqual([])
})

test('one webhook may carry many facts', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  const [one, two] = [inbound(company, 'wamid.1', 'uno'), inbound(company, 'wamid.2', 'dos')]
  expect(await post({ ...one, entry: [...one.entry, ...two.entry] })).toBe(200)
  const events = await receiver.expectTypes(secret, ['whatsapp.message.received', 'whatsapp.message.received'])
  expect(events.map(({ data }) => ('text' in data ? data.text : null))).toEqual([{ body: 'uno' }, { body: 'dos' }])
})

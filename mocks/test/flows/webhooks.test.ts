import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { openReceiver } from './receiver.ts'
import { answer, type Company, control, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const say = (company: Company, text: string, to = lucio, more: object = {}) =>
  unwrap(
    keebai.sendTextMessage({
      client: company.api,
      body: { phone_number_id: company.channel.phone_number_id, to, text, ...more },
    }),
  ) as Promise<{ message_id: string; broadcast_id: string }>

test('a subscription shows its secret once, and never again', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const made = await receiver.subscribe(company, { headers: { 'X-Tenant-Origin': 'crm' } })
  expect(made).toMatchObject({
    id: expect.stringMatching(/^wh_[0-9A-HJKMNP-TV-Z]{26}$/),
    name: 'Test',
    url: receiver.url,
    headers: { 'X-Tenant-Origin': 'crm' },
    is_active: true,
    secret: expect.stringMatching(/^whsec_[0-9a-f]{64}$/),
  })
  expect(made.secret_prefix).toBe(made.secret.slice(0, 14))
  const { secret, ...rest } = made
  const listed = await answer(keebai.listWebhooks({ client: company.api }))
  expect(listed.body).toEqual({ data: [rest] })
  expect(JSON.stringify(listed.body)).not.toContain(secret)
})

test('a send is told as sent, delivered and read, signed and in the documented envelope', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret, id } = await receiver.subscribe(company, { headers: { 'X-Tenant-Origin': 'crm' } })
  const { message_id } = await say(company, 'Hola', lucio, { meta_data: { order: 7 } })
  const events = await receiver.expectTypes(secret, [
    'whatsapp.message.sent',
    'whatsapp.message.delivered',
    'whatsapp.message.read',
  ])
  expect(new Set(events.map((event) => event.id)).size).toBe(3)
  for (const event of events) {
    expect(event).toMatchObject({
      id: expect.stringMatching(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/),
      company_id: company.company_id,
      channel_id: company.channel.id,
      event: event.type,
      timestamp: event.occurred_at,
      webhook_id: id,
      data: {
        phone_number_id: company.channel.phone_number_id,
        message_id,
        recipient_id: lucio,
        status: event.type.slice('whatsapp.message.'.length),
        timestamp: expect.stringMatching(/^\d{10}$/),
        meta_data: { order: 7 },
      },
    })
  }
  expect(receiver.deliveries[0]).toMatchObject({
    path: '/hook',
    headers: { 'content-type': 'application/json', 'x-tenant-origin': 'crm' },
  })
})

test('a message of a person is told once, with who wrote it', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company, { events: ['whatsapp.message.received'] })
  const written = await company.write(lucio, company.channel.phone_number, 'Buenas')
  const [event] = await receiver.expectTypes(secret, ['whatsapp.message.received'])
  expect(event?.data).toMatchObject({
    phone_number_id: company.channel.phone_number_id,
    from: lucio,
    to: company.channel.phone_number,
    message_id: written.id,
    type: 'text',
    text: { body: 'Buenas' },
    contact: { wa_id: lucio.slice(1), profile: { name: 'Lucio' } },
  })
})

test('a connected channel is told with its pipeline', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company, { events: ['whatsapp.channel.connected'] })
  const session = await company.connect({ pipeline_id: 'pip_01HXYZ' })
  await company.complete(session)
  const [event] = await receiver.expectTypes(secret, ['whatsapp.channel.connected'])
  const polled = await unwrap(keebai.getWhatsAppConnect({ client: company.api, path: { session_id: session } }))
  if (polled.status !== 'completed') throw new Error(polled.status)
  expect(event).toMatchObject({
    channel_id: polled.channel.id,
    data: { ...polled.channel, pipeline_id: 'pip_01HXYZ' },
  })
})

test('the life of a QR channel is told in the order in which it happened', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company)
  const channel = await company.pair(lucio)
  await company.phone('+5491166665555', 'Ana')
  await unwrap(
    keebai.sendTextMessage({
      client: company.api,
      body: { channel_id: channel.id, to: '+5491166665555', text: 'por QR' },
    }),
  )
  await receiver.expectTypes(secret, [
    'whatsapp.channel.connected',
    'whatsapp.message.sent',
    'whatsapp.message.delivered',
    'whatsapp.message.read',
  ])
  await company.write('+5491166665555', lucio, 'respuesta')
  await expect.poll(() => receiver.events(secret).length).toBe(5)
  await unwrap(
    control.unlinkDevice({ client: company.control, path: { number: lucio }, body: { channel_id: channel.id } }),
  )
  const events = await receiver.expectTypes(secret, [
    'whatsapp.channel.connected',
    'whatsapp.message.sent',
    'whatsapp.message.delivered',
    'whatsapp.message.read',
    'whatsapp.message.received',
    'whatsapp.channel.disconnected',
  ])
  expect(new Set(events.map((event) => event.channel_id))).toEqual(new Set([channel.id]))
  expect(events[0]?.data).toMatchObject({ id: channel.id, pipeline_id: null })
  expect(events[1]?.data).toMatchObject({ message_id: expect.stringMatching(/^wamid\./) })
  expect(events[4]?.data).toMatchObject({ from: '+5491166665555', to: lucio, text: { body: 'respuesta' } })
  expect(events[5]?.data).toMatchObject({ id: channel.id, is_active: false, reason: expect.any(String) })
})

test('a send outside the window is told as failed with the code of Meta', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company)
  await company.phone('+5491166665556', 'Ana')
  await say(company, 'nunca', '+5491166665556')
  const [event] = await receiver.expectTypes(secret, ['whatsapp.message.failed'])
  expect(event?.data).toMatchObject({
    recipient_id: '+5491166665556',
    status: 'failed',
    errors: [{ code: 131047, title: expect.any(String) }],
  })
})

test('a subscription hears only the events it asked for, of its own company only', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  await using receiver = await openReceiver()
  await using other = await openReceiver()
  const { secret } = await receiver.subscribe(company, { events: ['whatsapp.message.read'] })
  await other.subscribe(stranger)
  await say(company, 'Hola')
  await receiver.expectTypes(secret, ['whatsapp.message.read'])
  await rig.advance('PT1S')
  expect([receiver.deliveries.length, other.deliveries.length]).toEqual([1, 0])
})

test('one that is made inactive, and one that is deleted, hear nothing', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const off = await receiver.subscribe(company, { is_active: false })
  expect(off.is_active).toBe(false)
  const gone = await receiver.subscribe(company)
  const removed = await answer(keebai.deleteWebhook({ client: company.api, path: { id: gone.id } }))
  expect(removed.status).toBe(204)
  expect(await answer(keebai.deleteWebhook({ client: company.api, path: { id: gone.id } }))).toMatchObject(
    refusal(404, 'WEBHOOK_NOT_FOUND'),
  )
  await say(company, 'Hola')
  await rig.advance('PT1M')
  expect(receiver.deliveries).toEqual([])
})

test.each([
  ['a name of two letters', { name: 'ab' }, '/body/name'],
  ['no events', { events: [] }, '/body/events'],
  ['an event twice', { events: ['whatsapp.message.read', 'whatsapp.message.read'] }, '/body/events'],
  ['an event that does not exist', { events: ['whatsapp.message.thought'] }, '/body/events/0'],
  ['a URL that is none', { url: 'nope' }, '/body/url'],
  ['a file', { url: 'file:///etc/passwd' }, '/body/url'],
  ['a URL of 2,049 characters', { url: `https://example.com/${'a'.repeat(2030)}` }, '/body/url'],
  ['a reserved header', { headers: { 'X-Keebai-Signature': 'x' } }, '/body/headers'],
  ['a header with a line break', { headers: { 'X-A': 'a\r\nX-B: b' } }, '/body/headers'],
])('a subscription with %s is refused with a pointer to it, and not stored', async (_, wrong, path) => {
  const company = await rig.company()
  const body = { name: 'Test', url: 'https://example.com/hook', events: ['whatsapp.message.read'], ...wrong }
  const refused = await company.call('POST', '/v1/webhooks', { body })
  expect(refused).toMatchObject(refusal(400, 'BAD_REQUEST'))
  const { details } = (refused.body as { error: { details: { path: string }[] } }).error
  expect(details.map((one) => one.path).some((one) => one.startsWith(path))).toBe(true)
  expect((await unwrap(keebai.listWebhooks({ client: company.api }))).data).toEqual([])
})

test('a subscription without a name is called after its host', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  expect((await receiver.subscribe(company, { name: undefined })).name).toBe('127.0.0.1')
})

test('a webhook of another company is absent', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  await using receiver = await openReceiver()
  const { id } = await receiver.subscribe(company)
  expect(await answer(keebai.deleteWebhook({ client: stranger.api, path: { id } }))).toMatchObject(
    refusal(404, 'WEBHOOK_NOT_FOUND'),
  )
  expect((await unwrap(keebai.listWebhooks({ client: stranger.api }))).data).toEqual([])
  expect((await unwrap(keebai.listWebhooks({ client: company.api }))).data).toHaveLength(1)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai } from '../../../client/index.ts'
import type { SendTemplateRequest, SendTextRequest } from '../../../generated/keebai/types.gen.ts'
import { answer, type Company, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const text = (company: Company, body: SendTextRequest) => answer(keebai.sendTextMessage({ client: company.api, body }))
const template = (company: Company, body: SendTemplateRequest) =>
  answer(keebai.sendTemplateMessage({ client: company.api, body }))
const welcome = { template_name: 'welcome_v2', language: 'es', variables: { nombre: 'Ana', monto: '$ 10' } }
const broadcastOf = ({ body }: { body: unknown }) => (body as { broadcast_id: string }).broadcast_id
const texts = async (company: Company, number: string) => (await company.inbox(number)).map((one) => one.text)

test('a text by channel_id is answered as a broadcast of one, arrives and completes', async () => {
  const company = await rig.company()
  const sent = await text(company, { channel_id: company.channel.id, to: lucio, text: 'Hola *Lucio* 👋' })
  expect(sent).toMatchObject({ status: 202 })
  expect(sent.body).toEqual({
    broadcast_id: expect.stringMatching(/^[0-9a-f]{24}$/),
    status: 'PENDING',
    total_recipients: 1,
    scheduled_at: null,
  })
  expect(await company.ended(broadcastOf(sent))).toEqual({
    broadcast_id: broadcastOf(sent),
    status: 'COMPLETED',
    total_recipients: 1,
    sent: 1,
    failed: 0,
    pending: 0,
    started_at: expect.stringMatching(/Z$/),
    completed_at: expect.stringMatching(/Z$/),
  })
  const [first] = await company.inbox(lucio)
  expect(await company.inbox(lucio)).toEqual([
    {
      id: expect.stringMatching(/^wamid\./),
      message_id: first?.id,
      direction: 'in',
      from: company.channel.phone_number,
      to: lucio,
      type: 'text',
      text: 'Hola *Lucio* 👋',
      status: 'read',
      at: expect.any(String),
    },
  ])
})

test('a text by phone_number_id is answered when WhatsApp has it, with the id the phone shows', async () => {
  const company = await rig.company()
  const { phone_number_id } = company.channel
  const sent = await text(company, { phone_number_id, to: lucio, text: 'Hola', meta_data: { order: 7 } })
  expect(sent).toMatchObject({ status: 202 })
  expect(sent.body).toEqual({
    message_id: expect.stringMatching(/^wamid\./),
    status: 'sent',
    sent_at: expect.stringMatching(/Z$/),
    broadcast_id: expect.stringMatching(/^[0-9a-f]{24}$/),
  })
  expect((await company.inbox(lucio)).at(-1)).toMatchObject({ id: (sent.body as { message_id: string }).message_id })
  expect(await company.ended(broadcastOf(sent))).toMatchObject({ status: 'completed', sent: 1 })
})

test('a template is rendered on the phone, in both dialects, and needs no window', async () => {
  const company = await rig.company()
  await company.phone('+5491166660003', 'Ana')
  const queued = await template(company, { channel_id: company.channel.id, to: '+5491166660003', ...welcome })
  expect(queued).toMatchObject({ status: 202, body: { status: 'PENDING', total_recipients: 1 } })
  expect(await company.ended(broadcastOf(queued))).toMatchObject({ status: 'COMPLETED' })
  const { phone_number_id } = company.channel
  const sent = await template(company, { phone_number_id, to: '+5491166660003', ...welcome })
  expect(sent).toMatchObject({ status: 202, body: { status: 'sent' } })
  expect(await company.inbox('+5491166660003')).toMatchObject([
    { type: 'template', text: 'Hola Ana, tu saldo es $ 10.' },
    { type: 'template', text: 'Hola Ana, tu saldo es $ 10.' },
  ])
})

test('channel_id and phone_number_id may both be given when they mean one channel', async () => {
  const company = await rig.company()
  const other = await rig.company()
  const { id: channel_id, phone_number_id } = company.channel
  const both = { to: lucio, text: 'x', channel_id, phone_number_id }
  expect(await text(company, both)).toMatchObject({ status: 202, body: { status: 'sent' } })
  const pair = await company.pair(lucio)
  expect(await text(company, { ...both, channel_id: pair.id })).toMatchObject(
    refusal(400, 'BAD_REQUEST', [{ path: '/body/phone_number_id' }]),
  )
  expect(await text(company, { to: lucio, text: 'x' } as SendTextRequest)).toMatchObject(refusal(400, 'BAD_REQUEST'))
  expect(await text(company, { ...both, phone_number_id: other.channel.phone_number_id })).toMatchObject(
    refusal(404, 'CHANNEL_NOT_FOUND'),
  )
})

test('the strict dialects answer in exactly one documented shape, whatever was asked', async () => {
  for (const [dialect, members] of [
    ['prose', ['broadcast_id', 'scheduled_at', 'status', 'total_recipients']],
    ['reference', ['message_id', 'sent_at', 'status']],
  ] as const) {
    await using strict = await openRig({ dialect })
    const { seeded: company } = strict
    for (const sender of [{ channel_id: company.channel.id }, { phone_number_id: company.channel.phone_number_id }]) {
      for (const send of [
        text(company, { ...sender, to: lucio, text: 'x' }),
        template(company, { ...sender, to: lucio, ...welcome }),
      ]) {
        const sent = await send
        expect(Object.keys(sent.body as object).sort(), dialect).toEqual(members)
      }
    }
    const session = await company.connect()
    expect(
      (await answer(keebai.getWhatsAppConnect({ client: company.api, path: { session_id: session } }))).body,
    ).toEqual({ status: 'pending' })
    expect(
      await company.call('POST', '/v1/messages/text', {
        body: { channel_id: company.channel.id, to: '911', text: 'x' },
      }),
    ).toMatchObject({ status: dialect === 'reference' ? 422 : 400 })
  }
})

test.each([
  ['a template nobody has', { ...welcome, template_name: 'no_such_template' }, '132001'],
  ['a language the template is not in', { ...welcome, language: 'en' }, '132001'],
  ['a variable that is missing', { ...welcome, variables: { nombre: 'Ana' } }, '132000'],
  ['a variable of another name', { ...welcome, variables: { nombre: 'Ana', amount: '1' } }, '132012'],
])('%s: queued by channel_id it fails, by phone_number_id it is 502 with the code of Meta', async (_, body, code) => {
  const company = await rig.company()
  const queued = await template(company, { channel_id: company.channel.id, to: lucio, ...body })
  expect(queued).toMatchObject({ status: 202, body: { status: 'PENDING' } })
  expect(await company.ended(broadcastOf(queued))).toMatchObject({ status: 'FAILED', failed: 1 })
  const { phone_number_id } = company.channel
  const refused = await template(company, { phone_number_id, to: lucio, ...body })
  expect(refused).toMatchObject(refusal(502, 'UPSTREAM_ERROR', { outcome: 'refused', code }))
  expect(await company.inbox(lucio)).toEqual([])
})

test('messages to one recipient arrive in the order they were accepted', async () => {
  const company = await rig.company()
  const words = Array.from({ length: 30 }, (_, index) => `m${index}`)
  for (const word of words) await text(company, { channel_id: company.channel.id, to: lucio, text: word })
  await expect.poll(() => texts(company, lucio), { timeout: 10_000 }).toEqual(words)
})

test('through a QR channel texts go both ways, with ids in the one form and without a window', async () => {
  const company = await rig.company()
  const channel = await company.pair(lucio)
  const ana = await company.phone('+5491166660007', 'Ana')
  const sent = await text(company, { phone_number_id: channel.phone_number_id ?? '', to: ana, text: 'por QR' })
  expect(sent).toMatchObject({ status: 202, body: { message_id: expect.stringMatching(/^wamid\./), status: 'sent' } })
  const queued = await text(company, { channel_id: channel.id, to: ana, text: 'otra' })
  expect(await company.ended(broadcastOf(queued))).toMatchObject({ status: 'COMPLETED' })
  await expect.poll(() => texts(company, ana)).toEqual(['por QR', 'otra'])
  await company.write(ana, lucio, 'respuesta')
  await expect.poll(() => texts(company, lucio)).toContain('respuesta')
  const again = await text(company, { channel_id: channel.id, to: ana, text: 'gracias' })
  expect(await company.ended(broadcastOf(again))).toMatchObject({ status: 'COMPLETED' })
  await expect.poll(() => texts(company, ana)).toEqual(['por QR', 'otra', 'respuesta', 'gracias'])
})

test('a template through a QR channel is refused with the documented code', async () => {
  const company = await rig.company()
  const channel = await company.pair(lucio)
  for (const sender of [{ channel_id: channel.id }, { phone_number_id: channel.phone_number_id ?? '' }]) {
    expect(await template(company, { ...sender, to: lucio, ...welcome })).toMatchObject(
      refusal(400, 'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK'),
    )
  }
})

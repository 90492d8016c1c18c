import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
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

test('a text outside the 24 hours is taken, fails, and its broadcast says FAILED; an answer opens the window', async () => {
  const company = await rig.company()
  await company.phone('+5491166660004', 'Ana')
  const to = '+5491166660004'
  const closed = await text(company, { channel_id: company.channel.id, to, text: 'nunca' })
  expect(closed.status).toBe(202)
  expect(await company.ended(broadcastOf(closed))).toMatchObject({ status: 'FAILED', sent: 0, failed: 1 })
  expect(await company.inbox(to)).toEqual([])
  await company.write(to, company.channel.phone_number, 'hola')
  const open = await text(company, { channel_id: company.channel.id, to, text: 'ahora si' })
  expect(await company.ended(broadcastOf(open))).toMatchObject({ status: 'COMPLETED' })
  await rig.advance('PT24H1M')
  const late = await text(company, { channel_id: company.channel.id, to, text: 'tarde' })
  expect(await company.ended(broadcastOf(late))).toMatchObject({ status: 'FAILED' })
  expect(await texts(company, to)).toEqual(['hola', 'ahora si'])
})

test('a template that is not approved yet is refused by Meta, not here', async () => {
  const company = await rig.company()
  await company.call('POST', '/_sandbox/seed', {
    body: { templates: [{ name: 'pending_one', language: 'es', body: 'Hola', status: 'PENDING' }] },
  })
  const body = { template_name: 'pending_one', language: 'es', to: lucio }
  const queued = await template(company, { ...body, channel_id: company.channel.id })
  expect(await company.ended(broadcastOf(queued))).toMatchObject({ status: 'FAILED' })
  const refused = await template(company, { ...body, phone_number_id: company.channel.phone_number_id })
  expect(refused).toMatchObject(refusal(502, 'UPSTREAM_ERROR', { outcome: 'refused', code: '132001' }))
})

test.each([
  ['+5491166661026', '131026'],
  ['+5491166661047', '131047'],
  ['+5491166661049', '131049'],
  ['+5491166660000', '131026'],
])('%s is accepted and fails afterwards, and gets no phone', async (to) => {
  const company = await rig.company()
  const { phone_number_id } = company.channel
  const sent = await template(company, { phone_number_id, to, ...welcome })
  expect(sent).toMatchObject({ status: 202, body: { message_id: expect.stringMatching(/^wamid\./) } })
  expect(await company.ended(broadcastOf(sent))).toMatchObject({ status: 'failed', failed: 1 })
  expect(await company.call('GET', `/_sandbox/phones/${to}/messages`)).toMatchObject(refusal(404, 'PHONE_NOT_FOUND'))
})

test.each([
  ['+5491166660500', '131000', refusal(502, 'UPSTREAM_ERROR', { outcome: 'refused', code: '131000' })],
  ['+5491166660190', '190', refusal(400, 'CHANNEL_MISSING_ACCESS_TOKEN')],
  ['+5491166662001', '132001', refusal(502, 'UPSTREAM_ERROR', { outcome: 'refused', code: '132001' })],
])('%s is refused with the code %s', async (to, _code, expected) => {
  const company = await rig.company()
  const { phone_number_id } = company.channel
  const refused = await template(company, { phone_number_id, to, ...welcome })
  expect(refused).toMatchObject(expected)
  const queued = await template(company, { channel_id: company.channel.id, to, ...welcome })
  expect(await company.ended(broadcastOf(queued))).toMatchObject({ status: 'FAILED' })
})

test('a send to a number without a phone makes one', async () => {
  const company = await rig.company()
  const { phone_number_id } = company.channel
  await template(company, { phone_number_id, to: '+5491166660005', ...welcome })
  expect(await company.inbox('+5491166660005')).toHaveLength(1)
})

test('a phone that does not read leaves a message delivered', async () => {
  const company = await rig.company()
  await company.phone('+5491166660006', 'Quiet', false)
  const { phone_number_id } = company.channel
  const sent = await template(company, { phone_number_id, to: '+5491166660006', ...welcome })
  expect(await company.ended(broadcastOf(sent))).toMatchObject({ status: 'completed' })
  expect(await company.inbox('+5491166660006')).toMatchObject([{ status: 'delivered' }])
})

test('a broadcast id that is no 24 hex characters is malformed, an unknown or foreign one 404', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  const read = (who: Company, broadcastId: string) =>
    answer(keebai.getBroadcast({ client: who.api, path: { broadcastId } }))
  const malformed = await read(company, 'nope')
  expect(malformed.status).toBe(400)
  expect(malformed.body).toMatchObject({ error: { code: 'INVALID_BROADCAST_ID', message: 'Bad Request' } })
  const sent = await text(company, { channel_id: company.channel.id, to: lucio, text: 'x' })
  const foreign = await read(stranger, broadcastOf(sent))
  expect(foreign).toMatchObject(refusal(404, 'BROADCAST_NOT_FOUND'))
  expect(foreign.body).toEqual((await read(stranger, '65f4b5c6d7e8f9a0b1c2d3e4')).body)
})

test('what a company sends with the ids of another is 404 and reaches nobody', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  const byChannel = await text(stranger, { channel_id: company.channel.id, to: lucio, text: 'x' })
  const byNumber = await text(stranger, { phone_number_id: company.channel.phone_number_id, to: lucio, text: 'x' })
  const unknown = await text(stranger, { phone_number_id: '999999999999999', to: lucio, text: 'x' })
  for (const refused of [byChannel, byNumber, unknown]) {
    expect(refused).toMatchObject(refusal(404, 'CHANNEL_NOT_FOUND'))
    expect(refused.body).toEqual(unknown.body)
  }
  expect([await company.inbox(lucio), await stranger.inbox(lucio)]).toEqual([[], []])
})

test('a token without messages:bulk reads the single sends it made itself', async () => {
  const company = await rig.company()
  const narrow = await company.as(['messages:send'])
  const body = { channel_id: company.channel.id, to: lucio, text: 'x' }
  const own = (await unwrap(keebai.sendTextMessage({ client: narrow, body }))) as { broadcast_id: string }
  const read = (broadcastId: string) => answer(keebai.getBroadcast({ client: narrow, path: { broadcastId } }))
  expect((await read(own.broadcast_id)).status).toBe(200)
  const other = await text(company, body)
  expect(await read(broadcastOf(other))).toMatchObject(
    refusal(403, 'INSUFFICIENT_SCOPE', { required: ['messages:bulk'], missing: ['messages:bulk'] }),
  )
})

test('a text holds 1 to 4096 characters', async () => {
  const company = await rig.company()
  const send = (of: string) => text(company, { channel_id: company.channel.id, to: lucio, text: of })
  expect((await send('a'.repeat(4096))).status).toBe(202)
  expect(await send('a'.repeat(4097))).toMatchObject(refusal(400, 'BAD_REQUEST', [{ path: '/body/text' }]))
  expect(await send('')).toMatchObject(refusal(400, 'BAD_REQUEST', [{ path: '/body/text' }]))
})

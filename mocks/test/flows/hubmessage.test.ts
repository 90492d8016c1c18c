import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubmessage, keebai, unwrap } from '../../../client/index.ts'
import type { ConnectChannelRequest, SendMessageRequest } from '../../../generated/hubmessage/types.gen.ts'
import { openReceiver } from './receiver.ts'
import { answer, type Company, control, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '5491155555555'
const create = async (company: Company, name = 'Shop') =>
  (await unwrap(hubmessage.createChannel({ client: company.hub, body: { name, type: 'META_WHATSAPP' } }))).id
const signupResult = (company: Company, body = {}) =>
  unwrap(control.createSignupResult({ client: company.control, body }))
const connect = (company: Company, channelId: string, body: ConnectChannelRequest) =>
  answer(hubmessage.connectChannel({ client: company.hub, path: { channelId }, body }))
const send = (company: Company, channelId: string, content: SendMessageRequest['content'], identifier = lucio) =>
  answer(
    hubmessage.sendMessage({ client: company.hub, path: { channelId }, body: { recipient: { identifier }, content } }),
  )
const text = (message: string) => ({ type: 'TEXT', body: { message } }) as const
const error = (status: number, message: string) => ({ status, body: { error: status, message } })
const seededNumber = (company: Company) => company.channel.phone_number

test('a channel is created, connected and sends; and it is a channel at Keebai', async () => {
  const company = await rig.company()
  const created = await answer(
    hubmessage.createChannel({ client: company.hub, body: { name: 'Shop', type: 'META_WHATSAPP' } }),
  )
  expect(created).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^[0-9A-F]{32}$/) } })
  const { id } = created.body as { id: string }
  // UUIDv7: the first 48 bits are the time it was made at.
  expect(Math.abs(Number.parseInt(id.slice(0, 12), 16) - Date.now())).toBeLessThan(60_000)
  const before = await unwrap(keebai.listChannels({ client: company.api }))
  expect(before.data).toHaveLength(1)
  const result = await signupResult(company)
  expect(await connect(company, id, result)).toMatchObject({ status: 200, body: { success: true } })
  const { data } = await unwrap(keebai.listChannels({ client: company.api }))
  const channel = data.find((one) => one.phone_number_id === result.phoneId)
  expect(channel).toMatchObject({ name: 'Shop', type: 'whatsapp', is_active: true, business_account_id: result.wabaId })
  await company.phone('+5491166667777', 'Ana')
  await company.write('+5491166667777', channel?.phone_number ?? '', 'hola')
  const sent = await send(company, id, text('Bienvenida'), '5491166667777')
  expect(sent).toMatchObject({ status: 200, body: { messageId: expect.stringMatching(/^wamid\./) } })
  expect((await company.inbox('+5491166667777')).at(-1)).toMatchObject({
    id: (sent.body as { messageId: string }).messageId,
    text: 'Bienvenida',
  })
})

test('a channel nobody has connected is no channel at Keebai, and sends nothing', async () => {
  const company = await rig.company()
  const id = await create(company)
  expect(await send(company, id, text('x'))).toMatchObject(error(422, 'CHANNEL_NOT_CONNECTED'))
  expect((await company.call('GET', `/v1/channels/${id}`)).status).toBe(404)
})

test('a template is sent with its components as they are, and needs no window', async () => {
  const company = await rig.company()
  const parameters = ['Ana', 'PED-1024', 'em transporte'].map((value) => ({ type: 'text', text: value }))
  const template = {
    name: 'atualizacao_pedido_v1',
    language: { policy: 'deterministic', code: 'pt_BR' },
    components: [{ type: 'body', parameters }],
  } as const
  const content = {
    type: 'TEMPLATE',
    attachments: [{ template: { ...template, components: [...template.components] } }],
  }
  const sent = await send(company, company.channel.id, content as SendMessageRequest['content'], '5511988887777')
  expect(sent).toMatchObject({ status: 200, body: { messageId: expect.stringMatching(/^wamid\./) } })
  expect(await company.inbox('+5511988887777')).toMatchObject([
    { type: 'template', text: 'Olá Ana, o pedido PED-1024 está em transporte.' },
  ])
})

test('a template Meta does not have is 502 with its code', async () => {
  const company = await rig.company()
  const template = { name: 'nope', language: { code: 'es' }, components: [{ type: 'body' as const, parameters: [] }] }
  expect(await send(company, company.channel.id, { type: 'TEMPLATE', attachments: [{ template }] })).toMatchObject({
    status: 502,
    body: { error: 502, message: 'Integration error', details: { outcome: 'refused', code: '132001' } },
  })
})

test('a text outside the window is refused at once, and one inside is sent', async () => {
  const company = await rig.company()
  await company.phone('+5491166667778', 'Ana')
  const closed = await send(company, company.channel.id, text('nunca'), '5491166667778')
  expect(closed).toMatchObject(error(422, 'Conversation window is closed'))
  await company.write('+5491166667778', seededNumber(company), 'hola')
  await expect
    .poll(async () => (await send(company, company.channel.id, text('ahora'), '5491166667778')).status)
    .toBe(200)
  await rig.advance('PT24H1M')
  expect(await send(company, company.channel.id, text('tarde'), '5491166667778')).toMatchObject(
    error(422, 'Conversation window is closed'),
  )
  expect((await company.inbox('+5491166667778')).map((one) => one.text)).toEqual(['hola', 'ahora'])
})

test('a QR channel sends text without a window and no templates', async () => {
  const company = await rig.company()
  const channel = await company.pair('+5491155555555')
  await company.phone('+5491166667779', 'Ana')
  expect(await send(company, channel.id, text('por QR'), '5491166667779')).toMatchObject({
    status: 200,
    body: { messageId: expect.stringMatching(/^wamid\./) },
  })
  await expect.poll(async () => (await company.inbox('+5491166667779')).map((one) => one.text)).toEqual(['por QR'])
  const template = { name: 'x', language: { code: 'es' }, components: [{ type: 'body' as const, parameters: [] }] }
  expect((await send(company, channel.id, { type: 'TEMPLATE', attachments: [{ template }] })).status).toBe(422)
})

test('a QR channel cannot be connected by a signup', async () => {
  const company = await rig.company()
  const channel = await company.pair('+5491155555555')
  expect(await connect(company, channel.id, await signupResult(company))).toMatchObject(
    error(422, 'INVALID_CHANNEL_TYPE'),
  )
})

test('a connected channel is not connected again', async () => {
  const company = await rig.company()
  const result = await signupResult(company)
  expect(await connect(company, company.channel.id, result)).toMatchObject(error(422, 'CHANNEL_ALREADY_CONNECTED'))
})

test('a number that is active in another company is refused', async () => {
  const [company, theirs] = [await rig.company(), await rig.company()]
  const session = await theirs.connect()
  const { phone_number_id, waba_id } = (await theirs.complete(session)).body as Record<string, string>
  // The same number, signed up once more by somebody of this company.
  const { code } = rig.sandbox.world.graph.signup(company.company_id, {
    phoneNumberId: phone_number_id,
    wabaId: waba_id,
  })
  const id = await create(company)
  const body = { wabaId: waba_id ?? '', phoneId: phone_number_id ?? '', code, coexistence: false }
  expect(await connect(company, id, body)).toMatchObject(error(422, 'CHANNEL_ALREADY_CONNECTED'))
  expect(await send(company, id, text('x'))).toMatchObject(error(422, 'CHANNEL_NOT_CONNECTED'))
})

test('a number of an active channel of the same company is refused for another channel', async () => {
  const company = await rig.company()
  const { code, wabaId } = rig.sandbox.world.graph.signup(company.company_id, {
    phoneNumberId: company.channel.phone_number_id,
  })
  const id = await create(company)
  const body = { wabaId, phoneId: company.channel.phone_number_id, code, coexistence: false }
  expect(await connect(company, id, body)).toMatchObject(error(422, 'CHANNEL_ALREADY_CONNECTED'))
})

test('a code that is unknown, used or older than 30 seconds is refused in the words of Meta', async () => {
  const company = await rig.company()
  const refused = {
    status: 400,
    body: {
      error: 'Newport request failed',
      value: { errors: [{ name: 'META_WHATSAPP_ERROR', code: '100', message: expect.any(String) }] },
    },
  }
  const unknown = await signupResult(company)
  expect(await connect(company, await create(company), { ...unknown, code: 'nonsense' })).toMatchObject(refused)
  const used = await signupResult(company)
  expect(await connect(company, await create(company), used)).toMatchObject({ status: 200 })
  expect(await connect(company, await create(company), used)).toMatchObject(refused)
  const old = await signupResult(company)
  await rig.advance('PT31S')
  expect(await connect(company, await create(company), old)).toMatchObject(refused)
})

test('an account or a number the code does not grant is refused', async () => {
  const company = await rig.company()
  const foreign = await signupResult(company)
  const own = await signupResult(company)
  const id = await create(company)
  expect((await connect(company, id, { ...own, wabaId: foreign.wabaId })).status).toBe(422)
  const again = await signupResult(company)
  expect((await connect(company, id, { ...again, phoneId: foreign.phoneId })).status).toBe(422)
  expect(await send(company, id, text('x'))).toMatchObject(error(422, 'CHANNEL_NOT_CONNECTED'))
})

test('under coexistence the number may be left out, and the syncs are started', async () => {
  const company = await rig.company()
  const result = await signupResult(company, { coexistence: true })
  expect(result.coexistence).toBe(true)
  const id = await create(company)
  expect(await connect(company, id, { ...result, phoneId: '' })).toMatchObject({ status: 200 })
  const asset = rig.sandbox.world.graph
    .numbers(company.company_id)
    .find(({ phoneNumberId }) => phoneNumberId === result.phoneId)
  expect(asset?.syncs).toEqual(['smb_app_state_sync', 'history'])
  const other = await signupResult(company)
  expect(await connect(company, await create(company), { ...other, phoneId: '' })).toMatchObject({
    ...error(400, 'Validation error'),
    body: { details: [{ path: '/body/phoneId' }] },
  })
})

test('Meta being down is 502, and the channel can be connected afterwards', async () => {
  const company = await rig.company()
  const id = await create(company)
  const result = await signupResult(company)
  await company.fault({ target: 'graph', kind: 'down', times: 1 })
  expect(await connect(company, id, result)).toMatchObject(error(502, 'Integration error'))
  expect(await connect(company, id, result)).toMatchObject({ status: 200 })
})

test('each signup result brings a fresh number', async () => {
  const company = await rig.company()
  const results = [await signupResult(company), await signupResult(company)]
  expect(new Set(results.map(({ phoneId }) => phoneId)).size).toBe(2)
  expect(results[0]).toEqual({
    wabaId: expect.stringMatching(/^\d+$/),
    phoneId: expect.stringMatching(/^\d+$/),
    code: expect.any(String),
    coexistence: false,
  })
})

test('other kinds of channels than WhatsApp are refused with their code', async () => {
  const company = await rig.company()
  const body = { name: 'Shop', type: 'META_INSTAGRAM' } as const
  expect(await answer(hubmessage.createChannel({ client: company.hub, body }))).toMatchObject(
    error(422, 'INVALID_CHANNEL_TYPE'),
  )
})

test('a channel of another company is absent', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  const id = await create(company)
  for (const channelId of [id, company.channel.id, '019E4C54B1B375A28970B605CA9B03C3', 'nope']) {
    expect(await send(stranger, channelId, text('x'))).toMatchObject(error(404, 'Channel not found'))
    expect(await connect(stranger, channelId, await signupResult(stranger))).toMatchObject(
      error(404, 'Channel not found'),
    )
  }
})

test('what happens through HubMessage is told to webhooks of Keebai', async () => {
  const company = await rig.company()
  await using receiver = await openReceiver()
  const { secret } = await receiver.subscribe(company)
  const id = await create(company, 'Shop')
  await connect(company, id, await signupResult(company))
  await send(company, company.channel.id, text('Hola'))
  const [connected] = await receiver.expectTypes(secret, [
    'whatsapp.channel.connected',
    'whatsapp.message.sent',
    'whatsapp.message.delivered',
    'whatsapp.message.read',
  ])
  expect(connected?.data).toMatchObject({ name: 'Shop', pipeline_id: null })
})

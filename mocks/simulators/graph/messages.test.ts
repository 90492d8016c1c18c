import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { APP, codeOf, deep, openGraphRig, wamidOf } from './graph-rig.ts'
import { MAGIC_NUMBERS } from './magic-numbers.ts'

const NUMBER = {
  wabaId: '428083093730937',
  phoneNumberId: '100000000000001',
  phoneNumber: '15552000001',
  verifiedName: 'Demo',
}
const LUCIO = '5491155555555'

async function seeded(file?: string) {
  const rig = await openGraphRig(file)
  const { token } = rig.graph.seedNumber('one', NUMBER)
  rig.graph.seedTemplate('one', NUMBER.wabaId, {
    name: 'welcome_v2',
    language: 'es',
    category: 'MARKETING',
    parameterFormat: 'NAMED',
    body: 'Hola {{nombre}}, tu monto es {{monto}}.',
  })
  const text = (to: string, extra?: Record<string, unknown>) => rig.text(token, NUMBER.phoneNumberId, to, extra)
  const template = (to: string, name: string, language: string, parameters: Record<string, string>[]) =>
    text(to, {
      type: 'template',
      template: {
        name,
        language: { code: language },
        components: [{ type: 'body', parameters: parameters.map((parameter) => ({ type: 'text', ...parameter })) }],
      },
    })
  return Object.assign(rig, { token, send: { text, template } })
}

test('a text in the window reaches the phone and its statuses come signed', async () => {
  await using rig = await seeded()
  rig.phones.add('one', { number: LUCIO, name: 'Lucio' })
  rig.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  const sent = await rig.send.text(`+${LUCIO}`, { text: { body: 'Año / 1' }, biz_opaque_callback_data: 'ñ/1' })
  expect(sent.body).toMatchObject({ contacts: [{ input: `+${LUCIO}`, wa_id: LUCIO }] })
  const wamid = wamidOf(sent)
  expect(Buffer.from(wamid.slice(6), 'base64').subarray(3, 16).toString()).toBe(LUCIO)

  expect(await rig.statuses()).toEqual(['sent', 'delivered', 'read'])
  expect(rig.phones.messages('one', LUCIO)).toMatchObject([
    { id: wamid, type: 'text', text: 'Año / 1', direction: 'in' },
  ])
  for (const { raw, signature, body } of rig.inbox) {
    expect(signature).toBe(`sha256=${createHmac('sha256', APP.secret).update(raw).digest('hex')}`)
    expect(raw).toContain('\\u00f1\\/1')
    expect(deep(body, 'statuses')[0]).toMatchObject({ id: wamid, biz_opaque_callback_data: 'ñ/1', recipient_id: LUCIO })
    expect(deep(body, 'statuses')[0]?.timestamp).toMatch(/^\d{10}$/)
  }
})

test('a text outside the window is accepted and then fails, or is refused at once', async () => {
  await using rig = await seeded()
  expect((await rig.send.text(LUCIO)).status).toBe(200)
  expect(await rig.statuses()).toEqual(['failed 131047'])
  expect(rig.phones.messages('one', LUCIO)).toEqual([])
  rig.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  rig.time.now += 24 * 3_600_000
  rig.graph.configure('one', { windowRefusal: 'answer' })
  expect(await rig.send.text(LUCIO)).toMatchObject({ status: 400, body: { error: { code: 131047 } } })
})

test('templates of both formats arrive rendered, and wrong ones are refused', async () => {
  await using rig = await seeded()
  rig.graph.seedTemplate('one', NUMBER.wabaId, {
    name: 'order',
    language: 'es',
    category: 'UTILITY',
    parameterFormat: 'POSITIONAL',
    body: 'Pedido {{1}} de {{2}}',
  })
  rig.graph.seedTemplate('one', NUMBER.wabaId, {
    name: 'waiting',
    language: 'es',
    category: 'UTILITY',
    parameterFormat: 'POSITIONAL',
    body: 'Hola',
    status: 'PENDING',
  })
  const named = [
    { parameter_name: 'monto', text: '100' },
    { parameter_name: 'nombre', text: 'Lucio' },
  ]
  expect((await rig.send.template(LUCIO, 'welcome_v2', 'es', named)).status).toBe(200)
  expect((await rig.send.template(LUCIO, 'order', 'es', [{ text: '7' }, { text: 'Ana' }])).status).toBe(200)
  expect(rig.phones.messages('one', LUCIO)).toMatchObject([
    { type: 'template', text: 'Hola Lucio, tu monto es 100.' },
    { type: 'template', text: 'Pedido 7 de Ana' },
  ])
  const missing = await rig.send.template(LUCIO, 'welcome_v2', 'en', named)
  expect(missing).toMatchObject({ status: 404, body: { error: { code: 132001 } } })
  expect(codeOf(await rig.send.template(LUCIO, 'waiting', 'es', []))).toBe(132001)
  expect(codeOf(await rig.send.template(LUCIO, 'welcome_v2', 'es', named.slice(1)))).toBe(132000)
  expect(codeOf(await rig.send.template(LUCIO, 'welcome_v2', 'es', [{ text: 'a' }, { text: 'b' }]))).toBe(100)
  const renamed = [{ parameter_name: 'x', text: '1' }, ...named.slice(1)]
  expect(codeOf(await rig.send.template(LUCIO, 'welcome_v2', 'es', renamed))).toBe(132012)

  const list = await rig.call('GET', `/${NUMBER.wabaId}/message_templates?status=APPROVED&limit=1`, rig.token)
  expect(list.body).toMatchObject({
    data: [{ name: 'order', parameter_format: 'POSITIONAL' }],
    paging: { next: expect.any(String) },
  })
})

test('an emoji counts as one character', async () => {
  await using rig = await seeded()
  expect((await rig.send.text(LUCIO, { text: { body: '😀'.repeat(4096) } })).status).toBe(200)
})

test('malformed sends are refused with Graph codes and leave nothing', async () => {
  await using rig = await seeded()
  expect(codeOf(await rig.send.text('', {}))).toBe(131008)
  expect(codeOf(await rig.send.text('abc', {}))).toBe(131009)
  expect(codeOf(await rig.send.text(NUMBER.phoneNumber, {}))).toBe(131021)
  expect(codeOf(await rig.send.text(LUCIO, { text: {} }))).toBe(131008)
  expect(codeOf(await rig.send.text(LUCIO, { text: { body: 5 } }))).toBe(131009)
  expect(codeOf(await rig.send.text(LUCIO, { text: { body: 'x'.repeat(4097) } }))).toBe(100)
  expect(codeOf(await rig.send.text(LUCIO, { text: { body: '😀'.repeat(4097) } }))).toBe(100)
  expect(codeOf(await rig.send.text(LUCIO, { messaging_product: 'sms' }))).toBe(100)
  expect(codeOf(await rig.send.text(LUCIO, { type: 'image' }))).toBe(131008)
  expect(codeOf(await rig.send.text(LUCIO, { type: 'hologram' }))).toBe(100)
  expect(codeOf(await rig.text('EAAwrong', NUMBER.phoneNumberId, LUCIO))).toBe(190)
  expect(rig.graph.ledger('one')).toEqual([])
  expect(await rig.statuses()).toEqual([])
})

test('a number that is not registered cannot send', async () => {
  await using rig = await seeded()
  const { phoneNumberId, code } = rig.graph.signup('one', {})
  const token = String((await rig.exchange(code)).body.access_token)
  expect(codeOf(await rig.text(token, phoneNumberId, LUCIO))).toBe(133010)
})

test('magic recipients choose their outcome and never get a phone', async () => {
  await using rig = await seeded()
  const named = [
    { parameter_name: 'nombre', text: 'a' },
    { parameter_name: 'monto', text: 'b' },
  ]
  for (const { suffix, outcome, sends, code } of MAGIC_NUMBERS) {
    const to = `549116666${suffix}`
    rig.graph.openWindow('one', NUMBER.phoneNumberId, to)
    rig.inbox.length = 0
    const reply = await (sends === 'template' ? rig.send.template(to, 'welcome_v2', 'es', named) : rig.send.text(to))
    expect(outcome === 'refused' ? codeOf(reply) : (await rig.statuses()).join()).toBe(
      outcome === 'refused' ? code : `failed ${code}`,
    )
    expect(rig.phones.find('one', to)).toBeUndefined()
  }
  rig.phones.add('one', { number: '5491166660000', name: 'Zoe' })
  rig.inbox.length = 0
  await rig.send.text('5491166660000')
  expect(await rig.statuses()).toEqual(['sent', 'delivered', 'read'])
})

test('a repeated send is a second message in the ledger', async () => {
  await using rig = await seeded()
  rig.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  const extra = { biz_opaque_callback_data: 'msg_1' }
  const ids = [wamidOf(await rig.send.text(LUCIO, extra)), wamidOf(await rig.send.text(LUCIO, extra))]
  expect(rig.graph.ledger('one').map((entry) => [entry.wamid, entry.bizOpaqueCallbackData])).toEqual(
    ids.map((id) => [id, 'msg_1']),
  )
})

test('an inbound text opens the window and arrives by webhook; a read receipt turns it blue', async () => {
  await using rig = await seeded()
  rig.phones.add('one', { number: LUCIO, name: 'Lucio' })
  const wamid = rig.graph.receiveText('one', { from: `+${LUCIO}`, to: `+${NUMBER.phoneNumber}`, text: 'Hola' })
  await rig.graph.settle()
  expect(rig.inbox[0]?.body).toMatchObject({ object: 'whatsapp_business_account', entry: [{ id: NUMBER.wabaId }] })
  expect(deep(rig.inbox[0]?.body, 'messages')).toMatchObject([
    { id: wamid, from: LUCIO, type: 'text', text: { body: 'Hola' } },
  ])
  expect((await rig.send.text(LUCIO)).status).toBe(200)
  expect(await rig.statuses()).toEqual(['sent', 'delivered', 'read'])

  const receipt = { messaging_product: 'whatsapp', status: 'read', message_id: wamid }
  expect((await rig.call('POST', `/${NUMBER.phoneNumberId}/messages`, rig.token, receipt)).body).toEqual({
    success: true,
  })
  expect(rig.phones.messages('one', LUCIO)[0]).toMatchObject({ direction: 'out', status: 'read' })
  expect(() => rig.graph.receiveText('two', { from: LUCIO, to: NUMBER.phoneNumber, text: 'x' })).toThrow(
    'No business number',
  )
})

test('throughput and pair limits hold where they are switched on', async () => {
  await using rig = await seeded()
  rig.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  rig.graph.configure('one', { throughputPerSecond: 2 })
  const codes = []
  for (let send = 0; send < 3; send += 1) codes.push(codeOf(await rig.send.text(LUCIO)))
  expect(codes).toEqual([undefined, undefined, 130429])
  rig.graph.configure('one', { throughputPerSecond: 0, pairLimit: true })
  for (let send = 0; send < 45; send += 1) expect(codeOf(await rig.send.text(LUCIO))).toBeUndefined()
  expect(codeOf(await rig.send.text(LUCIO))).toBe(131056)
  rig.time.now += 6000
  expect(codeOf(await rig.send.text(LUCIO))).toBeUndefined()
})

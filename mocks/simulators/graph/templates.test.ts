import { expect, test } from 'vitest'
import { codeOf, deep, openGraphRig } from './graph-rig.ts'

const NUMBER = { wabaId: '42', phoneNumberId: '100000000000001', phoneNumber: '15552000001', verifiedName: 'Demo' }
const LUCIO = '5491155555555'
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const named = {
  name: 'welcome',
  language: 'es',
  category: 'MARKETING',
  parameter_format: 'NAMED',
  components: [
    {
      type: 'body',
      text: 'Hola {{nombre}}',
      example: { body_text_named_params: [{ param_name: 'nombre', example: 'Ana' }] },
    },
  ],
}

async function seeded() {
  const rig = await openGraphRig()
  const { token } = rig.graph.seedNumber('one', NUMBER)
  const path = `/${NUMBER.wabaId}/message_templates`
  const create = (more: object = {}) => rig.call('POST', path, token, { ...named, ...more })
  const list = async (query = '') => deep((await rig.call('GET', path + query, token)).body, 'data')
  const edit = (id: unknown, body: object) => rig.call('POST', `/${String(id)}`, token, body)
  const review = (status: string, reason?: string) =>
    rig.graph.reviewTemplates('one', { name: named.name }, { status, reason })
  /** What the webhooks told of templates. */
  const told = async () => {
    await rig.graph.settle()
    return rig.inbox.flatMap(({ body }) => deep(body, 'changes')).map(({ value }) => value)
  }
  const send = (components: unknown[] = [], more: object = {}) =>
    rig.text(token, NUMBER.phoneNumberId, LUCIO, {
      type: 'template',
      template: { name: named.name, language: { code: named.language }, components, ...more },
    })
  return Object.assign(rig, { token, path, create, list, edit, review, told, send })
}

test('a new template is pending, approved by the clock, told by webhook and then sent', async () => {
  await using rig = await seeded()
  const made = await rig.create()
  expect(made.body).toEqual({ id: expect.stringMatching(/^\d+$/), status: 'PENDING', category: 'MARKETING' })
  const value = [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'nombre', text: 'Lucio' }] }]
  expect(codeOf(await rig.send(value))).toBe(132001)
  rig.time.now += 5 * MINUTE_MS - 1
  expect(await rig.told()).toEqual([])
  rig.time.now += 1
  expect(await rig.told()).toEqual([
    {
      event: 'APPROVED',
      message_template_id: Number(made.body.id),
      message_template_name: 'welcome',
      message_template_language: 'es',
      message_template_category: 'MARKETING',
      reason: 'NONE',
    },
  ])
  expect((await rig.send(value)).status).toBe(200)
  expect(rig.phones.messages('one', LUCIO)).toMatchObject([{ type: 'template', text: 'Hola Lucio' }])
})

test('a review goes on after a restart', async () => {
  await using rig = await seeded()
  await rig.create()
  rig.time.now += 5 * MINUTE_MS
  const again = await rig.reopened()
  await again.settle()
  expect((await rig.list())[0]).toMatchObject({ status: 'APPROVED' })
})

test('a reviewer decides before the clock does, and gives a reason', async () => {
  await using rig = await seeded()
  const { body } = await rig.create()
  expect(rig.review('REJECTED', 'INVALID_FORMAT')).toMatchObject([{ id: body.id, status: 'REJECTED' }])
  rig.time.now += 10 * MINUTE_MS
  expect(await rig.told()).toMatchObject([{ event: 'REJECTED', reason: 'INVALID_FORMAT' }])
  expect(await rig.list()).toMatchObject([{ status: 'REJECTED' }])
  const read = await rig.call('GET', `/${String(body.id)}?fields=status,rejected_reason`, rig.token)
  expect(read.body).toEqual({ id: body.id, status: 'REJECTED', rejected_reason: 'INVALID_FORMAT' })
})

test('types are written in capitals, and the account has one template per name and language', async () => {
  await using rig = await seeded()
  await rig.create()
  expect((await rig.list())[0]).toMatchObject({ parameter_format: 'NAMED', components: [{ type: 'BODY' }] })
  expect(await rig.create()).toMatchObject({
    status: 400,
    body: {
      error: { code: 100, error_subcode: 2388024, message: 'Invalid parameter', error_user_msg: expect.any(String) },
    },
  })
  expect((await rig.create({ language: 'pt_BR' })).status).toBe(200)
  expect(await rig.list('?language=pt_BR')).toHaveLength(1)
  expect(await rig.list('?name_or_content=hola')).toHaveLength(2)
  const summary = await rig.call('GET', `${rig.path}?limit=1&summary=total_count`, rig.token)
  expect(summary.body).toMatchObject({ summary: { total_count: 2 }, paging: { next: expect.anything() } })
})

test.each<[string, object]>([
  ['a name in capitals', { name: 'Welcome' }],
  ['a language that is none', { language: 'spanish' }],
  ['an unknown category', { category: 'OTHER' }],
  ['an unknown format', { parameter_format: 'SOMEHOW' }],
  ['no components', { components: [] }],
  ['no body', { components: [{ type: 'FOOTER', text: 'x' }] }],
  ['two bodies', { components: [named.components[0], named.components[0]] }],
  ['an unknown component', { components: [{ type: 'HOLOGRAM' }, named.components[0]] }],
  ['a body too long', { components: [{ type: 'BODY', text: 'x'.repeat(1025) }] }],
  ['a variable without an example', { components: [{ type: 'BODY', text: 'Hola {{nombre}}' }] }],
  [
    'numbers in a template of names',
    { components: [{ type: 'BODY', text: 'Hola {{1}}', example: { body_text: [['a']] } }] },
  ],
  [
    'a gap in the numbers',
    {
      parameter_format: 'POSITIONAL',
      components: [{ type: 'BODY', text: '{{1}} {{3}}', example: { body_text: [['a', 'b']] } }],
    },
  ],
  ['a variable in the footer', { components: [named.components[0], { type: 'FOOTER', text: '{{nombre}}' }] }],
  ['a picture without an example', { components: [named.components[0], { type: 'HEADER', format: 'IMAGE' }] }],
  [
    'a button without a text',
    { components: [named.components[0], { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY' }] }] },
  ],
  [
    'a URL with a variable in the middle',
    {
      components: [
        named.components[0],
        { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'x', url: 'https://e.com/{{1}}/x', example: ['x'] }] },
      ],
    },
  ],
])('%s is refused', async (_, more) => {
  await using rig = await seeded()
  expect(codeOf(await rig.create(more))).toBe(100)
  expect(await rig.list()).toEqual([])
})

test('100 templates an hour, and no more', async () => {
  await using rig = await seeded()
  for (let count = 0; count < 100; count += 1) await rig.create({ name: `t_${count}` })
  expect(codeOf(await rig.create({ name: 'one_more' }))).toBe(80007)
  rig.time.now += 60 * MINUTE_MS
  expect((await rig.create({ name: 'one_more' })).status).toBe(200)
})

test('an edit puts a template under review again; what is under review cannot be edited', async () => {
  await using rig = await seeded()
  const { id } = (await rig.create()).body
  const components = [{ type: 'BODY', text: 'Buenas' }]
  expect(await rig.edit(id, { components })).toMatchObject({ body: { error: { code: 100, error_subcode: 2388003 } } })
  rig.review('REJECTED')
  expect((await rig.edit(id, { components, category: 'UTILITY' })).body).toEqual({ success: true })
  expect(await rig.list()).toMatchObject([{ status: 'PENDING', category: 'UTILITY', components }])
})

test('an approved template is edited once a day, ten times in 30 days, and keeps its category', async () => {
  await using rig = await seeded()
  const { id } = (await rig.create()).body
  const edit = async (count: number) => {
    rig.review('APPROVED')
    return codeOf(await rig.edit(id, { components: [{ type: 'BODY', text: `Hola ${count}` }] }))
  }
  expect(await edit(0)).toBeUndefined()
  expect(await edit(1)).toBe(100)
  expect(codeOf(await rig.edit(id, { category: 'UTILITY' }))).toBe(100)
  for (let count = 1; count < 10; count += 1) {
    rig.time.now += DAY_MS
    expect(await edit(count)).toBeUndefined()
  }
  rig.time.now += DAY_MS
  expect(await edit(10)).toBe(100)
})

test('a paused template is not sent until it is unpaused', async () => {
  await using rig = await seeded()
  const { id } = (await rig.create({ components: [{ type: 'BODY', text: 'Hola' }] })).body
  rig.review('PAUSED')
  expect(codeOf(await rig.send())).toBe(132015)
  rig.review('DISABLED')
  expect(codeOf(await rig.send())).toBe(132016)
  rig.review('PAUSED')
  expect((await rig.call('POST', `/${String(id)}/unpause`, rig.token)).body).toEqual({ success: true })
  expect((await rig.send()).status).toBe(200)
})

test('a template is deleted by name, or in one language; an approved name is blocked for 30 days', async () => {
  await using rig = await seeded()
  await rig.create()
  const { id } = (await rig.create({ language: 'en' })).body
  const remove = (query: string) => rig.call('DELETE', `${rig.path}?${query}`, rig.token)
  expect((await remove(`name=welcome&hsm_id=${String(id)}`)).body).toEqual({ success: true })
  expect(await rig.list()).toMatchObject([{ language: 'es' }])
  rig.review('APPROVED')
  await remove('name=welcome')
  expect(await rig.list()).toEqual([])
  expect(codeOf(await remove('name=welcome'))).toBe(100)
  expect(codeOf(await remove('hsm_id=1'))).toBe(100)
  expect(await rig.create()).toMatchObject({ body: { error: { error_subcode: 2388023 } } })
  rig.time.now += 30 * DAY_MS
  expect((await rig.create()).status).toBe(200)
})

test('a template of every account has an id of its own in each, and is decided about in each', async () => {
  await using rig = await seeded()
  rig.graph.seedNumber('one', { ...NUMBER, wabaId: '43', phoneNumberId: '2', phoneNumber: '15552000002' })
  const seed = (body: string) =>
    rig.graph.seedTemplate('one', '*', {
      name: 'shared',
      language: 'es',
      category: 'UTILITY',
      parameterFormat: 'NAMED',
      body,
    })
  seed('Hola')
  const [one] = await rig.list()
  const decided = rig.graph.reviewTemplates('one', { name: 'shared' }, { status: 'PAUSED' })
  expect(new Set(decided.map(({ id }) => id)).size).toBe(2)
  expect(decided.map(({ id }) => id)).toContain(one?.id)
  seed('Buenas')
  expect(await rig.list()).toMatchObject([{ id: one?.id, status: 'APPROVED', components: [{ text: 'Buenas' }] }])
  await rig.call('DELETE', `${rig.path}?name=shared`, rig.token)
  expect(await rig.list()).toEqual([])
})

const whole = [
  { type: 'HEADER', format: 'TEXT', text: 'Pedido {{1}}', example: { header_text: ['7'] } },
  { type: 'BODY', text: '{{1}}, son {{2}}', example: { body_text: [['Ana', '$ 5']] } },
  { type: 'FOOTER', text: 'Gracias' },
  {
    type: 'BUTTONS',
    buttons: [
      { type: 'QUICK_REPLY', text: 'Sí' },
      { type: 'URL', text: 'Ver', url: 'https://example.com/{{1}}', example: ['https://example.com/7'] },
      { type: 'COPY_CODE', example: 'ABC' },
    ],
  },
]
const text = (value: string) => ({ type: 'text', text: value })
const filled = [
  { type: 'header', parameters: [text('7')] },
  {
    type: 'body',
    parameters: [
      text('Ana'),
      { type: 'currency', currency: { fallback_value: '$ 5', code: 'ARS', amount_1000: 5000 } },
    ],
  },
  { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'yes' }] },
  { type: 'button', sub_type: 'url', index: 1, parameters: [text('7')] },
  { type: 'button', sub_type: 'copy_code', index: 2, parameters: [{ type: 'coupon_code', coupon_code: 'ABC' }] },
]

test('a template of every part arrives whole, and its quick reply comes back as a button', async () => {
  await using rig = await seeded()
  await rig.create({ parameter_format: 'POSITIONAL', components: whole })
  rig.review('APPROVED')
  expect((await rig.send(filled)).status).toBe(200)
  expect(rig.phones.messages('one', LUCIO)).toMatchObject([
    {
      text: 'Ana, son $ 5',
      interactive: {
        form: 'template',
        header: 'Pedido 7',
        footer: 'Gracias',
        buttons: [{ id: 'yes', title: 'Sí' }],
        display_text: 'Ver',
        url: 'https://example.com/7',
      },
    },
  ])
  await rig.graph.receive('one', { from: LUCIO, to: NUMBER.phoneNumber, type: 'button_reply', reply: { id: 'yes' } })
  await rig.graph.settle()
  const messages = rig.inbox.flatMap(({ body }) => deep(body, 'messages'))
  expect(messages).toMatchObject([{ type: 'button', button: { payload: 'yes', text: 'Sí' } }])
})

test.each<[string, (parts: typeof filled) => unknown[], number]>([
  ['a header without its value', (parts) => parts.slice(1), 132000],
  [
    'a body with a value too few',
    ([header, , ...rest]) => [header, { type: 'body', parameters: [text('Ana')] }, ...rest],
    132000,
  ],
  ['a link without its value', ([a, b, c, , e]) => [a, b, c, e], 131008],
  ['a code that is left out', ([a, b, c, d]) => [a, b, c, d], 131008],
  [
    'a button that is not there',
    (parts) => [...parts, { type: 'button', sub_type: 'url', index: 7, parameters: [text('x')] }],
    132000,
  ],
  [
    'a picture where there is a text',
    ([, ...rest]) => [{ type: 'header', parameters: [{ type: 'image', image: { id: '1' } }] }, ...rest],
    132012,
  ],
])('%s is refused', async (_, change, code) => {
  await using rig = await seeded()
  await rig.create({ parameter_format: 'POSITIONAL', components: whole })
  rig.review('APPROVED')
  expect(codeOf(await rig.send(change(filled)))).toBe(code)
})

test('the picture of a header is on the phone', async () => {
  await using rig = await seeded()
  const header = { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW'] } }
  await rig.create({ components: [header, { type: 'BODY', text: 'Mira' }] })
  rig.review('APPROVED')
  const image = { link: 'https://cdn.example.com/a.png' }
  expect((await rig.send([{ type: 'header', parameters: [{ type: 'image', image }] }])).status).toBe(200)
  await rig.graph.settle()
  expect(rig.phones.messages('one', LUCIO)).toMatchObject([
    { text: 'Mira', media: { mime: 'image/png', link: image.link } },
  ])
  expect(codeOf(await rig.send())).toBe(132012)
})

test('the text of an authentication template is Meta’s own', async () => {
  await using rig = await seeded()
  const body = { type: 'BODY', add_security_recommendation: true }
  await rig.create({
    category: 'AUTHENTICATION',
    parameter_format: 'POSITIONAL',
    components: [body, { type: 'FOOTER', code_expiration_minutes: 5 }],
  })
  rig.review('APPROVED')
  await rig.send([{ type: 'body', parameters: [text('123456')] }])
  expect(rig.phones.messages('one', LUCIO)[0]?.text).toBe(
    '*123456* is your verification code. For your security, do not share this code.',
  )
})

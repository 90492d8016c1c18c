import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Company, control, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

interface Shown {
  id: string
  name: string
  status: string
  variables: string[]
}

interface Page {
  items: Shown[]
  data: Shown[]
  page: number
  limit: number
  total: number
  next_cursor: string | null
}

const list = async (of: Company, query = ''): Promise<Page> => {
  const { status, body } = await of.call('GET', `/v1/templates${query}`)
  expect(status).toBe(200)
  return body as Page
}
const wish = { name: 'aviso', language: 'es', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hola.' }] }
const create = (of: Company, more: object = {}) => of.call('POST', '/v1/templates', { body: { ...wish, ...more } })
const made = async (of: Company, more: object = {}): Promise<Shown> => {
  const { status, body } = await create(of, more)
  expect(status, JSON.stringify(body)).toBe(201)
  return body as Shown
}
const change = (of: Company, id: string, body: object) => of.call('PATCH', `/v1/templates/${id}`, { body })
const review = async (of: Company, name: string, status: 'APPROVED' | 'REJECTED' | 'PAUSED', reason?: string) => {
  const body = { name, status, ...(reason && { reason }) }
  await control.reviewTemplate({ client: of.control, body })
}
const details = (body: unknown) => (body as { error: { details: { path: string; message: string }[] } }).error.details

test('both ways of paging lead through every template once', async () => {
  const company = await rig.company()
  const all = (await list(company)).items.map(({ name }) => name)
  expect(all).toEqual([...all].sort())
  expect(all.length).toBeGreaterThanOrEqual(4)
  const byPage: string[] = []
  for (let page = 0; byPage.length < all.length; page += 1) {
    const answered = await list(company, `?limit=3&page=${page}`)
    expect(answered).toMatchObject({ page, limit: 3, total: all.length })
    expect(answered.data).toEqual(answered.items)
    byPage.push(...answered.items.map(({ name }) => name))
  }
  const byCursor: string[] = []
  let cursor: string | null = 'tp_0'
  while (cursor !== null) {
    const answered = await list(company, `?limit=3&cursor=${cursor}`)
    byCursor.push(...answered.items.map(({ name }) => name))
    cursor = answered.next_cursor
  }
  expect([byPage, byCursor]).toEqual([all, all])
  expect(await list(company, '?page=9')).toMatchObject({ items: [], total: all.length, next_cursor: null })
  const both = await company.call('GET', '/v1/templates?cursor=tp_3&page=1')
  expect([both.status, details(both.body)]).toEqual([400, [{ path: '/query/page', message: 'excludes cursor' }]])
})

test('a list holds one status, the approved ones without a word', async () => {
  const company = await rig.company()
  const { id } = await made(company, { name: 'nueva' })
  const names = async (status: string) => (await list(company, `?status=${status}`)).items.map(({ name }) => name)
  expect(await names('PENDING')).toEqual(['nueva'])
  expect((await list(company)).items.map(({ name }) => name)).not.toContain('nueva')
  await review(company, 'nueva', 'REJECTED', 'INVALID_FORMAT')
  expect([await names('PENDING'), await names('REJECTED')]).toEqual([[], ['nueva']])
  expect(await company.call('GET', `/v1/templates/${id}`)).toMatchObject({ body: { reason: 'INVALID_FORMAT' } })
})

test('variables decide about the form of their parameters where nothing else does, and both forms can be sent', async () => {
  const company = await rig.company()
  const { id: channel_id } = company.channel
  const named = { type: 'BODY', text: 'Hola {{nombre}}.', example: { body_text_named_params: [namedExample] } }
  const numbered = { type: 'BODY', text: 'Hola {{1}}, van {{2}}.', example: { body_text: ['Ana', '2'] } }
  expect(await made(company, { name: 'con_nombre', components: [named] })).toMatchObject({
    parameter_format: 'NAMED',
    variables: ['nombre'],
  })
  expect(await made(company, { name: 'con_numero', components: [numbered] })).toMatchObject({
    parameter_format: 'POSITIONAL',
    variables: ['1', '2'],
  })
  await review(company, 'con_nombre', 'APPROVED')
  await review(company, 'con_numero', 'APPROVED')
  for (const [template_name, variables] of [
    ['con_nombre', { nombre: 'Lucio' }],
    ['con_numero', { 2: 'dos', 1: 'Lucio' }],
  ] as const) {
    const body = { channel_id, to: '+5491155555555', template_name, language: 'es', variables }
    const { broadcast_id } = (await company.call('POST', '/v1/messages/template', { body })).body as Record<
      string,
      string
    >
    expect(await company.ended(String(broadcast_id))).toMatchObject({ sent: 1, failed: 0 })
  }
  const texts = (await company.inbox('+5491155555555')).map(({ text }) => text)
  expect(texts).toEqual(['Hola Lucio.', 'Hola Lucio, van dos.'])
})

const namedExample = { param_name: 'nombre', example: 'Ana' }

test('what Meta would refuse is refused with its place, before Meta is asked', async () => {
  const company = await rig.company()
  const places = async (more: object) => details((await create(company, more)).body).map(({ path }) => path)
  const body = (text: string, example?: object) => ({
    components: [{ type: 'BODY', text, ...(example && { example }) }],
  })
  expect(await places(body('Hola {{nombre}}'))).toEqual(['/body/components/0/example/body_text_named_params'])
  expect(await places({ ...body('Hola {{1}}'), parameter_format: 'NAMED' })).toEqual(['/body/components/0/text'])
  expect(await places(body('{{1}} {{3}}', { body_text: ['a', 'b'] }))).toEqual(['/body/components/0/text'])
  expect(await places({ components: [{ type: 'FOOTER', text: 'Pie' }] })).toEqual(['/body/components'])
  expect(await places({ components: [...wish.components, { type: 'HEADER' }] })).toEqual(['/body/components/1/format'])
  const buttons = [{ type: 'QUICK_REPLY' }, { type: 'URL', text: 'Ver', url: 'https://a.example/{{1}}' }]
  expect(await places({ components: [...wish.components, { type: 'BUTTONS', buttons }] })).toEqual([
    '/body/components/1/buttons/0/text',
    '/body/components/1/buttons/1/example',
  ])
  expect((await list(company, '?status=PENDING')).total).toBe(0)
})

test('codes in either spelling, and one-time passwords, come to Meta in its own', async () => {
  const company = await rig.company()
  const codes = async (name: string, button: object, category = 'MARKETING') => {
    const components = [
      { type: 'BODY', text: 'Hola.' },
      { type: 'BUTTONS', buttons: [button] },
    ]
    const { id } = await made(company, { name, category, components })
    const { body } = await company.call('GET', `/v1/templates/${id}`)
    return (body as { components: { buttons?: object[] }[] }).components[1]?.buttons
  }
  expect(await codes('a', { type: 'COPY_CODE', coupon_code: 'VERANO' })).toEqual([
    { type: 'COPY_CODE', example: ['VERANO'] },
  ])
  expect(await codes('b', { type: 'COPY_CODE', example: ['VERANO'] })).toEqual([
    { type: 'COPY_CODE', example: ['VERANO'] },
  ])
  expect(await codes('c', { type: 'OTP' }, 'AUTHENTICATION')).toEqual([{ type: 'OTP', otp_type: 'COPY_CODE' }])
})

test('an edit is reviewed again; a status and metadata of your own are kept here until Meta decides otherwise', async () => {
  const company = await rig.company()
  const { id } = await made(company, { metadata: { team: 'ventas' } })
  const text = { components: [{ type: 'BODY', text: 'Buenas.' }] }
  expect(await change(company, id, text)).toMatchObject(refusal(409, 'CONFLICT'))
  await review(company, 'aviso', 'APPROVED')
  expect(await change(company, id, { ...text, name: 'aviso', language: 'es' })).toMatchObject({
    status: 200,
    body: { id, status: 'PENDING' },
  })
  await review(company, 'aviso', 'APPROVED')
  expect(await change(company, id, { status: 'PAUSED', metadata: { team: 'otro' } })).toMatchObject({
    status: 200,
    body: { status: 'PAUSED' },
  })
  expect((await list(company, '?status=PAUSED')).items.map((one) => one.id)).toEqual([id])
  expect(await company.call('GET', `/v1/templates/${id}`)).toMatchObject({
    body: { status: 'PAUSED', metadata: { team: 'otro' }, components: [{ text: 'Buenas.' }] },
  })
  await review(company, 'aviso', 'REJECTED', 'SCAM')
  expect(await company.call('GET', `/v1/templates/${id}`)).toMatchObject({ body: { status: 'REJECTED' } })
  expect(await change(company, id, { language: 'pt_BR' })).toMatchObject(refusal(409, 'CONFLICT'))
})

test('a channel may be left out while one alone can be meant; a QR or foreign one is refused', async () => {
  const company = await rig.company()
  const { id } = await made(company)
  const stranger = await rig.company()
  expect(await create(company, { channel_id: stranger.channel.id })).toMatchObject(refusal(404, 'CHANNEL_NOT_FOUND'))
  expect(await stranger.call('GET', `/v1/templates/${id}`)).toMatchObject(refusal(404, 'NOT_FOUND'))
  expect(await change(stranger, id, { status: 'PAUSED' })).toMatchObject(refusal(404, 'NOT_FOUND'))
  const qr = await company.pair(await company.phone('+5491155550101'))
  const refused = refusal(400, 'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK')
  expect(await create(company, { name: 'otra', channel_id: qr.id })).toMatchObject(refused)
  expect(await change(company, id, { channel_id: qr.id, status: 'PAUSED' })).toMatchObject(refused)
  expect(await company.call('GET', `/v1/templates?channel_id=${qr.id}`)).toMatchObject(refused)
  await company.complete(await company.connect())
  const unclear = await create(company, { name: 'otra' })
  expect([unclear.status, details(unclear.body)]).toMatchObject([400, [{ path: '/body/channel_id' }]])
  await made(company, { name: 'otra', channel_id: company.channel.id })
})

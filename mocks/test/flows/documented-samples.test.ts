import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai as api, createKeebaiClient, unwrap } from '../../../client/index.ts'
import { type JsonObject, readDocument } from '../../../spec/documents.ts'
import { wellKnownTokens } from '../../scenarios/documented.ts'
import { call, control, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

/** A sample of the vendors' pages: what it asks and what the page says comes back, in the order of the pages. */
interface Sample {
  what: string
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  body?: string
  status: number
  answer: object
}

const keebai: Sample[] = [
  { what: 'who am I', method: 'GET', path: '/v1/me', status: 200, answer: { company: { id: expect.any(String) } } },
  {
    what: 'the channels',
    method: 'GET',
    path: '/v1/channels',
    status: 200,
    answer: {
      data: [
        {
          id: expect.stringMatching(/^ch_/),
          name: 'Soporte Chile',
          type: 'whatsapp',
          is_active: true,
          phone_number: '+56987654321',
          business_account_id: '9876543210',
        },
      ],
    },
  },
  { what: 'channels of a type', method: 'GET', path: '/v1/channels?type=whatsapp', status: 200, answer: {} },
  {
    what: 'the numbers',
    method: 'GET',
    path: '/v1/whatsapp/numbers',
    status: 200,
    answer: {
      data: [{ id: '100000000000001', phone_number: '+56987654321', waba_id: '9876543210', status: 'active' }],
    },
  },
  {
    what: 'an embedded signup with everything',
    method: 'POST',
    path: '/v1/channels/whatsapp/connect',
    body: '{"mode": "embedded_signup", "pipeline_id": "pip_01HXYZ...", "coexistence_enabled": false, "name": "Soporte Chile"}',
    status: 201,
    answer: { session_id: expect.stringMatching(/^cs_/), expires_in: 900, poll_interval: 5 },
  },
  {
    what: 'a QR pairing',
    method: 'POST',
    path: '/v1/channels/whatsapp/connect',
    body: '{"mode": "qr", "name": "Soporte Chile"}',
    status: 201,
    answer: { provider: 'whatsapp_qr', mode: 'qr', expires_in: 300, poll_interval: 5 },
  },
  {
    what: 'a text by channel_id',
    method: 'POST',
    path: '/v1/messages/text',
    body: '{"channel_id": "65a1f2b3c4d5e6f7a8b9c0d1", "to": "+5491155555555", "text": "Hola!"}',
    status: 202,
    answer: { broadcast_id: expect.any(String), status: 'PENDING', total_recipients: 1, scheduled_at: null },
  },
  {
    what: 'a text by phone_number_id',
    method: 'POST',
    path: '/v1/messages/text',
    body: '{"phone_number_id": "100000000000001", "to": "+5491155555555", "text": "Hola!", "preview_url": false, "meta_data": {}}',
    status: 202,
    answer: { message_id: expect.stringMatching(/^wamid\./), status: 'sent', sent_at: expect.any(String) },
  },
  {
    what: 'a template by channel_id',
    method: 'POST',
    path: '/v1/messages/template',
    body: '{"channel_id": "65a1f2b3c4d5e6f7a8b9c0d1", "to": "+5491155555555", "template_name": "welcome_v2", "language": "es", "variables": {"nombre": "Lucio", "monto": "1500"}}',
    status: 202,
    answer: { broadcast_id: expect.any(String), status: 'PENDING', total_recipients: 1 },
  },
  {
    what: 'a template by phone_number_id',
    method: 'POST',
    path: '/v1/messages/template',
    body: '{"phone_number_id": "100000000000001", "to": "+5491155555555", "template_name": "order_confirmation", "language": "es", "variables": {"nombre": "Lucio", "monto": "1500"}}',
    status: 202,
    answer: { message_id: expect.stringMatching(/^wamid\./), status: 'sent' },
  },
  {
    what: 'a webhook',
    method: 'POST',
    path: '/v1/webhooks',
    body: '{"name": "Production CRM", "url": "https://hooks.example.com/keebai", "events": ["whatsapp.message.received", "whatsapp.channel.connected"], "headers": {"X-Tenant-Origin": "crm"}}',
    status: 201,
    answer: { id: expect.stringMatching(/^wh_/), name: 'Production CRM', secret: expect.stringMatching(/^whsec_/) },
  },
  {
    what: 'a broadcast nobody made',
    method: 'GET',
    path: '/v1/messages/bulk/65f4b5c6d7e8f9a0b1c2d3e4',
    status: 404,
    answer: { error: { code: 'BROADCAST_NOT_FOUND' } },
  },
]

const hubmessage: Sample[] = [
  {
    what: 'a channel',
    method: 'POST',
    path: '/v1/channels',
    body: '{"name": "Atendimento", "type": "META_WHATSAPP"}',
    status: 201,
    answer: { id: expect.stringMatching(/^[0-9A-F]{32}$/) },
  },
  {
    what: 'the connection of a channel',
    method: 'POST',
    path: '/v1/channels/a1b2c3d4-e5f6-7890-abcd-ef1234567890/connect',
    body: '{"wabaId": "428083093730937", "phoneId": "123456789012345", "code": "ABC123DEF456", "coexistence": false}',
    status: 200,
    answer: { success: true },
  },
  {
    what: 'a text',
    method: 'POST',
    path: '/v1/channels/a1b2c3d4-e5f6-7890-abcd-ef1234567890/messages',
    body: '{"recipient": {"identifier": "5511999999999"}, "content": {"type": "TEXT", "body": {"message": "Olá!"}}}',
    status: 200,
    answer: { messageId: expect.stringMatching(/^wamid\./) },
  },
  {
    what: 'a template without values',
    method: 'POST',
    path: '/v1/channels/a1b2c3d4-e5f6-7890-abcd-ef1234567890/messages',
    body: '{"recipient": {"identifier": "5511999999999"}, "content": {"type": "TEMPLATE", "attachments": [{"template": {"name": "boas_vindas_v2", "language": {"policy": "deterministic", "code": "pt_BR"}, "components": [{"type": "body", "parameters": []}]}}]}}',
    status: 200,
    answer: { messageId: expect.stringMatching(/^wamid\./) },
  },
  {
    what: 'a template with values',
    method: 'POST',
    path: '/v1/channels/a1b2c3d4-e5f6-7890-abcd-ef1234567890/messages',
    body: '{"recipient": {"identifier": "5511999999999"}, "content": {"type": "TEMPLATE", "attachments": [{"template": {"name": "atualizacao_pedido_v1", "language": {"policy": "deterministic", "code": "pt_BR"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "Ana"}, {"type": "text", "text": "PED-1024"}, {"type": "text", "text": "em transporte"}]}]}}]}}',
    status: 200,
    answer: { messageId: expect.stringMatching(/^wamid\./) },
  },
]

test('every sample of the Keebai pages runs in order after changing host and token', async () => {
  for (const { what, method, path, body, status, answer } of keebai) {
    const got = await call(rig.url, method, path, { token: wellKnownTokens.keebai, body })
    expect([got.status, got.body], what).toMatchObject([status, answer])
  }
  expect((await rig.seeded.inbox('+5491155555555')).map(({ text }) => text)).toEqual([
    'Hola!',
    'Hola!',
    'Hola Lucio, tu saldo es 1500.',
    'Gracias Lucio: recibimos tu pedido por 1500.',
  ])
})

test('every sample of the HubMessage pages runs in order after changing host and key', async () => {
  for (const { what, method, path, body, status, answer } of hubmessage) {
    const got = await call(`${rig.url}/hubmessage`, method, path, { token: wellKnownTokens.hubmessageSecret, body })
    expect([got.status, got.body], what).toMatchObject([status, answer])
  }
  expect((await rig.seeded.inbox('+5511999999999')).map(({ text }) => text)).toEqual([
    'Olá!',
    'Boas-vindas! Estamos à disposição.',
    'Olá Ana, o pedido PED-1024 está em transporte.',
  ])
})

test('they run again after a reset', async () => {
  await unwrap(control.resetSandbox({ client: rig.seeded.control }))
  for (const { what, method, path, body, status, answer } of hubmessage) {
    const got = await call(`${rig.url}/hubmessage`, method, path, { token: wellKnownTokens.hubmessageSecret, body })
    expect([got.status, got.body], what).toMatchObject([status, answer])
  }
})

/** In whichever state it is by then. */
const welcome = async () => {
  for (const status of ['APPROVED', 'PENDING', 'PAUSED'] as const) {
    const { items } = await unwrap(
      api.listTemplates({ client: rig.seeded.api, query: { status, channel_id: '65a1f2b3c4d5e6f7a8b9c0d1' } }),
    )
    const found = items.find(({ name }) => name === 'welcome_v2')
    if (found) return found.id
  }
  throw new Error('There is no welcome_v2')
}

/** Meta's id of the template of this name, which its reviewer has let pass. */
async function approved({ name, language }: JsonObject): Promise<string> {
  const body = { name: String(name), language: String(language), status: 'APPROVED' } as const
  const { data } = await unwrap(control.reviewTemplate({ client: rig.seeded.control, body }))
  const found = data.find(({ waba_id }) => waba_id === documentedAccount)
  if (!found) throw new Error(`There is no ${body.name}`)
  return found.id
}

const anyWebhook = async () => (await unwrap(api.listWebhooks({ client: rig.seeded.api }))).data[0]?.id

test.each(['keebai', 'hubmessage'] as const)('every request in the %s document is one that works', async (surface) => {
  const document = readDocument(surface)
  const [base, token] =
    surface === 'keebai'
      ? [rig.url, wellKnownTokens.keebai]
      : [`${rig.url}/hubmessage`, wellKnownTokens.hubmessageSecret]
  for (const operation of document.operations.filter(({ isEvent }) => !isEvent)) {
    const [, path = '', method = ''] = /^\/paths\/(.+)\/(\w+)$/.exec(operation.pointer) ?? []
    const requestBody = operation.content.requestBody
    if (requestBody === undefined) continue
    const json = document.resolve(document.resolve(document.resolve(requestBody).content)['application/json'])
    for (const [name, example] of Object.entries(document.resolve(json.examples))) {
      // The one code of the documented channel has been used by the samples above.
      if (operation.id === 'connectChannel') continue
      const { value } = structuredClone(document.resolve(example)) as { value: JsonObject }
      const target = path
        .replaceAll('~1', '/')
        .replace('{channelId}', endsChannel(operation.id) ? await madeAt('/v1/channels') : documentedChannel)
        .replace('/webhooks/{id}', `/webhooks/${await anyWebhook()}`)
        .replace('/templates/{id}', `/templates/${await welcome()}`)
        .replace(/^(.*\/webhooks)\/{webhookId}$/, '$1')
        .replace('{wabaId}', documentedAccount)
        .replace('{templateId}', path.endsWith('{templateId}') ? await approved(value) : '')
      const holder = operation.path.endsWith('/{webhookId}') ? `/${await madeAt(target)}` : ''
      const query = operation.id === 'cancelChannel' ? '?cancel=true' : ''
      if (value.media_id !== undefined) value.media_id = await uploaded()
      // It has to be there first, which only a person can bring about.
      if (operation.id === 'markMessageRead') {
        const { id } = await rig.seeded.write('+5491155555555', '+56987654321', 'hola')
        value.message_id = id
      }
      const to = (value.recipient as { identifier?: string } | undefined)?.identifier
      if (to === '5491155555555') await rig.seeded.write(`+${to}`, await documentedNumber(), 'oi')
      const got = await call(base, method.toUpperCase(), target + holder + query, { token, body: value })
      expect(got.status, `${operation.id} ${name}: ${JSON.stringify(got.body)}`).toBeLessThan(300)
    }
  }
})

const documentedAccount = '9876543210'
const documentedChannel = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890'

/** Asks for a channel that is not connected. */
const endsChannel = (id: string) => id === 'deleteChannel' || id === 'cancelChannel'

const requestsAt: Record<string, JsonObject> = {
  '/v1/channels': { name: 'Atendimento', type: 'META_WHATSAPP' },
  '/v1/webhooks': { url: 'https://hooks.example.com/templates', events: ['UPDATE_TEMPLATE_STATUS'] },
}

/** The id of something new of HubMessage's: a channel, or a webhook of the channel or the workspace whose webhooks are there. */
async function madeAt(path: string): Promise<string> {
  const body = requestsAt[path] ?? { url: 'https://hooks.example.com/hubmessage', events: ['MESSAGE_RECEIVED'] }
  const made = await call(`${rig.url}/hubmessage`, 'POST', path, { token: wellKnownTokens.hubmessageSecret, body })
  return (made.body as { id: string }).id
}

async function uploaded(): Promise<string> {
  const client = createKeebaiClient({ baseUrl: rig.url, token: wellKnownTokens.keebai })
  const file = new Blob([Buffer.from('89504e470d0a1a0a', 'hex')], { type: 'image/png' })
  const body = { file, phone_number_id: '100000000000001', type: 'image/png' }
  return (await unwrap(api.uploadMedia({ client, body }))).media_id
}

async function documentedNumber(): Promise<string> {
  return (await rig.seeded.readChannel('a1b2c3d4-e5f6-7890-abcd-ef1234567890')).phone_number ?? ''
}

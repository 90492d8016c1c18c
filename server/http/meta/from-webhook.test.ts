import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { WebhookEnvelope } from '../../../generated/meta/types.gen.ts'
import { fromMetaWebhook } from './from-webhook.ts'

interface Examples {
  webhooks: {
    whatsappBusinessAccount: {
      post: {
        requestBody: { content: { 'application/json': { examples: Record<string, { value: WebhookEnvelope }> } } }
      }
    }
  }
}
const specification: Examples = JSON.parse(
  readFileSync(new URL('../../../generated/openapi/meta.json', import.meta.url), 'utf8'),
)
const { post } = specification.webhooks.whatsappBusinessAccount
const examples = post.requestBody.content['application/json'].examples

test('an inbound text is a message of a customer', () => {
  expect(fromMetaWebhook(examples.inboundText?.value)).toEqual([
    {
      kind: 'message',
      phoneNumberId: '100000000000001',
      wamid: 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABIYFDNBMDEyMzQ1Njc4OUFCQ0RFRjAxAA==',
      from: '5491155555555',
      type: 'text',
      text: 'Hola',
      contactName: 'Lucio',
      timestamp: 1794873600_000,
    },
  ])
})

test('a status brings our own id back', () => {
  expect(fromMetaWebhook(examples.delivered?.value)).toEqual([
    {
      kind: 'status',
      phoneNumberId: '100000000000001',
      wamid: 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABEYEjAxMjM0NTY3ODlBQkNERUYwMQA=',
      status: 'delivered',
      recipient: '5491155555555',
      opaque: 'msg_01',
      timestamp: 1794873601_000,
      error: null,
    },
  ])
})

test("a failure carries Meta's code, title and details", () => {
  expect(fromMetaWebhook(examples.windowClosed?.value)).toMatchObject([
    {
      status: 'failed',
      error: {
        code: '131047',
        title: 'Re-engagement message',
        details: 'More than 24 hours have passed since the recipient last replied.',
      },
    },
  ])
})

test('a batch keeps its order and tells each fact', () => {
  const body = anEnvelope(
    { messages: [aMessage({ id: 'a' }), aMessage({ id: 'b' })] },
    { statuses: [aStatus({ id: 'c', status: 'read' }), aStatus({ id: 'd', status: 'played' })] },
  )
  expect(fromMetaWebhook(body).map((fact) => fact.wamid)).toEqual(['a', 'b', 'c', 'd'])
  expect(fromMetaWebhook(body).slice(2)).toMatchObject([{ status: 'read' }, { status: 'read' }])
})

test('each sender of a batch keeps the own name', () => {
  const contacts = [
    { wa_id: '1', profile: { name: 'Ana' } },
    { wa_id: '2', profile: { name: 'Luz' } },
  ]
  const messages = [aMessage({ from: '2' }), aMessage({ from: '1' })]
  expect(fromMetaWebhook(anEnvelope({ contacts, messages }))).toMatchObject([
    { contactName: 'Luz' },
    { contactName: 'Ana' },
  ])
})

test('a customer may hide the number', () => {
  const contacts = [{ user_id: 'US.1', profile: { username: 'ana' } }]
  const facts = fromMetaWebhook(anEnvelope({ contacts, messages: [aMessage({ from: undefined })] }))
  expect(facts).toMatchObject([{ from: null, contactName: null }])
})

test.each([
  [{ type: 'button', button: { payload: 'p', text: 'Yes' } }, 'Yes'],
  [{ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: '1', title: 'One' } } }, 'One'],
  [{ type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: '2', title: 'Two' } } }, 'Two'],
  [{ type: 'image', image: { id: '1', caption: 'Look' } }, null],
  [{ type: 'something_new', something_new: 7 }, null],
])('what was chosen is text: %j', (message, text) => {
  expect(fromMetaWebhook(anEnvelope({ messages: [aMessage(message)] }))).toMatchObject([{ type: message.type, text }])
})

test('what is unknown or broken is passed over without a word', () => {
  const nothing = [
    undefined,
    null,
    7,
    'text',
    [],
    {},
    { object: 'page', entry: [] },
    { object: 'whatsapp_business_account' },
    {
      object: 'whatsapp_business_account',
      entry: [null, 7, { changes: 'x' }, { changes: [null, { field: 'messages' }] }],
    },
    { object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'account_update', value: { event: 'X' } }] }] },
    anEnvelope({ messages: [null, {}, { id: 'a' }, { type: 'text' }] }),
    anEnvelope({ statuses: [7, {}, aStatus({ status: 'deleted' }), aStatus({ status: 'constructor' })] }),
    anEnvelope({ messages: [aMessage({ timestamp: 'soon' })], statuses: [aStatus({ timestamp: {} })] }),
    anEnvelope({ metadata: {}, messages: [aMessage({})] }),
  ]
  for (const body of nothing) expect(fromMetaWebhook(body)).toEqual([])
})

test('a good fact beside a broken one is told', () => {
  const facts = fromMetaWebhook(anEnvelope({ messages: [null, aMessage({ id: 'a', timestamp: 1794873600, text: 7 })] }))
  expect(facts).toMatchObject([{ wamid: 'a', text: null, timestamp: 1794873600_000 }])
})

test('a failure without errors, or with a plain one, is still a failure', () => {
  const statuses = [
    aStatus({ status: 'failed' }),
    aStatus({ status: 'failed', errors: [{ code: 131026, message: 'Undeliverable', error_data: 'plain' }] }),
  ]
  expect(fromMetaWebhook(anEnvelope({ statuses }))).toMatchObject([
    { error: { code: '0', title: 'Meta gave no reason', details: null } },
    { error: { code: '131026', title: 'Undeliverable', details: 'plain' } },
  ])
})

function anEnvelope(...values: Record<string, unknown>[]) {
  const metadata = { display_phone_number: '15552000001', phone_number_id: '100000000000001' }
  const changes = values.map((value) => ({
    field: 'messages',
    value: { messaging_product: 'whatsapp', metadata, ...value },
  }))
  return { object: 'whatsapp_business_account', entry: changes.map((change) => ({ id: '42', changes: [change] })) }
}

function aMessage(facts: Record<string, unknown>) {
  return {
    id: 'wamid.A',
    from: '5491155555555',
    timestamp: '1794873600',
    type: 'text',
    text: { body: 'Hola' },
    ...facts,
  }
}

function aStatus(facts: Record<string, unknown>) {
  return { id: 'wamid.A', status: 'sent', timestamp: '1794873600', recipient_id: '5491155555555', ...facts }
}

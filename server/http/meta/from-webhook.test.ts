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
      userId: 'AR.13491208655302741918',
      username: null,
      type: 'text',
      text: 'Hola',
      member: { body: 'Hola' },
      context: null,
      referral: null,
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
      recipientUserId: null,
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
  expect(fromMetaWebhook(body)).toMatchObject(['a', 'b', 'c', 'd'].map((wamid) => ({ wamid })))
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
  expect(facts).toMatchObject([{ from: null, userId: 'US.1', username: 'ana', contactName: null }])
})

test('senders of a batch who hide their numbers are told apart by their ids', () => {
  const contacts = [
    { user_id: 'US.1', profile: { name: 'Ana' } },
    { user_id: 'US.2', profile: { name: 'Luz' } },
  ]
  const messages = ['US.2', 'US.1'].map((from_user_id) => aMessage({ from: undefined, from_user_id }))
  expect(fromMetaWebhook(anEnvelope({ contacts, messages }))).toMatchObject([
    { userId: 'US.2', contactName: 'Luz' },
    { userId: 'US.1', contactName: 'Ana' },
  ])
  expect(
    fromMetaWebhook(anEnvelope({ statuses: [aStatus({ recipient_id: undefined, recipient_user_id: 'US.1' })] })),
  ).toMatchObject([{ recipient: null, recipientUserId: 'US.1' }])
})

test.each<[string, unknown]>([
  ['image', { id: '1', mime_type: 'image/jpeg', sha256: 'x', caption: 'Look', brand_new: { a: [1] } }],
  ['audio', { id: '1', mime_type: 'audio/ogg; codecs=opus', voice: true }],
  ['document', { id: '1', mime_type: 'application/pdf', filename: 'menú.pdf' }],
  ['sticker', { id: '1', mime_type: 'image/webp', animated: true }],
  ['location', { latitude: -34.6, longitude: -58.38, name: 'Obelisco' }],
  ['contacts', [{ name: { formatted_name: 'Ana' }, phones: [{ phone: '+54911' }] }]],
  ['reaction', { message_id: 'wamid.B', emoji: '👍' }],
  ['reaction', { message_id: 'wamid.B' }],
  ['button', { payload: 'p', text: 'Yes' }],
  ['interactive', { type: 'nfm_reply', nfm_reply: { response_json: '{}', name: 'flow' } }],
  ['order', { catalog_id: '1', product_items: [] }],
  ['system', { body: 'changed', type: 'user_changed_number', wa_id: '549' }],
  ['edit', { original_message_id: 'wamid.B', message: { type: 'text', text: { body: 'x' } } }],
  ['revoke', { original_message_id: 'wamid.B' }],
  ['hologram', 7],
])('a message of type %s keeps its member whole', (type, member) => {
  const facts = fromMetaWebhook(anEnvelope({ messages: [aMessage({ type, [type]: member })] }))
  expect(facts).toMatchObject([{ kind: 'message', type, member }])
})

test('a message Meta could not read says why', () => {
  const errors = [{ code: 131051, title: 'Message type unknown' }]
  const facts = fromMetaWebhook(anEnvelope({ messages: [aMessage({ type: 'unsupported', errors })] }))
  expect(facts).toMatchObject([{ type: 'unsupported', member: { errors } }])
})

test('what a message answers and where the person came from are kept', () => {
  const context = { from: '15552000001', id: 'wamid.B', forwarded: true }
  const referral = { source_type: 'ad', source_id: '1', ctwa_clid: 'x' }
  expect(fromMetaWebhook(anEnvelope({ messages: [aMessage({ context, referral })] }))).toMatchObject([
    { context, referral },
  ])
})

const entry = { id: '42', time: 1794873600 }
const change = (field: string, value: unknown) => ({
  object: 'whatsapp_business_account',
  entry: [{ ...entry, changes: [{ field, value }] }],
})

test('a decision about a template tells what and why', () => {
  const about = {
    message_template_id: 7_000_000_000_000_01,
    message_template_name: 'welcome_v2',
    message_template_language: 'es',
    message_template_category: 'MARKETING',
  }
  const fact = { kind: 'template_status', waba: '42', metaId: '700000000000001', name: 'welcome_v2', language: 'es' }
  const told = (more: object) => fromMetaWebhook(change('message_template_status_update', { ...about, ...more }))
  expect(told({ event: 'APPROVED', reason: 'NONE' })).toEqual([
    { ...fact, category: 'MARKETING', event: 'APPROVED', reason: null, timestamp: 1794873600_000 },
  ])
  expect(told({ event: 'REJECTED', reason: 'INVALID_FORMAT' })).toMatchObject([{ reason: 'INVALID_FORMAT' }])
  expect(told({ event: 'REJECTED', rejection_info: { reason: 'Too vague' } })).toMatchObject([{ reason: 'Too vague' }])
  expect(told({ event: 'PAUSED', reason: null, other_info: { title: 'FIRST_PAUSE' } })).toMatchObject([
    { reason: 'FIRST_PAUSE' },
  ])
  expect(told({ event: undefined })).toEqual([])
  expect(told({ event: 'APPROVED', message_template_id: {} })).toEqual([])
})

test('a template moved to another category tells which', () => {
  const value = {
    message_template_id: '7',
    message_template_name: 'a',
    previous_category: 'UTILITY',
    new_category: 'MARKETING',
  }
  expect(fromMetaWebhook(change('template_category_update', value))).toMatchObject([
    { kind: 'template_category', waba: '42', metaId: '7', category: 'MARKETING' },
  ])
})

test('an event of an account names the account of the customer, not the portfolio of the partner', () => {
  const removed = {
    event: 'PARTNER_REMOVED',
    phone_number: '+1 555-200-0001',
    waba_info: { waba_id: '77' },
    disconnection_info: { reason: 'PRIMARY_INACTIVITY', initiated_by: 'SYSTEM' },
  }
  expect(fromMetaWebhook(change('account_update', removed))).toMatchObject([
    {
      kind: 'account',
      waba: '77',
      event: 'PARTNER_REMOVED',
      phoneNumber: '15552000001',
      reason: 'PRIMARY_INACTIVITY',
      value: removed,
    },
  ])
  const banned = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: 'April 17, 2025' } }
  expect(fromMetaWebhook(change('account_update', banned))).toMatchObject([
    { waba: '42', phoneNumber: null, reason: 'DISABLE' },
  ])
})

test('what the merchant writes in the app is an echo, with or without a number', () => {
  const metadata = { phone_number_id: '100000000000001' }
  const common = { id: 'wamid.1', from: '15552000001', timestamp: '1794873600', type: 'text', text: { body: 'Hola' } }
  const message_echoes = [
    { ...common, to: '5491155555555' },
    { ...common, to_user_id: 'US.1' },
    { ...common, id: undefined },
  ]
  const known = { kind: 'echo', phoneNumberId: '100000000000001', wamid: 'wamid.1', text: 'Hola' }
  expect(fromMetaWebhook(change('smb_message_echoes', { metadata, message_echoes }))).toMatchObject([
    { ...known, to: '5491155555555', toUserId: null },
    { ...known, to: null, toUserId: 'US.1' },
  ])
  expect(fromMetaWebhook(change('smb_message_echoes', { message_echoes }))).toEqual([])
})

test.each([
  'phone_number_name_update',
  'phone_number_quality_update',
  'smb_app_state_sync',
  'history',
  'something_new',
  'constructor',
])('what %s tells is kept whole', (field) => {
  const value = { metadata: { phone_number_id: '100000000000001' }, deep: [{ a: null }] }
  expect(fromMetaWebhook(change(field, value))).toEqual([
    { kind: 'notice', waba: '42', phoneNumberId: '100000000000001', field, value, timestamp: 1794873600_000 },
  ])
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
    {
      object: 'whatsapp_business_account',
      entry: [{ changes: [{ field: 'account_update', value: {} }, { field: 'x' }] }],
    },
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

import { expect, test } from 'vitest'
import type { Channel } from '../../domain/channels/channel.ts'
import type { MessageId, PhoneNumber } from '../../domain/ids.ts'
import { Refusal } from '../../domain/refusals.ts'
import { createCloudApiLine } from './cloud-api-line.ts'
import type { GraphCall, GraphClient, GraphReply } from './graph-client.ts'
import { createSignupNetwork } from './signup-network.ts'

test('the code is exchanged with the app credentials and no redirect', async () => {
  const { client, calls } = fakeGraph([{ access_token: 'EAA' }])
  expect(await createSignupNetwork(client).exchangeCode('CODE')).toBe('EAA')
  const query = { client_id: 'app', client_secret: 'secret', code: 'CODE' }
  expect(calls).toEqual([{ method: 'GET', path: '/oauth/access_token', query }])
})

test('a token is checked with the app token', async () => {
  const { client, calls } = fakeGraph([{ data: { is_valid: false } }])
  expect(await createSignupNetwork(client).grantedWabas('EAA')).toEqual([])
  expect(calls[0]).toMatchObject({ path: '/debug_token', query: { input_token: 'EAA' }, token: 'app|secret' })
})

test('numbers are read page by page', async () => {
  const { client, calls } = fakeGraph([
    { data: [{ id: '1', display_phone_number: '+1 555' }], paging: { cursors: { after: 'A' }, next: 'https://…' } },
    { data: [{ id: '2', display_phone_number: '+1 556' }], paging: { cursors: { after: 'B' } } },
  ])
  const numbers = await createSignupNetwork(client).phoneNumbers('EAA', '42')
  expect(numbers.map(({ id }) => id)).toEqual(['1', '2'])
  expect(calls.map(({ path, query }) => [path, query?.after])).toEqual([
    ['/42/phone_numbers', undefined],
    ['/42/phone_numbers', 'A'],
  ])
})

test('registration sends the pin, a sync its kind', async () => {
  const { client, calls } = fakeGraph([{ success: true }, { success: true }, { request_id: 'r' }, { request_id: 'r' }])
  const network = createSignupNetwork(client)
  await network.subscribeApp('EAA', '42')
  await network.register('EAA', '7', '123456')
  await network.startSync('EAA', '7', 'contacts')
  await network.startSync('EAA', '7', 'history')
  expect(calls.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['POST', '/42/subscribed_apps', undefined],
    ['POST', '/7/register', { messaging_product: 'whatsapp', pin: '123456' }],
    ['POST', '/7/smb_app_data', { messaging_product: 'whatsapp', sync_type: 'smb_app_state_sync' }],
    ['POST', '/7/smb_app_data', { messaging_product: 'whatsapp', sync_type: 'history' }],
  ])
})

test('an id of the browser cannot reach another path', async () => {
  const { client, calls } = fakeGraph([{ success: true }])
  await createSignupNetwork(client).subscribeApp('EAA', '1/../2?x=')
  expect(calls[0]?.path).toBe('/1%2F..%2F2%3Fx%3D/subscribed_apps')
})

test("a line sends through the channel's number with the channel's token", async () => {
  const { client, calls } = fakeGraph([{ messages: [{ id: 'wamid.A' }] }])
  const line = createCloudApiLine({ client, tokenOf: async () => 'EAA' })(aChannel({ phoneNumberId: '7' }))
  const content = { type: 'text', text: 'Hola', previewUrl: false } as const
  const sent = await line.send({ id: 'm1' as MessageId, to: '+5491155555555' as PhoneNumber, content })
  expect(sent).toEqual({ outcome: 'accepted', wamid: 'wamid.A' })
  expect(calls[0]).toMatchObject({ method: 'POST', path: '/7/messages', token: 'EAA' })
  expect(calls[0]?.repeatable).toBeUndefined()
})

test('a channel that was disconnected meanwhile refuses the send instead of breaking it', async () => {
  const { client, calls } = fakeGraph([])
  const channel = aChannel({ phoneNumberId: '7' })
  const tokenOf = () => Promise.reject(Refusal.of('channel_disconnected', { channel: channel.id }))
  const content = { type: 'text', text: 'Hola', previewUrl: false } as const
  const message = { id: 'm1' as MessageId, to: '+5491155555555' as PhoneNumber, content }
  const sent = await createCloudApiLine({ client, tokenOf })(channel).send(message)
  expect([sent, calls]).toMatchObject([{ outcome: 'refused', code: 'CHANNEL_DISCONNECTED' }, []])
})

/** A Graph that answers each call with the next of these bodies. */
function fakeGraph(bodies: unknown[]): { client: GraphClient; calls: GraphCall[] } {
  const calls: GraphCall[] = []
  const client: GraphClient = {
    appId: 'app',
    appSecret: 'secret',
    async call(call): Promise<GraphReply> {
      calls.push(call)
      return { got: 'answer', body: bodies[calls.length - 1] }
    },
    download: async () => ({ got: 'lost', why: 'not asked for' }),
    close: () => undefined,
  }
  return { client, calls }
}

function aChannel(facts: Partial<Channel>): Channel {
  const id = '0190000000007000800000000000000A' as Channel['id']
  return {
    id,
    alias: '0123456789abcdef01234567',
    company: 'c' as Channel['company'],
    kind: 'cloud_api',
    name: 'Shop',
    state: 'connected',
    stateReason: null,
    phoneNumber: '+15555555555' as PhoneNumber,
    phoneNumberId: null,
    wabaId: '42',
    coexistence: false,
    pushName: null,
    pipelineId: null,
    createdAt: 0,
    connectedAt: 0,
    ...facts,
  }
}

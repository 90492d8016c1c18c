import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServerSentEvent } from '../../client/event-stream.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Pact } from '../pact-file/interaction.ts'
import { startGatewayProvider } from './gateway.ts'
import { startMockProvider } from './mock.ts'
import { startSandboxProvider } from './sandbox.ts'
import type { Delivery, Seam } from './seam.ts'
import { aMessage, aPact } from './test/a-pact.ts'
import { openVerifierProcess } from './verifier-process.ts'
import { openProviderRun, type ProviderRun } from './verify-pact.ts'

const verifier = openVerifierProcess()
afterAll(() => verifier.close())

const any = (...pointers: string[]) => ({
  matchingRules: {
    body: Object.fromEntries(pointers.map((one) => [one, { combine: 'AND', matchers: [{ match: 'type' }] }])),
  },
})
const subscribed = { providerStates: [{ name: 'a connected Cloud API channel' }, { name: 'a webhook subscription' }] }
const session = { session_id: 'cs_0M4VMH5JD5S58ZWC2B1MYWJQRN', mode: 'qr' }
const pending = { providerStates: [{ name: 'a pending connect session', params: session }] }

function webhook(event: string, data: JsonObject, more: JsonObject = {}): JsonObject {
  const signed = { 'X-Keebai-Signature': 't=1779397510,v1=00', 'x-keebai-event-id': 'evt_1' }
  const described = aMessage(`event ${event}`, { type: event, data }, { event, ...signed }, more)
  const rules = {
    metadata: Object.fromEntries(
      Object.keys(signed).map((name) => [name, { combine: 'AND', matchers: [{ match: 'type' }] }]),
    ),
  }
  return { ...described, matchingRules: { ...rules, ...(more.matchingRules as JsonObject | undefined) } }
}

function streamed(event: string, data: Json, more: JsonObject = {}): JsonObject {
  return { ...aMessage(`stream event ${event}`, { event, data }, { event }, pending), ...more }
}

const failedCodes = { errors: [{ code: 131026 }] }
const webhooks = aPact(4, [
  webhook('whatsapp.message.sent', { status: 'sent', recipient: '+5491155555555' }, subscribed),
  webhook('whatsapp.message.delivered', { status: 'delivered' }),
  webhook('whatsapp.message.read', { status: 'read' }, subscribed),
  webhook(
    'whatsapp.message.failed',
    { status: 'failed', message_id: 'wamid.x', ...failedCodes },
    any('$.data.message_id'),
  ),
  webhook('whatsapp.message.failed', { status: 'failed', message_id: null }, subscribed),
  webhook('whatsapp.message.received', { from: '+5511999999999', text: { body: 'Oi' } }, subscribed),
  webhook('whatsapp.channel.connected', { is_active: true, pipeline_id: 'pip_7' }, subscribed),
  webhook('whatsapp.channel.disconnected', { is_active: false }),
  webhook('whatsapp.channel.connection_changed', { is_active: true }),
])
const streams = aPact(4, [
  streamed('qr', '2@code', any('$.data')),
  streamed('qr', { data: '2@code' }, any('$.data.data')),
  streamed('connecting', {}),
  streamed('connected', { channel_id: 'ch_1' }, any('$.data.channel_id')),
  streamed('failed', { code: 'timeout' }),
  streamed('failed', { code: 'refused' }),
  streamed('disconnected', { code: 'interrupted' }),
])

const outcomes = async (run: ProviderRun, pact: Pact, seam?: Seam, only?: number) => {
  const results =
    (await run.verify([pact], { seam, only: ({ index }) => only === undefined || index === only })).get(pact) ?? []
  return results.map(({ outcome, mismatches }) => [outcome, ...mismatches.map(({ message }) => message)])
}

describe.each([
  ['sandbox', startSandboxProvider],
  ['gateway', startGatewayProvider],
] as const)('at the %s', (_, provider) => {
  let run: ProviderRun
  beforeAll(async () => {
    run = await openProviderRun({ provider, concurrency: 1, verifier })
  })
  afterAll(() => run.close())

  test('every webhook event comes about, with a subscription of a state or without', async () => {
    expect(await outcomes(run, webhooks)).toEqual(webhooks.interactions.map(() => ['passed']))
  })

  test('every event of the stream comes about, in the form the pact shows', async () => {
    expect(await outcomes(run, streams)).toEqual(streams.interactions.map(() => ['passed']))
  })

  test('an event that says something else is a mismatch, with everything that led to it', async () => {
    const wrong = aPact(4, [
      webhook('whatsapp.message.sent', { status: 'delivered' }, subscribed),
      streamed('connected', { code: 'x' }),
    ])
    const results = (await run.verify([wrong])).get(wrong) ?? []
    expect(results[0]).toMatchObject({
      outcome: 'failed',
      mismatches: [{ kind: 'BodyMismatch', path: '$.data.status', expected: '"delivered"', got: '"sent"' }],
    })
    const asked = results[0]?.exchanges.map(({ request }) => `${request.method} ${request.path.split('/')[1]}`)
    expect(asked).toEqual([
      'POST _sandbox',
      'POST _sandbox',
      'POST v1',
      `POST ${results[0]?.exchanges.at(-1)?.request.path.slice(1)}`,
    ])
    expect(results[0]?.exchanges.at(-1)?.request.body).toContain('whatsapp.message.sent')
    expect(results[1]).toMatchObject({ outcome: 'failed', mismatches: [{ path: '$.data' }] })
    expect(results[1]?.exchanges.at(-1)?.response.body).toMatch(/event: qr\n.*event: connecting\n.*event: connected\n/s)
    expect(JSON.stringify(results)).not.toMatch(/kbai_pk_|whsec_[0-9a-f]/)
  })
})

describe('a fault between provider and verifier', () => {
  let run: ProviderRun
  beforeAll(async () => {
    run = await openProviderRun({ provider: startSandboxProvider, concurrency: 1, verifier })
  })
  afterAll(() => run.close())

  const deliveries: [string, (delivery: Delivery) => Delivery, RegExp][] = [
    [
      'a signature of another secret',
      (one) => ({
        ...one,
        headers: { ...one.headers, 'x-keebai-signature': `t=${Math.round(Date.now() / 1000)},v1=${'0'.repeat(64)}` },
      }),
      /not to be trusted: No secret made this signature/,
    ],
    [
      'no signature',
      ({ headers: { 'x-keebai-signature': _, ...headers }, body }) => ({ headers, body }),
      /not to be trusted: The delivery has no X-Keebai-Signature/,
    ],
    ['a body that was changed', (one) => ({ ...one, body: one.body.replace('sent', 'read') }), /not to be trusted/],
    [
      'the id of another event',
      (one) => ({ ...one, headers: { ...one.headers, 'x-keebai-event-id': 'evt_2' } }),
      /has the X-Keebai-Event-Id evt_2/,
    ],
    [
      'a content type of its own',
      (one) => ({ ...one, headers: { ...one.headers, 'content-type': 'text/plain' } }),
      /content type text\/plain/,
    ],
  ]
  test.each(deliveries)('a delivery with %s fails', async (_, onDelivery, says) => {
    const seam: Seam = { onDelivery: (_index, delivery) => onDelivery(delivery) }
    expect(await outcomes(run, webhooks, seam, 0)).toEqual([['failed', expect.stringMatching(says)]])
  })

  test('a delivery that was changed and signed again fails by what it says', async () => {
    const seam: Seam = {
      onDelivery(_index, { body }, sign) {
        const changed = body.replace('"sent"', '"lost"')
        return { headers: sign(changed), body: changed }
      },
    }
    expect(await outcomes(run, webhooks, seam, 0)).toEqual([
      ['failed', expect.stringMatching(/not as documented: \/data\/status/)],
    ])
  })

  const orders: [string, (events: ServerSentEvent[]) => ServerSentEvent[], RegExp][] = [
    ['that ends without an end', (events) => events.slice(0, -1), /ends without the event that ends it/],
    ['that ends twice', (events) => [...events, ...events.slice(-1)], /an event follows the one that ends the stream/],
    ['out of order', (events) => events.toReversed(), /is broken/],
    [
      'without its connecting',
      (events) => events.filter(({ event }) => event !== 'connecting'),
      /comes without `connecting`/,
    ],
    ['of nothing', () => [], /no event/],
  ]
  test.each(orders)('a stream %s fails, whichever of its events the pact is about', async (_, onStream, says) => {
    const seam: Seam = { onStream: (_index, events) => onStream(events) }
    expect(await outcomes(run, streams, seam, 0)).toEqual([['failed', expect.stringMatching(says)]])
  })

  test('an event nobody knows, or nobody can bring about, fails and says so', async () => {
    const unknown = aPact(4, [aMessage('something happened', { a: 1 }, {})], { provider: 'keebai' })
    expect(await outcomes(run, unknown)).toEqual([
      ['failed', expect.stringMatching(/Which event "something happened" is cannot be told/)],
    ])
    const refused = aPact(4, [
      webhook('whatsapp.message.sent', { status: 'sent' }, { providerStates: [{ name: 'a token without scopes' }] }),
    ])
    expect(await outcomes(run, refused)).toEqual([['failed', expect.stringMatching(/POST \/v1\/\S+ answered 403/)]])
  })
})

test('the mock shows the events of the stream, by name where its whole stream has none, and sends no webhooks', async () => {
  await using run = await openProviderRun({ provider: startMockProvider, verifier })
  const documented = aPact(4, [
    streamed('qr', '2@code', any('$.data')),
    streamed('connected', { channel_id: 'ch_1' }, any('$.data.channel_id')),
    streamed('failed', { code: 'timeout' }),
    ...[webhooks, streams].map(() => webhook('whatsapp.message.sent', { status: 'sent' }, subscribed)),
  ])
  const results = (await run.verify([documented])).get(documented) ?? []
  expect(results.map(({ outcome, prefer, reason }) => [outcome, prefer ?? reason])).toEqual([
    ['passed', undefined],
    ['passed', undefined],
    ['passed', 'code=200, example=failed'],
    ['excluded', 'the static mock sends no webhooks'],
    ['excluded', 'the static mock sends no webhooks'],
  ])
})

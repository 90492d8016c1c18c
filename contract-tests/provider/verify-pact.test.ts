import { afterAll, expect, test, vi } from 'vitest'
import type { JsonObject } from '../json.ts'
import type { InteractionResult } from './provider.ts'
import { toStateMapping } from './state-mapping.ts'
import { anInteraction, anInteraction4, aPact } from './test/a-pact.ts'
import { type FakeOptions, json, startFake } from './test/fake-provider.ts'
import { openVerifierProcess } from './verifier-process.ts'
import { openProviderRun, type VerifyOptions, verifyPacts } from './verify-pact.ts'

const verifier = openVerifierProcess()
afterAll(() => verifier.close())

type More = Omit<Partial<VerifyOptions>, 'pacts' | 'provider'>

/** The results of one pact at one fake provider. */
async function verify(pact: VerifyOptions['pacts'][number], fakeOptions: FakeOptions = {}, more: More = {}) {
  const fake = await startFake(fakeOptions)
  const options = { pacts: [pact], provider: async () => fake, concurrency: 1, verifier, ...more }
  return { fake, results: (await verifyPacts(options)).get(pact) ?? [] }
}

const channel = { id: 'ch_1', is_active: true }
const getChannel = { path: '/v1/channels/ch_1' }

test.each([
  [2, anInteraction('a channel', getChannel, { body: channel }, { providerState: 'a channel' })],
  [
    3,
    anInteraction('a channel', getChannel, { body: channel }, { providerStates: [{ name: 'a channel', params: {} }] }),
  ],
  [4, anInteraction4('a channel', getChannel, { body: channel }, { providerStates: [{ name: 'a channel' }] })],
] as const)(
  'a pact of version %i that holds passes, its state made before and taken down after',
  async (version, node) => {
    const { fake, results } = await verify(aPact(version, [node]), { answer: json(channel) })
    expect(results).toMatchObject([{ interaction: 0, outcome: 'passed', mismatches: [] }])
    expect(results[0]?.durationMs).toBeGreaterThan(0)
    expect(fake.calls).toEqual(['setup a channel {}', 'teardown a channel'])
    expect(fake.seen).toMatchObject([{ method: 'GET', url: '/v1/channels/ch_1' }])
    expect(fake.seen[0]?.headers).not.toHaveProperty('x-trunkline-interaction')
  },
)

test.each([
  [2, anInteraction('a channel', getChannel, { status: 201, headers: { 'X-Request-Id': 'req' }, body: channel })],
  [3, anInteraction('a channel', getChannel, { status: 201, headers: { 'X-Request-Id': 'req' }, body: channel })],
  [4, anInteraction4('a channel', getChannel, { status: 201, headers: { 'X-Request-Id': ['req'] }, body: channel })],
] as const)(
  'a pact of version %i that does not hold says of each mismatch where, what was expected and what came',
  async (version, node) => {
    const { results } = await verify(aPact(version, [node]), { answer: json({ id: 'ch_1', is_active: 'yes' }) })
    expect(results[0]?.outcome).toBe('failed')
    expect(results[0]?.mismatches).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'StatusMismatch', path: '', expected: '201', got: '200' }),
        expect.objectContaining({ kind: 'HeaderMismatch', path: expect.stringMatching(/^x-request-id$/i), got: '' }),
        expect.objectContaining({ kind: 'BodyMismatch', path: '$.is_active', expected: 'true', got: '"yes"' }),
      ]),
    )
    expect(results[0]?.mismatches.find(({ kind }) => kind === 'BodyMismatch')?.message).toMatch(/yes/)
  },
)

test('each exchange belongs to its interaction, also where descriptions repeat and several run at once', async () => {
  const nodes = Array.from({ length: 30 }, (_, at) =>
    anInteraction('the same words', { path: `/v1/channels/${at}` }, {}),
  )
  const pact = aPact(3, nodes)
  const fakes = await Promise.all([startFake(), startFake()])
  const provider = vi.fn(async () => fakes[provider.mock.calls.length - 1] ?? startFake())
  const done: number[] = []
  const onProgress = (progress: { done: number }) => void done.push(progress.done)
  const results = (await verifyPacts({ pacts: [pact], provider, concurrency: 2, verifier, onProgress })).get(pact) ?? []
  expect(results.map(({ interaction }) => interaction)).toEqual(nodes.map((_, at) => at))
  expect(results.map(({ exchanges }) => exchanges.map(({ request }) => request.path))).toEqual(
    nodes.map((_, at) => [`/v1/channels/${at}`]),
  )
  expect(fakes.map(({ busiest }) => busiest)).toEqual([1, 1])
  expect(done.at(-1)).toBe(30)
  expect(done).toEqual(done.toSorted((one, other) => one - other))
})

test('a pact of HubMessage is asked below /hubmessage, whichever way its paths are written', async () => {
  const nodes = [
    anInteraction('as documented', { method: 'POST', path: '/v1/channels' }, {}),
    anInteraction('with the prefix', { method: 'POST', path: '/hubmessage/v1/channels' }, {}),
  ]
  const { fake } = await verify(aPact(3, nodes, { provider: 'hubmessage' }))
  expect(fake.seen.map(({ url }) => url)).toEqual(['/hubmessage/v1/channels', '/hubmessage/v1/channels'])
})

test('an interaction without a state still gets a fresh company', async () => {
  const { fake } = await verify(aPact(2, [anInteraction('me', { path: '/v1/me' }, {})]))
  expect(fake.calls).toEqual(['setup  {}', 'teardown '])
})

test('the reason why a state could not be made reaches the reader, and the next interaction is verified', async () => {
  const states = (name: string) => ({ providerStates: [{ name, params: {} }] })
  const nodes = [
    anInteraction('a', { path: '/v1/me' }, {}, states('a chanel')),
    anInteraction('b', { path: '/v1/me' }, {}, states('a channel')),
  ]
  const setUp: FakeOptions['setUp'] = ({ name }) => {
    if (name === 'a chanel') throw new Error('There is no provider state "a chanel". Try "a channel".')
    return {}
  }
  const { fake, results } = await verify(aPact(3, nodes), { setUp })
  expect(results).toMatchObject([
    {
      outcome: 'failed',
      mismatches: [{ kind: 'state', message: 'There is no provider state "a chanel". Try "a channel".' }],
    },
    { outcome: 'passed' },
  ])
  expect(results[0]?.exchanges).toEqual([])
  expect(fake.calls).toEqual(['setup a chanel {}', 'teardown a chanel', 'setup a channel {}', 'teardown a channel'])
})

test('what a state answers fills the request where the pact has a generator for it', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the form of Pact's own expressions
  const generators = { path: { type: 'ProviderState', expression: '/v1/channels/${channel_id}', dataType: 'STRING' } }
  const node = anInteraction4(
    'a channel',
    { ...getChannel, generators },
    {},
    { providerStates: [{ name: 'a channel' }] },
  )
  const { fake } = await verify(aPact(4, [node]), { setUp: () => ({ channel_id: 'ch_made' }) })
  expect(fake.seen.map(({ url }) => url)).toEqual(['/v1/channels/ch_made'])
})

test("a team's word becomes the states it stands for, with the params it passes on", async () => {
  const words: JsonObject = {
    'The shop  is open': [
      { state: 'a connected Cloud API channel', params: { channel_id: '$shop', name: 'Shop', waba_id: '$absent' } },
      { state: 'a template' },
    ],
  }
  const given = { providerStates: [{ name: 'the shop is open', params: { shop: 'ch_1' } }] }
  const pact = aPact(3, [anInteraction('me', { path: '/v1/me' }, {}, given)])
  const { fake } = await verify(pact, {}, { mapping: toStateMapping(words, 'states.json') })
  expect(fake.calls).toEqual([
    'setup a connected Cloud API channel {"channel_id":"ch_1","name":"Shop"}',
    'setup a template {"shop":"ch_1"}',
    'teardown a template',
    'teardown a connected Cloud API channel',
  ])
})

test('a provider that is gone is named as such, not as a wrong status', async () => {
  const nodes = [anInteraction('a', { path: '/v1/me' }, {}), anInteraction('b', { path: '/v1/me' }, {})]
  let end: () => unknown = () => undefined
  const fake = await startFake({
    answer: (_seen, res) => {
      end()
      res.socket?.destroy()
    },
  })
  end = fake.close
  const pact = aPact(2, nodes)
  const results =
    (await verifyPacts({ pacts: [pact], provider: async () => fake, concurrency: 1, verifier })).get(pact) ?? []
  expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
  expect(results[0]?.mismatches).toMatchObject([
    { kind: 'provider', message: expect.stringContaining(`${fake.url} could not be reached`) },
  ])
  expect(results[1]?.mismatches).toMatchObject([{ kind: 'provider', message: expect.stringContaining('ECONNREFUSED') }])
})

test('a provider that does not answer is waited for no longer than said', async () => {
  const pact = aPact(2, [anInteraction('a', { path: '/v1/me' }, {})])
  const started = performance.now()
  const { results } = await verify(pact, { answer: () => undefined }, { requestTimeoutMs: 200 })
  expect(performance.now() - started).toBeLessThan(5_000)
  expect(results[0]?.mismatches).toMatchObject([
    { kind: 'provider', message: expect.stringMatching(/did not answer GET \/v1\/me within 200 ms/) },
  ])
})

test('an event stream that never ends is left after what the pact expects of it', async () => {
  const text = 'event: qr\ndata: 2@a\n\nevent: connecting\ndata: {}\n\n'
  const answer: FakeOptions['answer'] = (_seen, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' }).write(`: hello\n\n${text}event: qr\ndata: 2@b\n\n`)
  }
  const stream = { headers: { 'Content-Type': 'text/event-stream' } }
  const nodes = [
    anInteraction('its type', { path: '/v1/stream' }, stream),
    anInteraction('two events', { path: '/v1/stream' }, { ...stream, body: `: hello\n\n${text}` }),
  ]
  const { results } = await verify(aPact(3, nodes, { provider: 'keebai' }), { answer })
  expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'passed'])
  expect(results.map(({ exchanges }) => exchanges[0]?.response.body)).toEqual([
    ': hello\n\nevent: qr\ndata: 2@a\n\n',
    `: hello\n\n${text}`,
  ])
})

test('no credential is in what is kept', async () => {
  const secret = `whsec_${'ab'.repeat(32)}`
  const body = { name: 'x', token: `hm_sk_${'cd'.repeat(32)}` }
  const node = anInteraction(
    'a',
    { method: 'POST', path: '/v1/webhooks', headers: { Cookie: 'id=7' }, body },
    { body: { secret: 'x' } },
  )
  const { results, fake } = await verify(aPact(2, [node]), { answer: json({ secret }) })
  const kept = JSON.stringify(results)
  expect(fake.seen[0]?.headers.authorization).toMatch(/^Bearer kbai_pk_9d1e/)
  for (const credential of ['kbai_pk_9d1e', 'cdcdcdcd', 'abababab', 'id=7']) expect(kept).not.toContain(credential)
  expect(results[0]?.exchanges[0]?.request.headers.authorization).toBe('Bearer $KEEBAI_TOKEN')
  expect(results[0]?.mismatches).toMatchObject([{ path: '$.secret', got: '"$WEBHOOK_SECRET"' }])
})

test('a failure of a pending pact, or of a pending interaction, is told apart', async () => {
  const failing = anInteraction4('a', { path: '/v1/me' }, { status: 404 })
  const outcomes = async (pact: VerifyOptions['pacts'][number]) =>
    (await verify(pact)).results.map(({ outcome }) => outcome)
  expect(await outcomes(aPact(4, [failing], { pending: true }))).toEqual(['pending-failed'])
  expect(await outcomes(aPact(4, [{ ...failing, pending: true }, failing]))).toEqual(['pending-failed', 'failed'])
  expect(await outcomes(aPact(4, [anInteraction4('a', { path: '/v1/me' }, {})], { pending: true }))).toEqual(['passed'])
})

test('a fault planted between provider and verifier is found, and the run goes on without it', async () => {
  const pact = aPact(3, [
    anInteraction('a', getChannel, { body: channel }),
    anInteraction('b', getChannel, { body: channel }),
  ])
  const fake = await startFake({ answer: json(channel) })
  await using run = await openProviderRun({ provider: async () => fake, concurrency: 1, verifier })
  const outcomes = (results: Map<unknown, InteractionResult[]>) =>
    results.get(pact)?.map(({ interaction, outcome }) => [interaction, outcome])
  const seam = {
    onResponse: (
      _index: number,
      _request: unknown,
      answer: { status: number; headers: Record<string, string>; body: string },
    ) => ({
      ...answer,
      body: answer.body.replace('is_active', 'active'),
    }),
  }
  expect(outcomes(await run.verify([pact], { seam, only: ({ index }) => index === 1 }))).toEqual([[1, 'failed']])
  expect(outcomes(await run.verify([pact]))).toEqual([
    [0, 'passed'],
    [1, 'passed'],
  ])
})

test('what the verifier cannot take fails alone', async () => {
  const bad = anInteraction4('bad', { path: '/v1/me' }, { body: { a: 'b' } })
  const rules = { body: { '$.a': { combine: 'AND', matchers: [{ match: 'regex', regex: '([' }] } } }
  const broken = { ...bad, response: { ...(bad.response as object), matchingRules: rules } }
  const { results } = await verify(aPact(4, [anInteraction4('good', { path: '/v1/me' }, {}), broken]), {
    answer: json({ a: 'b' }),
  })
  expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'failed'])
  expect(results[1]?.mismatches[0]?.message).toMatch(/\(\[/)
})

test('brokers, filters and proxies of the surroundings are not asked', async () => {
  vi.stubEnv('PACT_BROKER_BASE_URL', 'http://127.0.0.1:1')
  vi.stubEnv('PACT_DESCRIPTION', 'something else')
  vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1')
  vi.stubEnv('http_proxy', 'http://127.0.0.1:1')
  try {
    await using own = openVerifierProcess()
    const { results } = await verify(aPact(2, [anInteraction('a', { path: '/v1/me' }, {})]), {}, { verifier: own })
    expect(results).toMatchObject([{ outcome: 'passed', mismatches: [] }])
  } finally {
    vi.unstubAllEnvs()
  }
})

test('a provider that cannot be started ends the run, the others closed', async () => {
  const fake = await startFake()
  let started = 0
  const provider = async () => {
    started += 1
    if (started > 1) throw new Error('the port is taken')
    return fake
  }
  await expect(verifyPacts({ pacts: [], provider, concurrency: 2, verifier })).rejects.toThrow('the port is taken')
  await expect(fetch(fake.url)).rejects.toThrow()
})

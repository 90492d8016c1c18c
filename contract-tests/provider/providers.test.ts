import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keebai as keebaiApi } from '../../client/index.ts'
import { openSandbox, type Sandbox } from '../../mocks/sandbox/sandbox.ts'
import type { JsonObject } from '../json.ts'
import type { Pact } from '../pact-file/interaction.ts'
import { startGatewayProvider } from './gateway.ts'
import { startMockProvider } from './mock.ts'
import type { InteractionResult, Provider } from './provider.ts'
import { startSandboxProvider } from './sandbox.ts'
import { anInteraction, aPact } from './test/a-pact.ts'
import { startFake } from './test/fake-provider.ts'
import { openUrlProvider } from './url.ts'
import { openVerifierProcess } from './verifier-process.ts'
import { openProviderRun, type ProviderRun } from './verify-pact.ts'

const verifier = openVerifierProcess()
afterAll(() => verifier.close())

const channelId = '65a1f2b3c4d5e6f7a8b9c0d1'
const given = (...states: JsonObject[]) => ({ providerStates: states })
const connected = { name: 'a connected Cloud API channel', params: { channel_id: channelId } }
const text = { channel_id: channelId, to: '+5491155555555', text: 'Hola' }
const send = { method: 'POST', path: '/v1/messages/text', headers: { 'Content-Type': 'application/json' }, body: text }
const asText = { match: 'type' }
const error = (statusCode: number, code: string) => ({ status: statusCode, body: { error: { code }, statusCode } })

const keebai = aPact(3, [
  anInteraction('a text is taken', send, { status: 202, body: { status: 'PENDING' } }, given(connected)),
  anInteraction(
    'a channel that nobody has',
    { path: `/v1/channels/${channelId}` },
    error(404, 'CHANNEL_NOT_FOUND'),
    given({ name: 'nothing exists' }),
  ),
  anInteraction('a token nobody issued', { path: '/v1/me' }, { status: 401 }, given({ name: 'an unknown token' })),
  anInteraction('a token that expired', { path: '/v1/me' }, { status: 401 }, given({ name: 'an expired token' })),
  anInteraction(
    'a token that may only read',
    send,
    error(403, 'INSUFFICIENT_SCOPE'),
    given({ name: 'a token without scopes', params: { scopes: ['channels:read'] } }),
  ),
  anInteraction('no token', { path: '/v1/me', headers: { Authorization: '' } }, { status: 401 }),
  anInteraction('an invalid text', { ...send, body: { ...text, to: 7 } }, error(400, 'BAD_REQUEST'), given(connected)),
  anInteraction('too many requests', { path: '/v1/me' }, { status: 429 }, given({ name: 'the rate limit is reached' })),
  anInteraction(
    'a session that was completed',
    { path: '/v1/channels/whatsapp/connect/cs_0M4VMH5JD5S58ZWC2B1MYWJQRN' },
    { body: { status: 'completed', mode: 'embedded_signup' } },
    given({ name: 'a completed connect session', params: { session_id: 'cs_0M4VMH5JD5S58ZWC2B1MYWJQRN' } }),
  ),
  anInteraction(
    'a session that has expired',
    { path: '/v1/channels/whatsapp/connect/cs_0M4VMH5JD5S58ZWC2B1MYWJQRN' },
    { body: { status: 'expired' } },
    given({ name: 'an expired connect session', params: { session_id: 'cs_0M4VMH5JD5S58ZWC2B1MYWJQRN' } }),
  ),
])
const hubMessage = aPact(
  3,
  [
    anInteraction(
      'a channel is made',
      {
        method: 'POST',
        path: '/v1/channels',
        headers: { Authorization: `Bearer hm_sk_${'9d1ec0de'.repeat(8)}`, 'Content-Type': 'application/json' },
        body: { name: 'Atendimento', type: 'META_WHATSAPP' },
      },
      { status: 201, body: { id: 'x' }, matchingRules: { body: { '$.id': { matchers: [asText] } } } },
    ),
  ],
  { provider: 'hubmessage' },
)
const pacts = [keebai, hubMessage]

describe.each([
  ['sandbox', startSandboxProvider],
  ['gateway', startGatewayProvider],
  ['mock', startMockProvider],
] as const)('the %s', (name, provider) => {
  let run: ProviderRun
  let all: Map<Pact, InteractionResult[]>
  beforeAll(async () => {
    run = await openProviderRun({ provider, concurrency: 1, verifier })
    all = await run.verify(pacts)
  })
  afterAll(() => run.close())

  const titled = (pact: Pact) =>
    (all.get(pact) ?? []).map(({ interaction, outcome, mismatches }) => [
      pact.interactions[interaction]?.description,
      outcome,
      mismatches.map(({ message }) => message),
    ])

  test('holds a pact of each surface', () => {
    for (const pact of pacts) {
      expect(titled(pact)).toEqual(pact.interactions.map(({ description }) => [description, 'passed', []]))
    }
  })

  test('fails what it does not hold', async () => {
    const wrong = aPact(3, [
      anInteraction('a text is taken', send, { status: 202, body: { status: 'DONE' } }, given(connected)),
      anInteraction(
        'an invalid text is taken',
        { ...send, body: { ...text, to: 7 } },
        { status: 202 },
        given(connected),
      ),
      anInteraction('a valid text is invalid', send, { status: 400 }),
    ])
    const results = (await run.verify([wrong])).get(wrong) ?? []
    expect(results.map(({ outcome, mismatches }) => [outcome, mismatches[0]?.kind])).toEqual([
      ['failed', 'BodyMismatch'],
      ['failed', 'StatusMismatch'],
      ['failed', 'StatusMismatch'],
    ])
  })

  test('answers a body that is too large as documented, in every operation that takes one', async () => {
    const probes = await run.probe()
    expect(probes.map(({ operation, problems }) => [operation, problems])).toEqual(
      probes.map(({ operation }) => [operation, []]),
    )
    expect(probes.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['sendTextMessage', 'createChannel']),
    )
    expect(JSON.stringify(probes).length).toBeLessThan(50_000)
    const seam = {
      onResponse: (_index: number, _request: unknown, answer: { headers: Record<string, string>; body: string }) => ({
        ...answer,
        status: 400,
      }),
    }
    expect((await run.probe(seam)).map(({ passed, problems }) => [passed, problems])).toEqual(
      probes.map(() => [false, ['answered 400, not 413']]),
    )
  })

  const preferred = () =>
    (all.get(keebai) ?? []).flatMap(({ interaction, prefer }) => (prefer ? [[interaction, prefer]] : []))
  if (name !== 'mock') {
    test('is asked for no answer by name', () => expect(preferred()).toEqual([]))
    return
  }
  test('is asked by name for what only a state brings about, and for nothing else', () => {
    expect(preferred()).toEqual([
      [1, 'code=404'],
      [2, 'code=401'],
      [3, 'code=401'],
      [7, 'code=429'],
      [8, 'code=200, example=completed'],
      [9, 'code=200, example=expired'],
    ])
  })

  test('is held to answers of its own where no state speaks for another', async () => {
    const wrong = aPact(3, [
      anInteraction('a 401 for a token that may everything', { path: '/v1/me' }, { status: 401 }),
      anInteraction('a 403 without a word on scopes', send, { status: 403 }),
    ])
    const results = (await run.verify([wrong])).get(wrong) ?? []
    expect(results.map(({ outcome, prefer }) => [outcome, prefer])).toEqual([
      ['failed', undefined],
      ['failed', undefined],
    ])
  })
})

describe('an address', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await openSandbox({ port: 0, logLevel: 'silent', lazy: true })
  })
  afterAll(() => sandbox.close())

  const outcomesAt = async (provider: () => Promise<Provider>) => {
    await using run = await openProviderRun({ provider, verifier })
    return [...(await run.verify(pacts)).values()].flat().map(({ outcome }) => outcome)
  }

  test('that makes states is asked for them, whichever of its two addresses is given', async () => {
    for (const path of ['', '/', '/hubmessage']) {
      const outcomes = await outcomesAt(() => openUrlProvider(sandbox.url + path))
      expect(new Set(outcomes)).toEqual(new Set(['passed']))
    }
    // A company of somebody else, and its token, are as they were.
    const { token } = sandbox.credentials.keebai
    const { createKeebaiClient } = await import('../../client/index.ts')
    const answer = await keebaiApi.getMe({ client: createKeebaiClient({ baseUrl: sandbox.url, token }) })
    expect(answer.response?.status).toBe(200)
  })

  test('without states is asked all the same, its events left out with the reason', async () => {
    const fake = await startFake({ answer: (_seen, res) => void res.writeHead(404).end() })
    await using run = await openProviderRun({ provider: () => openUrlProvider(fake.url), verifier })
    const message = {
      description: 'event whatsapp.message.sent',
      contents: { type: 'whatsapp.message.sent' },
      metaData: {},
    }
    const messages = aPact(3, [message])
    const results = await run.verify([keebai, messages])
    expect(results.get(keebai)?.map(({ outcome, mismatches }) => [outcome, mismatches[0]?.kind ?? ''])).toEqual(
      keebai.interactions.map(() => ['failed', expect.stringMatching(/^(Body|Status)/)]),
    )
    expect(results.get(messages)).toMatchObject([
      { outcome: 'excluded', reason: expect.stringMatching(/no \/_sandbox/) },
    ])
    expect(await run.probe()).toEqual([])
    await fake.close()
  })

  test('where nobody answers is said before anything runs', async () => {
    const gone = await startFake()
    await gone.close()
    await expect(openUrlProvider(gone.url)).rejects.toThrow(`Nobody answers at ${gone.url}: ECONNREFUSED`)
  })
})

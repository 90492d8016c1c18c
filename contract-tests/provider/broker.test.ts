import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import { type BrokerQuestion, fetchPacts } from './broker.ts'
import type { InteractionResult } from './provider.ts'
import { anInteraction } from './test/a-pact.ts'
import { startFake } from './test/fake-provider.ts'

interface Asked {
  method: string
  path: string
  authorization: string | undefined
  body: JsonObject | undefined
}

interface Stub {
  url: string
  asked: Asked[]
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A broker with a pact of two consumers for `keebai`; one of them pending. */
async function startBroker(
  wants?: string,
  change: (path: string) => [number, string] | undefined = () => undefined,
): Promise<Stub> {
  const asked: Asked[] = []
  const server = createServer(async (req, res) => {
    const path = req.url ?? ''
    asked.push({ method: req.method ?? '', path, authorization: req.headers.authorization, body: await bodyOf(req) })
    const special = change(path)
    const known = answers(`http://${req.headers.host}`)[`${req.method} ${path}`]
    if (wants !== undefined && req.headers.authorization !== wants) res.writeHead(401).end('no')
    else if (special) res.writeHead(special[0]).end(special[1])
    else if (!known) res.writeHead(404).end('{"error":"nothing here"}')
    else res.writeHead(200, { 'content-type': 'application/hal+json' }).end(JSON.stringify(known))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

function answers(host: string): Record<string, JsonObject> {
  const link = (href: string) => ({ href: host + href })
  const entry = (name: string, pending: boolean) => ({
    shortDescription: 'latest main',
    verificationProperties: {
      pending,
      notices: [
        { when: 'before_verification', text: `The pact of ${name} is verified` },
        { when: 'after_verification:success_true_published_false', text: 'Done' },
      ],
    },
    _links: { self: link(`/pacts/${name}`) },
  })
  const pact = (name: string) => ({
    consumer: { name },
    provider: { name: 'keebai' },
    interactions: [
      { _id: `${name}-1`, ...anInteraction('me', { path: '/v1/me' }, {}) },
      { _id: `${name}-2`, ...anInteraction('all', { path: '/v1/channels' }, {}) },
    ],
    metadata: { pactSpecification: { version: '3.0.0' } },
    _links: { 'pb:publish-verification-results': link(`/pacts/${name}/results`) },
  })
  return {
    'GET /': {
      _links: {
        'pb:provider-pacts-for-verification': link('/pacts/provider/{provider}/for-verification'),
        'pb:pacticipant-branch-version': link('/pacticipants/{pacticipant}/branches/{branch}/versions/{version}'),
      },
    },
    'POST /pacts/provider/keebai/for-verification': {
      _embedded: { pacts: [entry('crm', false), entry('shop', true)] },
    },
    'GET /pacts/crm': pact('crm'),
    'GET /pacts/shop': pact('shop'),
    'POST /pacts/crm/results': {},
    'PUT /pacticipants/keebai/branches/feat%2Fx/versions/1.2.3': {},
  }
}

async function bodyOf(req: IncomingMessage): Promise<JsonObject | undefined> {
  let text = ''
  for await (const chunk of req) text += chunk
  return text === '' ? undefined : JSON.parse(text)
}

const ask = (url: string, more: Partial<BrokerQuestion> = {}) => fetchPacts({ url, environment: {}, ...more })

function result(interaction: number, mismatches: InteractionResult['mismatches'] = []): InteractionResult {
  return { interaction, outcome: mismatches.length > 0 ? 'failed' : 'passed', durationMs: 1, mismatches, exchanges: [] }
}

test('a broker is asked by selectors for the pacts of both surfaces; each knows whether it is pending', async () => {
  const broker = await startBroker()
  const selectors = [{ branch: 'main' }]
  const { pacts, findings } = await ask(broker.url, { selectors, pending: true, providerVersionBranch: 'main' })
  expect(findings).toEqual([])
  expect(
    pacts.map(({ pact, notices }) => [pact.consumer, pact.surface, pact.pending, pact.interactions.length, notices]),
  ).toEqual([
    ['crm', 'keebai', false, 2, ['The pact of crm is verified']],
    ['shop', 'keebai', true, 2, ['The pact of shop is verified']],
  ])
  expect(pacts.map(({ pact }) => pact.source)).toEqual([`${broker.url}/pacts/crm`, `${broker.url}/pacts/shop`])
  const posts = broker.asked.filter(({ method }) => method === 'POST')
  expect(posts).toMatchObject([
    {
      path: '/pacts/provider/keebai/for-verification',
      body: { consumerVersionSelectors: selectors, includePendingStatus: true, providerVersionBranch: 'main' },
    },
    { path: '/pacts/provider/hubmessage/for-verification' },
  ])
})

test('only the consumers that are named are kept', async () => {
  const broker = await startBroker()
  expect((await ask(broker.url, { consumers: ['shop'] })).pacts.map(({ pact }) => pact.consumer)).toEqual(['shop'])
})

test('what came out is told per interaction, of the version and its branch', async () => {
  const broker = await startBroker()
  const [crm] = (await ask(broker.url)).pacts
  const mismatch = { kind: 'BodyMismatch', path: '$.id', expected: '1', got: '2', message: 'Expected 1, got 2' }
  await crm?.publish([result(0), result(1, [mismatch])], {
    version: '1.2.3',
    branch: 'feat/x',
    buildUrl: 'https://ci/7',
  })
  expect(broker.asked.slice(-2)).toMatchObject([
    { method: 'PUT', path: '/pacticipants/keebai/branches/feat%2Fx/versions/1.2.3' },
    {
      method: 'POST',
      path: '/pacts/crm/results',
      body: {
        success: false,
        providerApplicationVersion: '1.2.3',
        buildUrl: 'https://ci/7',
        testResults: [
          { interactionId: 'crm-1', success: true, mismatches: [] },
          {
            interactionId: 'crm-2',
            success: false,
            mismatches: [{ attribute: 'body', identifier: '$.id', description: 'Expected 1, got 2' }],
          },
        ],
      },
    },
  ])
  await crm?.publish([result(0), result(1)], { version: '1.2.3' })
  expect(broker.asked.at(-1)?.body).toMatchObject({ success: true })
})

test('of what was left out altogether the broker hears nothing', async () => {
  const broker = await startBroker()
  const [crm] = (await ask(broker.url)).pacts
  const before = broker.asked.length
  await crm?.publish([{ ...result(0), outcome: 'excluded' }], { version: '1' })
  expect(broker.asked.length).toBe(before)
})

test.each([
  ['a token', { PACT_BROKER_TOKEN: 'secret-token' }, '', 'Bearer secret-token'],
  [
    'user and password',
    { PACT_BROKER_USERNAME: 'ana', PACT_BROKER_PASSWORD: 'pass:word' },
    '',
    `Basic ${btoa('ana:pass:word')}`,
  ],
  ['the URL', { PACT_BROKER_TOKEN: 'other' }, 'ana:p%40ss@', `Basic ${btoa('ana:p@ss')}`],
])('credentials come from %s', async (_, environment, inUrl, wants) => {
  const broker = await startBroker(wants)
  const { pacts } = await ask(broker.url.replace('//', `//${inUrl}`), { environment })
  expect(pacts).toHaveLength(2)
  expect(JSON.stringify(pacts.map(({ pact }) => pact.source))).not.toMatch(/ana|p@ss|p%40ss/)
})

test('wrong credentials and none are told apart, and shown nowhere', async () => {
  const broker = await startBroker('Bearer right')
  await expect(ask(broker.url)).rejects.toThrow(/wants credentials: set PACT_BROKER_TOKEN.*401/)
  const wrong = ask(broker.url.replace('//', '//ana:hidden-password@'))
  await expect(wrong).rejects.toThrow(/does not accept the credentials/)
  await expect(wrong).rejects.not.toThrow(/hidden-password|YW5h/)
})

test('credentials are sent to no other place than the broker', async () => {
  const elsewhere = await startBroker()
  const broker = await startBroker(undefined, (path) =>
    path === '/pacts/provider/keebai/for-verification'
      ? [200, JSON.stringify({ _embedded: { pacts: [{ _links: { self: { href: `${elsewhere.url}/pacts/crm` } } }] } })]
      : undefined,
  )
  const { pacts } = await ask(broker.url, { environment: { PACT_BROKER_TOKEN: 'secret-token' } })
  expect(pacts).toHaveLength(1)
  expect(broker.asked.map(({ authorization }) => authorization)).toContain('Bearer secret-token')
  expect(elsewhere.asked.map(({ authorization }) => authorization)).toEqual([undefined])
})

test.each([
  ['a page', [200, '<html>hello</html>'], /answers something else than a Pact broker does/],
  ['no links', [200, '{}'], /is no Pact broker, or one older than 2\.42/],
  ['nothing', [404, 'not found'], /There is no Pact broker at http/],
  ['a fault', [500, 'sorry'], /The broker failed: GET http.* answered 500 sorry/],
] as const)('an address that answers with %s is named as no broker of use', async (_, [status, body], says) => {
  const broker = await startBroker(undefined, (path) => (path === '/' ? [status, body] : undefined))
  await expect(ask(broker.url)).rejects.toThrow(says)
})

test('a broker that cannot be reached is named without its credentials', async () => {
  const gone = await startFake()
  await gone.close()
  await expect(ask(gone.url.replace('//', '//ana:hidden@'))).rejects.toThrow(
    `The broker at ${gone.url} cannot be reached: ECONNREFUSED`,
  )
  await expect(ask('ftp://127.0.0.1')).rejects.toThrow('The address of the broker is no http or https URL')
})

test('a pact that cannot be used is a finding, the others are verified', async () => {
  const broker = await startBroker(undefined, (path) =>
    path === '/pacts/crm' ? [200, '{"consumer":{"name":"crm"}}'] : undefined,
  )
  const { pacts, findings } = await ask(broker.url)
  expect(pacts.map(({ pact }) => pact.consumer)).toEqual(['shop'])
  expect(findings).toMatchObject([{ severity: 'error', where: { pact: `${broker.url}/pacts/crm` } }])
})

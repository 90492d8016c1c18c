import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { run } from '../../cli/test/run.ts'
import { startSandbox } from '../../mocks/testing/index.ts'
import { bundledFile } from '../compare/document.ts'
import { aFolder, aPact, listing, token, verified } from './test/stranger.ts'

test('pacts that hold end with 0 and a report of each interaction', async () => {
  using folder = aFolder()
  folder.file('shop.json', aPact('shop', listing()))
  const { code, report } = await verified('--pacts', folder.path)
  expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(code).toBe(0)
  expect(report).toMatchObject({ format: 'trunkline-verify', formatVersion: 1, verdict: 'passed' })
  expect(report.providers).toEqual([{ name: 'sandbox', title: 'sandbox' }])
  expect(report.summary).toMatchObject({ pacts: 1, interactions: 1, verified: 1, passed: 1, failed: 0, errors: 0 })
  expect(report.results).toMatchObject([
    { consumer: 'shop', provider: 'sandbox', interaction: 'the list of channels', about: 'listChannels 200' },
  ])
  expect(report.matrix).toBeUndefined()
})

test('an interaction that fails ends with 1, with what was expected, what came, and how to ask again', async () => {
  using folder = aFolder()
  const file = folder.file('shop.json', aPact('shop', listing({}, { status: 'asleep' })))
  const { code, report } = await verified('--pacts', file)
  expect({ code, verdict: report.verdict }).toEqual({ code: 1, verdict: 'failed' })
  const [finding] = report.findings.filter(({ check }) => check === 'provider')
  expect(finding).toMatchObject({
    severity: 'error',
    code: 'provider-body',
    what: 'The answer lacks `$.data[0].status`.',
    where: { consumer: 'shop', provider: 'sandbox', interaction: 'the list of channels', operation: 'listChannels' },
    expected: '$.data[0].status: present',
    got: '$.data[0].status: absent',
  })
  expect(finding?.curl).toMatch(/^curl -i http:\/\/127\.0\.0\.1:\d+\/v1\/channels .*Bearer/)
  expect(JSON.stringify(report)).not.toContain(token)
})

test('an unknown state is told once with the three nearest, and nothing else about it', async () => {
  using folder = aFolder()
  const providerStates = [{ name: 'A connected cloud channel' }]
  const other = { providerStates, description: 'again' }
  folder.file('shop.json', aPact('shop', listing({ providerStates }), listing(other)))
  const { code, report } = await verified('--pacts', folder.path)
  expect(code).toBe(1)
  expect(report.findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    { check: 'states', code: 'state-unknown', got: '"A connected cloud channel"' },
  ])
  expect(report.findings[0]?.what).toContain('"the list of channels", "again"')
  expect(report.steps.find(({ name }) => name === 'provider')?.note).toBe('2 answers and events, 2 without their state')
  expect(report.findings[0]?.expected?.split('\n')).toHaveLength(3)
  expect(report.findings[0]?.expected).toContain('"a connected Cloud API channel"')
})

test('a state of one of our names, in whatever case, or in words a file explains, is known', async () => {
  using folder = aFolder()
  const given = (name: string) => ({ providerStates: [{ name }], description: name })
  folder.file(
    'shop.json',
    aPact('shop', listing(given('A connected CLOUD channel')), listing(given('A Connected cloud API channel'))),
  )
  const states = folder.file('states.map', { 'a connected CLOUD channel': 'a connected Cloud API channel' })
  expect((await verified('--pacts', folder.path, '--states', states)).code).toBe(0)
})

test('what is pending fails without failing the run', async () => {
  using folder = aFolder()
  folder.file('shop.json', aPact('shop', listing({ pending: true }, { status: 'asleep' })))
  const { code, report } = await verified('--pacts', folder.path)
  expect({ code, verdict: report.verdict }).toEqual({ code: 0, verdict: 'passed' })
  expect(report.results).toMatchObject([{ outcome: 'pending-failed' }])
  expect(report.findings).toContainEqual(expect.objectContaining({ code: 'provider-body', pending: true }))
  expect(report.summary).toMatchObject({ errors: 0, pendingFailed: 1 })
})

test('a sandbox that is running already is verified by its address, states included', async () => {
  await using sandbox = await startSandbox()
  const pacts = ['--pacts', 'examples/pacts', '--states', 'examples/states.json']
  const { code, report } = await verified(...pacts, '--provider', sandbox.url)
  expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([])
  expect({ code, titles: report.providers.map(({ title }) => title) }).toEqual({ code: 0, titles: [sandbox.url] })
  expect(report.results.map(({ outcome }) => outcome)).toEqual(report.results.map(() => 'passed'))
  expect(report.results.length).toBe(11)
})

test('a request the specification does not know is told before anything is called', async () => {
  using folder = aFolder()
  const request = { method: 'GET', path: '/v1/chanels', headers: { Authorization: [`Bearer ${token}`] } }
  folder.file('shop.json', aPact('shop', listing({ request })))
  const { code, report } = await verified('--pacts', folder.path, '--provider', 'mock', '--surface', 'keebai')
  expect(code).toBe(1)
  expect(report.findings[0]).toMatchObject({ check: 'pact-spec', code: 'operation-unknown' })
  expect(report.providers).toEqual([{ name: 'mock', title: 'mock' }])
})

test('a pact without interactions is told beside those that have some', async () => {
  using folder = aFolder()
  folder.file('shop.json', aPact('shop', listing()))
  folder.file('crm.json', aPact('crm'))
  const { code, report } = await verified('--pacts', folder.path)
  expect(report.findings).toMatchObject([{ code: 'pact-empty', severity: 'warning', where: { consumer: 'crm' } }])
  expect(code).toBe(0)
})

test('only pacts of the consumers asked for are verified', async () => {
  using folder = aFolder()
  folder.file('shop.json', aPact('shop', listing()))
  folder.file('crm.json', aPact('crm', listing({}, { status: 'asleep' })))
  const { code, report } = await verified('--pacts', folder.path, '--consumer', 'shop')
  expect({ code, pacts: report.pacts.map(({ consumer }) => consumer) }).toEqual({ code: 0, pacts: ['shop'] })
})

test('reliance on what the vendor does not promise is a warning, and an error with --strict', async () => {
  using folder = aFolder()
  const response = {
    status: 429,
    body: { content: { statusCode: 429 }, contentType: 'application/json', encoded: false },
  }
  const providerStates = [{ name: 'the rate limit is reached' }]
  folder.file('shop.json', aPact('shop', listing({ providerStates, response, description: 'too many' })))
  const header = { ...response, headers: { 'Retry-After': ['30'] } }
  folder.file('crm.json', aPact('crm', listing({ providerStates, response: header, description: 'too many' })))
  const lenient = await verified('--pacts', folder.path, '--provider', 'mock')
  const reliance = lenient.report.findings.filter(({ check }) => check === 'reliance')
  expect(reliance.length).toBeGreaterThan(0)
  expect(new Set(reliance.map(({ severity }) => severity))).toEqual(new Set(['warning']))
  const strict = await verified('--pacts', folder.path, '--provider', 'mock', '--strict')
  const severities = strict.report.findings.filter(({ check }) => check === 'reliance').map(({ severity }) => severity)
  expect({ code: strict.code, severities: new Set(severities) }).toEqual({ code: 1, severities: new Set(['error']) })
})

test('a specification that takes something away names the interactions it breaks', async () => {
  using folder = aFolder()
  folder.file('shop.json', aPact('shop', listing({}, { status: 'active' })))
  const later = JSON.parse(readFileSync(bundledFile('keebai'), 'utf8'))
  delete later.paths['/v1/channels'].get
  later.paths['/v1/me'].get.deprecated = true
  const against = folder.file('later.json', later)
  const { code, report } = await verified('--pacts', folder.path, '--provider', 'mock', '--against', against)
  expect(code).toBe(1)
  const gone = report.findings.find(({ code }) => code === 'change-path-removed')
  expect(gone).toMatchObject({
    check: 'breaking',
    severity: 'error',
    where: { consumer: 'shop', interaction: 'the list of channels', operation: 'listChannels' },
    hint: 'It breaks 1 interaction: "the list of channels".',
  })
  expect(report.findings).toContainEqual(expect.objectContaining({ check: 'pact-spec', code: 'operation-unknown' }))
  expect(report.findings).toContainEqual(
    expect.objectContaining({ code: 'change-operation-deprecated', severity: 'warning' }),
  )

  const since = await verified('--pacts', folder.path, '--provider', 'mock', '--since', against)
  expect(since.report.findings.filter(({ check }) => check === 'breaking')).toEqual([])
  expect(since.report.steps.find(({ name }) => name === 'breaking')?.note).toMatch(/^\d+ changes?, 0 breaking$/)
})

test('input that cannot be used ends with 2 and one clear sentence', async () => {
  using folder = aFolder()
  const pact = folder.file('shop.json', aPact('shop', listing()))
  const broken = folder.file('broken.json', '{"consumer": ')
  const other = folder.file('other.json', { openapi: '3.1.0', info: { title: 'Other', version: '1' }, paths: {} })
  const hostile = folder.file('hostile.json', aPact('\u001b[2Jshop', listing()))
  const nothing = `${folder.path}/nothing`
  const empty = folder.file('empty.json', aPact('shop'))
  const cases: [string[], string][] = [
    [['--pacts', nothing], `${nothing} cannot be read: no such file or folder.`],
    [['--pacts', broken], `${broken} is not JSON`],
    [['--pacts', other], `${other} is not a pact`],
    [['--pacts', empty], `There is nothing to verify. ${empty} has no interaction`],
    [['--pacts', pact, '--consumer', 'crm'], 'No pact is of crm; the consumers are shop.'],
    [['--pacts', hostile, '--consumer', 'crm'], 'the consumers are \\u001b[2Jshop.'],
    [['--pacts', pact, '--states', nothing], `--states: ${nothing} cannot be read: no such file.`],
    [['--pacts', pact, '--states', broken], `--states: ${broken} is not JSON`],
    [['--pacts', pact, '--provider', 'http://127.0.0.1:1'], 'Nobody answers at http://127.0.0.1:1'],
    [['--pacts', pact, '--against', nothing], `The specification ${nothing} cannot be read: no such file.`],
    [['--pacts', pact, '--against', broken], `${broken} is not JSON`],
    [['--pacts', pact, '--against', other], `${other} has no operation of Keebai or HubMessage`],
    [['--pacts', pact, '--since', 'no-such-revision'], 'is neither a file nor a git revision of this project'],
    [['--pacts', pact, '--report', `html=${pact}/r.html`, '--provider', 'mock'], 'The report cannot be written to'],
  ]
  for (const [args, says] of cases) {
    const { code, stdout, stderr } = await run(['verify', ...args])
    const told = stderr.split('\n').filter((line) => line.startsWith('trunkline: '))
    expect({ args, code, told: told.length }).toEqual({ args, code: 2, told: 1 })
    expect(told[0]).toContain(says)
    expect(stderr + stdout).not.toContain('    at ')
  }
})

import { expect, test } from 'vitest'
import { run } from '../test/run.ts'
import { toVerifyOptions } from './verify.ts'

test('without options a run is about the own pacts, told on the terminal', () => {
  expect(toVerifyOptions([])).toEqual({
    surface: undefined,
    against: undefined,
    since: undefined,
    states: undefined,
    strict: false,
    reports: [{ form: 'terminal' }],
  })
})

test('every option arrives', () => {
  const files = ['--pacts', 'a', 'b', '--pacts=c', '--states', 's.json', '--against', 'new.yaml', '--since', 'v1']
  const who = ['--provider', 'sandbox', 'https://api.example.com/', '--consumer', 'shop', 'crm', '--surface', 'keebai']
  const reports = ['--strict', '--report', 'html=out.html', 'junit=a=b.xml', '--report', 'json']
  expect(toVerifyOptions([...files, ...who, ...reports])).toEqual({
    pacts: ['a', 'b', 'c'],
    providers: [{ name: 'sandbox' }, { name: 'url', url: 'https://api.example.com' }],
    consumers: ['shop', 'crm'],
    surface: 'keebai',
    against: 'new.yaml',
    since: 'v1',
    states: 's.json',
    strict: true,
    reports: [{ form: 'html', file: 'out.html' }, { form: 'junit', file: 'a=b.xml' }, { form: 'json' }],
  })
})

test('a broker is asked for pending pacts by selectors, and told what came out', () => {
  const args = ['--broker', 'https://b.example', '--selectors', '{"mainBranch":true}', '--pending', '--publish']
  expect(toVerifyOptions([...args, '--provider-version', '1.2']).broker).toEqual({
    url: 'https://b.example',
    selectors: [{ mainBranch: true }],
    pending: true,
    publish: true,
    providerVersion: '1.2',
  })
})

test('reports in files leave standard output to the terminal report', () => {
  const { reports } = toVerifyOptions(['--report', 'junit=r.xml', '--report', 'html=r.html'])
  expect(reports).toEqual([{ form: 'junit', file: 'r.xml' }, { form: 'html', file: 'r.html' }, { form: 'terminal' }])
})

test.each([
  { args: ['pacts'], says: "Unexpected argument 'pacts'" },
  { args: ['--provider', 'prod'], says: '--provider is sandbox, gateway, mock or an address' },
  { args: ['--provider', 'file:///etc'], says: '--provider is sandbox, gateway, mock or an address' },
  { args: ['--surface', 'meta'], says: '--surface is keebai or hubmessage' },
  { args: ['--report', 'pdf'], says: '--report is terminal, html, json, junit' },
  { args: ['--report', 'html='], says: '--report html= names no file' },
  { args: ['--report', 'html', '--report', 'json'], says: 'only one report goes to standard output' },
  { args: ['--broker', 'broker'], says: '--broker takes an address' },
  { args: ['--pending'], says: '--pending belongs to --broker URL' },
  { args: ['--selectors', '[]'], says: '--selectors belongs to --broker URL' },
  { args: ['--broker', 'http://b', '--selectors', 'main'], says: '--selectors takes JSON' },
  { args: ['--broker', 'http://b', '--publish'], says: '--publish needs --provider-version' },
])('$args is wrong usage, with exit code 2', async ({ args, says }) => {
  const { code, stdout, stderr } = await run(['verify', ...args])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(says)
  expect(stderr).toContain('Usage: trunkline verify')
})

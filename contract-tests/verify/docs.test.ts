import { execFile } from 'node:child_process'
import { cpSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { verify } from '../../cli/commands/verify.ts'
import { blocksOf, rowsOf, sectionOf } from '../../scripts/markdown.ts'
import { columns } from './matrix.ts'
import { steps } from './steps.ts'
import { aFolder, aPact, listing, verified } from './test/stranger.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/verify.md'), 'utf8')

test('verify.md has every code of a finding and no other', () => {
  const told = rowsOf(sectionOf(page, 'Findings')).flatMap(([codes = '']) => codes.split(', '))
  const families = ['answer', 'change', 'relies-on', 'request', 'response']
  expect(told.filter((code) => code.endsWith('…')).toSorted()).toEqual(families.map((name) => `${name}-…`))
  const single = told.filter((code) => !code.endsWith('…'))
  expect(single.toSorted()).toEqual([...new Set(single)].toSorted())
  expect(single.toSorted()).toEqual([...codesInSources()].toSorted())
})

/** What is written as the code of a finding; a code that is put together of others belongs to a family. */
function codesInSources(): Set<string> {
  const files = globSync('{compare,cross-check,pact-file,verify}/**/*.ts', { cwd: join(root, 'contract-tests') })
  const own = files.filter((file) => !/\.test\.ts$|\/test\/|response-check|stream-order/.test(file))
  const written =
    /\b(?:code: (?:[\w.()]+ \? '([a-z-]+)' : )?|(?:finding|unusable|fail|failed)\((?:document, )?)'([a-z-]+)'/g
  const codes = own.flatMap((file) => {
    const text = readFileSync(join(root, 'contract-tests', file), 'utf8')
    return [...text.matchAll(written)].flatMap(([, one, other]) => [one, other])
  })
  const fixed = ['operation-unknown', 'payload-incompatible']
  return new Set([...codes.filter((code) => code !== undefined), ...fixed])
}

test('verify.md has every option, step and column', () => {
  const options = rowsOf(sectionOf(page, 'Options')).map(([usage = '']) => /--[\w-]+/.exec(usage)?.[0])
  const helped = [...verify.help.matchAll(/^ {2}(--[\w-]+)|^.{30,}(--pending)/gm)].map(([, one, two]) => one ?? two)
  expect(options.toSorted()).toEqual(helped.toSorted())
  const told = rowsOf(sectionOf(page, 'What is checked')).map(([name]) => name)
  expect(told).toEqual(['pacts', ...steps.map(({ name }) => name), 'broker'])
  for (const column of columns) expect(sectionOf(page, 'Reports')).toContain(`\`${column}\``)
})

test('the JSON of verify.md is what a report looks like', async () => {
  using folder = aFolder()
  const pacts = folder.file('shop.json', aPact('shop', listing({}, { status: 'asleep' })))
  const { report } = await verified('--pacts', pacts)
  const sample = JSON.parse(blocksOf(page, 'json')[0] ?? '')
  expect(Object.keys(sample)).toEqual(Object.keys(report))
  expect(Object.keys(sample.summary)).toEqual(Object.keys(report.summary))
  for (const list of ['specifications', 'providers', 'pacts', 'results'] as const) {
    expect(Object.keys(sample[list][0]).toSorted(), list).toEqual(Object.keys(report[list][0] ?? {}).toSorted())
  }
  const step = report.steps.find(({ name }) => name === 'provider')
  expect(Object.keys(sample.steps[0])).toEqual(Object.keys(step ?? {}))
  const finding = report.findings.find(({ code }) => code === 'provider-body')
  expect(sample.findings[0]).toMatchObject({ what: finding?.what, expected: finding?.expected, got: finding?.got })
  expect(Object.keys(sample.findings[0])).toEqual(Object.keys(finding ?? {}))
  expect(Object.keys(sample.findings[0].where)).toEqual(Object.keys(finding?.where ?? {}))
})

test('the command of the README verifies the examples', async () => {
  using folder = aFolder()
  const section = sectionOf(
    readFileSync(join(root, 'README.md'), 'utf8'),
    'You run consumer-driven contract tests in CI',
  )
  const [command = ''] = blocksOf(section, 'bash')
  const { code, output } = await shell(command.replace('html=report.html', `html=${folder.path}/report.html`), root)
  expect(output).toMatch(/✓ passed: \d+ interactions of 3 pacts at sandbox/)
  expect(code).toBe(0)
  expect(readFileSync(`${folder.path}/report.html`, 'utf8')).toContain('order-service')
})

test('the workflow of the examples verifies pacts and leaves its reports', async () => {
  using folder = aFolder()
  const workflow = parse(readFileSync(join(root, 'examples/ci/contract-tests.yml'), 'utf8'))
  const [job] = Object.values<{ 'runs-on': string; steps: { run?: string; uses?: string }[] }>(workflow.jobs)
  expect(job?.['runs-on']).toBe('ubuntu-latest')
  const command = job?.steps.find(({ run }) => run?.includes('trunkline verify'))?.run ?? ''
  cpSync(join(root, 'examples/pacts/notifier-keebai.json'), `${folder.path}/pacts/notifier-keebai.json`)
  const { code, output } = await shell(command.replace('npx trunkline', `node ${root}/cli/trunkline.ts`), folder.path)
  expect(output).toContain('✓ passed: 3 interactions of 1 pact at sandbox')
  expect(code).toBe(0)
  expect(readFileSync(`${folder.path}/reports/contracts.xml`, 'utf8')).toContain('notifier → keebai at sandbox')
  expect(readFileSync(`${folder.path}/reports/contracts.html`, 'utf8')).toContain('<!doctype html>')
})

function shell(command: string, cwd: string): Promise<{ code: unknown; output: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-euc', command], { cwd, timeout: 18_000 }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, output: stdout + stderr })
    })
  })
}

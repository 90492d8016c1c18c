import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startSandbox } from '../../mocks/testing/index.ts'
import { aFolder, aPact, listing } from './test/stranger.ts'

const program = join(import.meta.dirname, '../../cli/trunkline.ts')

interface Ended {
  code: unknown
  stdout: string
  stderr: string
  tookMs: number
}

/** `trunkline verify` as a process of its own, in a folder that is no clone. */
function trunklineVerify(cwd: string, ...args: string[]): Promise<Ended> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'verify', ...args], { cwd, timeout: 18_000 }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr, tookMs: performance.now() - startedAt })
    })
  })
}

test('a pact of a stranger that holds: exit 0, a line per step, the verdict last, the process ended', async () => {
  using folder = aFolder()
  folder.file('shop.json', aPact('shop', listing()))
  const { code, stdout, stderr } = await trunklineVerify(folder.path, '--pacts', '.')
  expect({ code, stderr: stderr.replaceAll(/ \(.*\)/g, '') }).toMatchObject({ code: 0 })
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
    /^✓ passed: 1 interaction of 1 pact at sandbox · 0 errors · \d+ warnings? · \d/,
  )
  const lines = stderr.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^verify: ✓ Pacts read: 1 interaction of 1 pact/)
  for (const line of lines) expect(line).toMatch(/^verify: [✓!] /)
  expect(stdout + stderr).not.toContain('\u001b')
})

test('one that does not: exit 1, and the reports in the files asked for', async () => {
  using folder = aFolder()
  folder.file('shop.json', aPact('shop', listing({}, { status: 'asleep' })))
  const reports = ['--report', 'junit=out/junit.xml', 'html=out/report.html', 'json=out/report.json']
  const { code, stdout } = await trunklineVerify(folder.path, '--pacts', 'shop.json', ...reports)
  expect(code).toBe(1)
  expect(stdout).toContain('✗ The answer lacks `$.data[0].status`. [provider-body]')
  const written = (name: string) => readFileSync(join(folder.path, 'out', name), 'utf8')
  expect(written('junit.xml')).toContain('<testsuite name="shop → keebai at sandbox" tests="1" failures="1"')
  expect(written('report.html')).toContain('The answer lacks')
  expect(JSON.parse(written('report.json'))).toMatchObject({ verdict: 'failed', pacts: [{ source: 'shop.json' }] })
})

test('against a sandbox that runs elsewhere the process ends as it does against its own', async () => {
  await using sandbox = await startSandbox()
  const examples = join(import.meta.dirname, '../../examples')
  const pacts = ['--pacts', join(examples, 'pacts'), '--states', join(examples, 'states.json')]
  using folder = aFolder()
  const { code, stdout, stderr } = await trunklineVerify(folder.path, ...pacts, '--provider', sandbox.url)
  expect(stdout).toContain(`✓ passed: 11 interactions of 3 pacts at ${sandbox.url}`)
  expect(stderr).not.toContain('Warning')
  expect(code).toBe(0)
})

test('fifty interactions of a team take ten seconds at most, start included', async () => {
  using folder = aFolder()
  const many = Array.from({ length: 50 }, (_, at) => listing({ description: `the list of channels, ${at}` }))
  folder.file('shop.json', aPact('shop', ...many))
  const { code, stdout, tookMs } = await trunklineVerify(folder.path, '--pacts', 'shop.json')
  expect(stdout).toContain('50 passed')
  expect(code).toBe(0)
  expect(tookMs).toBeLessThan(10_000)
})

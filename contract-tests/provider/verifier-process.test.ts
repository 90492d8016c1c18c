import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { openVerifierProcess, type VerifierJob, VerifierUnavailable } from './verifier-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'trunkline-verifier-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const job: VerifierJob = {
  provider: 'keebai',
  providerBaseUrl: 'http://127.0.0.1:1',
  pactFile: join(folder, 'no-such-pact.json'),
  statesUrl: 'http://127.0.0.1:1/states',
  messagePath: '/message',
  requestTimeoutMs: 1_000,
  limitMs: 10_000,
}

/** The child beside a package of this content in the place of pact-core; beside none without. */
function childBeside(name: string, source?: string): URL {
  const place = join(folder, name)
  const packages = join(place, 'node_modules/@pact-foundation/pact-core')
  mkdirSync(packages, { recursive: true })
  copyFileSync(new URL('./verifier-child.ts', import.meta.url), join(place, 'verifier-child.ts'))
  if (source === undefined) rmSync(packages, { recursive: true })
  else {
    writeFileSync(join(packages, 'package.json'), JSON.stringify({ main: 'index.cjs' }))
    writeFileSync(join(packages, 'index.cjs'), source)
  }
  return pathToFileURL(join(place, 'verifier-child.ts'))
}

const fakeVerifier = (body: string) =>
  `exports.Verifier = class { constructor(options) { this.options = options } verify() { ${body} } }`

test('a verifier that is not installed is named with the package to install', async () => {
  await using verifier = openVerifierProcess(childBeside('absent'))
  const failed = verifier.verify(job)
  await expect(failed).rejects.toThrow(VerifierUnavailable)
  await expect(failed).rejects.toThrow('The Pact verifier is not installed: add the package @pact-foundation/pact-core')
})

test('a platform without a native library is named with its package', async () => {
  const message = "Couldn't find npm package @pact-foundation/pact-core-linux-x64-musl \\n set the env var"
  await using verifier = openVerifierProcess(childBeside('platform', `throw new Error("${message}")`))
  const failed = verifier.verify(job)
  await expect(failed).rejects.toThrow(VerifierUnavailable)
  await expect(failed).rejects.toThrow(/no native library for this platform \(\w+-\w+\): .*pact-core-linux-x64-musl$/)
})

test('a verifier that crashes is told with what it said, and the next job gets a new one', async () => {
  const crash = `if (this.options.provider === 'crash') { process.stderr.write('thread panicked'); process.exit(134) }
    return Promise.resolve('{"interactionResults":[]}')`
  await using verifier = openVerifierProcess(childBeside('crash', fakeVerifier(crash)))
  await expect(verifier.verify({ ...job, provider: 'crash' })).rejects.toThrow(
    'The Pact verifier ended unexpectedly (exit code 134): thread panicked',
  )
  expect(await verifier.verify(job)).toEqual([])
})

test('a verifier that hangs is ended at its limit', async () => {
  await using verifier = openVerifierProcess(childBeside('hang', fakeVerifier('return new Promise(() => {})')))
  await expect(verifier.verify({ ...job, limitMs: 100 })).rejects.toThrow(
    'The Pact verifier gave no result within 100 ms',
  )
})

test('closing ends what is under way', async () => {
  const verifier = openVerifierProcess(childBeside('close', fakeVerifier('return new Promise(() => {})')))
  const waiting = expect(verifier.verify(job)).rejects.toThrow('The Pact verifier was closed')
  await verifier.close()
  await waiting
  await expect(verifier.verify(job)).rejects.toThrow('The Pact verifier was closed')
})

test('a program that closes it goes on, and ends by itself', async () => {
  const program = `
    import { openVerifierProcess } from ${JSON.stringify(new URL('./verifier-process.ts', import.meta.url).href)}
    const verifier = openVerifierProcess()
    await verifier.verify(${JSON.stringify(job)}).catch(() => undefined)
    await verifier.close()
    console.log('closed')`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  expect(stdout).toBe('closed\n')
})

test('a pact the verifier cannot read is said so, in its own words', async () => {
  await using verifier = openVerifierProcess()
  writeFileSync(join(folder, 'text.json'), 'not a pact')
  await expect(verifier.verify({ ...job, pactFile: join(folder, 'text.json') })).rejects.toThrow(
    /^The Pact verifier could not/,
  )
})

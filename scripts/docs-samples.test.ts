import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openStaticMock } from '../mocks/static/static-mock.ts'
import { startSandbox } from '../mocks/testing/index.ts'
import { blocksOf } from './markdown.ts'

vi.setConfig({ testTimeout: 60_000 })

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'trunkline-docs-'))
const page = (path: string) => readFileSync(join(root, path), 'utf8')

/** What each page's program says when it works. */
const programs = [
  { name: 'client', source: program('README.md', 0), says: /broadcast_id/ },
  { name: 'in-your-tests', source: program('README.md', 1), says: /pass 1\b[\s\S]*fail 0/ },
  { name: 'webhooks', source: program('docs/webhooks.md', 0), says: /\+5491155555555: Gracias/ },
]

beforeAll(() => {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const { name, source } of programs) writeFileSync(join(folder, `${name}.ts`), source)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.concurrent('the tour of the README runs as it is', async () => {
  const said = await runShell('README.md')
  expect(said).toMatch(/event: connected\ndata: {"channel_id":"ch_/)
  expect(said).toMatch(/"direction":"in".*"text":"Hola, Lucio"/)
  expect(said).toMatch(/"direction":"in".*"text":"Gracias"/)
  expect(said).toMatch(/"success":true/)
  expect(said).toMatch(/"messageId":"wamid\./)
  expect(said).toMatch(/kbai_pk_[0-9a-f]{64}\nhm_sk_[0-9a-f]{64}\n/)
})

test.concurrent('the tour of the sandbox runs as it is', async () => {
  const said = await runShell('docs/sandbox.md')
  const { data } = JSON.parse(/^{"data":\[{"id":"ch_.*$/m.exec(said)?.[0] ?? '{}')
  expect(data).toHaveLength(1)
  const answers = [
    /"text":"Hola, soy Eva"/,
    /"type":"location","text":"-34.6, -58.38"/,
    /"name":"order_confirmation","language":"es","status":"PAUSED"/,
    /"linked_devices":1}\n{.*"linked_devices":0}/,
    /"status":"completed","channel":{/,
    /"status":"cancelled","mode"/,
    /"text":"Hola Lucio, tu saldo es \$ 120\."/,
    /"CHANNEL_MISSING_ACCESS_TOKEN"/,
    /"now":.*\n{"status":"expired"/,
    /"outcome":"refused",.*"code":"131031"/,
    /"INSUFFICIENT_SCOPE"/,
    /X-Trunkline-Hint: /i,
    /"windows":1,"templates":1}\n{"message_id":"wamid\./,
  ]
  for (const answer of answers) expect(said).toMatch(answer)
})

test.concurrent('the tour of the provider states runs as it is', async () => {
  const said = await runShell('docs/provider-states.md')
  const answers = [
    /^{"company_id":/,
    /\n{"error":422,"message":"Conversation window is closed"}/,
    /"UNKNOWN_STATE".*"nearest":\[/,
  ]
  for (const answer of answers) expect(said).toMatch(answer)
})

test.concurrent('the tour of the static mock runs as it is', async () => {
  const said = await runShell('docs/mock.md', () => openStaticMock({ eventSpacingMs: 10 }))
  const answers = [
    /^{"broadcast_id":"65f4b5c6d7e8f9a0b1c2d3e4","status":"PENDING"/,
    /"mode":"qr","stream_url"/,
    /"CHANNEL_NOT_FOUND".*\n.*"outcome":"refused".*\nRetry-After: 12/i,
    /\n{"data":\[\]/,
    /sendTextMessage declares no status 418; it declares 202, 400/,
    /"path":"\/body\/to","message":"must match pattern/,
    /well-formed JSON.*\n.*"NOT_FOUND".*\n{"error":405/,
    /"INSUFFICIENT_SCOPE".*"missing":\["channels:read"\].*\n.*"Invalid or missing API token"/,
    /event: qr\n[\s\S]*event: connecting\n[\s\S]*event: connected\n.*\n\n\nid: 1\nevent: failed\n/,
  ]
  for (const answer of answers) expect(said).toMatch(answer)
})

test.concurrent('the programs of the pages satisfy the compiler', async () => {
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(root, 'node_modules/@types')], rewriteRelativeImportExtensions: false },
    include: [join(folder, '*.ts')],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(root, 'node_modules/typescript7/bin/tsc')
  await expect(run(process.execPath, [compiler, '-p', folder])).resolves.toBeTruthy()
})

test.concurrent.each(programs)('the program "$name" runs as it is', async ({ name, says }) => {
  await using sandbox = await startSandbox()
  const env = {
    ...process.env,
    NODE_TEST_CONTEXT: '',
    KEEBAI_BASE_URL: sandbox.url,
    KEEBAI_API_TOKEN: sandbox.credentials.keebai.token,
  }
  const { stdout } = await run(process.execPath, [join(folder, `${name}.ts`)], { env, timeout: 15_000 })
  expect(stdout).toMatch(says)
})

/** Every `sh` block of a page as one script, against a server of its own, a sandbox unless told; what it said. */
async function runShell(
  path: string,
  start: () => Promise<AsyncDisposable & { url: string }> = startSandbox,
): Promise<string> {
  await using server = await start()
  const script = blocksOf(page(path), 'sh').join('\n')
  const env = { ...process.env, BASE: server.url, TRUNKLINE_DATA_DIR: join(folder, 'gateway-data'), TMPDIR: folder }
  const { stdout } = await run('sh', ['-euc', script], { cwd: root, env, timeout: 18_000 })
  return stdout
}

/** A page's TypeScript, importing this project's sources in the place of its package. */
function program(path: string, at: number): string {
  const source = blocksOf(page(path), 'ts')[at]
  if (source === undefined) throw new Error(`${path} has no program ${at}`)
  return source
    .replaceAll("'trunkline/client'", `'${join(root, 'client/index.ts')}'`)
    .replaceAll("'trunkline/testing'", `'${join(root, 'mocks/testing/index.ts')}'`)
}

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSandbox, type Sandbox } from '../mocks/sandbox/sandbox.ts'
import { worldApp } from '../mocks/simulators/world.ts'
import { gatewayEnvironment } from '../mocks/test/process/servers.ts'
import { createChannel } from '../server/domain/channels/connect.ts'
import { createCompany } from '../server/domain/tokens/issue.ts'
import { openSqliteStorage } from '../server/drivers/sqlite/open.ts'
import { systemClock } from '../server/drivers/system/clock.ts'
import { createIds } from '../server/drivers/system/ids.ts'
import { blocksOf, rowsOf, sectionOf } from './markdown.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const page = (path: string) => readFileSync(join(root, path), 'utf8')

let folder: string
let sandbox: Sandbox

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-docs-channels-'))
  sandbox = await openSandbox({ port: 0, lazy: true, logLevel: 'error' })
})

afterAll(async () => {
  await sandbox?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the commands of the page about channels run as they are', async () => {
  const { company, channel } = await givenChannel()
  const { wabaId, phoneId, token } = await givenNumber()
  writeFileSync(join(folder, 'token.txt'), `${token}\n`)
  const env = {
    ...process.env,
    ...gatewayEnvironment({ worldUrl: sandbox.world.url }),
    TRUNKLINE_DATA_DIR: folder,
    ...{ COMPANY: company, CHANNEL: channel, WABA_ID: wabaId, PHONE_NUMBER_ID: phoneId },
    PUBLIC_URL: 'https://gateway.example.com',
  }
  const script = blocksOf(page('docs/channels.md'), 'sh').join('\n').replace('token.txt', join(folder, 'token.txt'))
  const { stdout } = await run('sh', ['-euc', script], { cwd: root, env, timeout: 55_000 })
  const [link = '', ...listed] = stdout.trim().split('\n')
  expect(link).toMatch(new RegExp(`^https://gateway\\.example\\.com/connect/whatsapp\\?channel=${channel}&key=v1\\.`))
  expect(listed.join('\n')).toMatch(/ch_\w+ {2}connected {2}cloud_api .* Ventas\n/)
  expect(listed.slice(-3)).toEqual([
    expect.stringMatching(/connected .* Ventas Chile$/),
    expect.stringMatching(/disconnected .* Ventas Chile$/),
    expect.stringMatching(/^Deleted ch_\w+\.$/),
  ])
}, 60_000)

test('the program of the page about the browser SDK satisfies the compiler', async () => {
  const [source = ''] = blocksOf(page('docs/connect-sdk.md'), 'ts')
  const sdk = join(root, 'client/connect/index.ts')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'page.ts'), source.replace('@hubmessage/connect', sdk))
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(root, 'node_modules/@types')], rewriteRelativeImportExtensions: false },
    include: [join(folder, 'page.ts')],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(root, 'node_modules/typescript7/bin/tsc')
  await expect(run(process.execPath, [compiler, '-p', folder])).resolves.toBeTruthy()
})

test('the page about the browser SDK has every code it rejects with', () => {
  const codes = rowsOf(sectionOf(page('docs/connect-sdk.md'), 'When it rejects')).map(([code]) => code)
  const source = readFileSync(join(root, 'client/connect/connect-error.ts'), 'utf8')
  expect(codes).toEqual([...source.matchAll(/^ {2}\| '(\w+)'$/gm)].map(([, code]) => code))
})

async function givenChannel() {
  const storage = await openSqliteStorage({ directory: join(folder, 'gateway'), made: 'gateway' })
  const tools = { storage, clock: systemClock, ids: createIds(), tokenCache: new Map() }
  const { id: company } = await createCompany(tools, { name: 'Tienda' })
  const { id: channel } = await createChannel(tools, company, { name: 'Loja' })
  await storage.close()
  return { company, channel }
}

/** A number at the simulated Meta, and the token an operator has for it. */
async function givenNumber() {
  const signup = await fetch(`${sandbox.url}/_sandbox/signup-results`, { method: 'POST' })
  const { wabaId, phoneId, code } = (await signup.json()) as { wabaId: string; phoneId: string; code: string }
  const query = new URLSearchParams({ client_id: worldApp.id, client_secret: worldApp.secret, code })
  const traded = await fetch(`${sandbox.world.url}/v26.0/oauth/access_token?${query}`)
  const { access_token: token } = (await traded.json()) as { access_token: string }
  return { wabaId, phoneId, token }
}

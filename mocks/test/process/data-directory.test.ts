import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wellKnownTokens } from '../../scenarios/documented.ts'
import { run, temporaryFolder } from './program.ts'
import { gatewayEnvironment, type ServerProgram, startGatewayProgram, startSandboxProgram } from './servers.ts'

let folders: { gateway: string; sandbox: string }
let programs: ServerProgram[]
let gateway: ServerProgram
let sandbox: ServerProgram
let temporary: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  temporary = await temporaryFolder()
  folders = { gateway: join(temporary.path, 'gateway'), sandbox: join(temporary.path, 'sandbox') }
  programs = await Promise.all([startGatewayProgram(folders.gateway), startSandboxProgram(folders.sandbox)])
  const [first, second] = programs
  if (!first || !second) throw new Error('Neither started')
  gateway = first
  sandbox = second
})

afterAll(async () => {
  for (const program of programs) await program[Symbol.asyncDispose]()
  await temporary[Symbol.asyncDispose]()
})

const serve = (folder: string, env: NodeJS.ProcessEnv = gatewayEnvironment()) =>
  run(['serve', '--port', '0', '--data-dir', folder], { env })

test('a second process on a data directory is refused at once, with the id of the process that holds it', async () => {
  const seconds = await Promise.all([
    run(['sandbox', '--port', '0', '--data-dir', folders.sandbox]),
    serve(folders.gateway),
  ])
  for (const [index, { code, stderr, stdout }] of seconds.entries()) {
    expect(stderr).toContain(`is in use by process ${programs.at(1 - index)?.pid}; stop it or choose another`)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  }
})

test('what it stores is for its owner only', () => {
  const modeOf = (...path: string[]) => statSync(join(...path)).mode & 0o777
  for (const folder of [folders.gateway, folders.sandbox]) {
    expect(modeOf(folder, 'gateway')).toBe(0o700)
    expect(modeOf(folder, 'gateway', 'trunkline.db')).toBe(0o600)
  }
  expect(modeOf(folders.gateway, 'gateway', 'admin.sock')).toBe(0o600)
})

test('the well-known tokens of every sandbox are 401 at a gateway, which has no token of its own', async () => {
  const paths = [
    ['/v1/me', wellKnownTokens.keebai],
    ['/hubmessage/v1/channels', wellKnownTokens.hubmessageSecret],
  ] as const
  for (const [path, token] of paths) {
    const method = path === '/v1/me' ? 'GET' : 'POST'
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = method === 'POST' ? '{"name":"x"}' : undefined
    expect((await fetch(gateway.url + path, { method, headers, body })).status).toBe(401)
    expect((await fetch(sandbox.url + path, { method, headers, body })).status).toBeLessThan(401)
  }
  const { stdout } = await run(['tokens', 'list', '--data-dir', folders.gateway])
  expect(stdout).toBe('')
})

test('a gateway refuses the data of a sandbox, and a sandbox that of a gateway', async () => {
  expect(await gateway.stop()).toBe(0)
  expect(await sandbox.stop()).toBe(0)
  const [byGateway, bySandbox] = await Promise.all([
    serve(folders.sandbox),
    run(['sandbox', '--port', '0', '--data-dir', folders.gateway]),
  ])
  expect(byGateway).toMatchObject({ code: 2, stdout: '' })
  expect(byGateway.stderr).toContain('was made by the sandbox and cannot be used by a gateway')
  expect(bySandbox).toMatchObject({ code: 2, stdout: '' })
  expect(bySandbox.stderr).toContain('was made by a gateway and cannot be used by the sandbox')
})

test('another master key is refused', async () => {
  const env = gatewayEnvironment({ env: { TRUNKLINE_MASTER_KEY: 'ab'.repeat(32) } })
  const { code, stderr } = await serve(folders.gateway, env)
  expect(code).toBe(2)
  expect(stderr).toContain('was made with the master key')
  expect(stderr).not.toContain('ab'.repeat(32))
})

test('serve tells everything its environment lacks at once', async () => {
  const wrong = { TRUNKLINE_DIALECT: 'dutch', TRUNKLINE_LOG_LEVEL: 'loud', PORT: 'x' }
  const [empty, odd] = await Promise.all([
    run(['serve', '--data-dir', folders.gateway]),
    run(['serve', '--data-dir', folders.gateway], {
      env: { ...wrong, META_APP_ID: '1', TRUNKLINE_MASTER_KEY: 'short' },
    }),
  ])
  const told = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('- '))
  expect(empty).toMatchObject({ code: 2, stdout: '' })
  expect(told(empty.stderr)).toEqual([
    expect.stringContaining('TRUNKLINE_MASTER_KEY'),
    expect.stringMatching(/META_APP_ID.*META_APP_SECRET.*META_CONFIG_ID.*META_VERIFY_TOKEN/),
  ])
  expect(odd).toMatchObject({ code: 2, stdout: '' })
  for (const name of [...Object.keys(wrong), 'META_APP_SECRET', 'TRUNKLINE_MASTER_KEY']) {
    expect(told(odd.stderr).join('\n')).toContain(name)
  }
  expect(empty.stderr + odd.stderr).not.toContain('    at ')
})

test('a gateway points at a simulated world only where that is allowed', async () => {
  const env = gatewayEnvironment({ env: { TRUNKLINE_WORLD_URL: 'http://127.0.0.1:1' } })
  const { code, stderr } = await serve(folders.gateway, env)
  expect(code).toBe(2)
  expect(stderr).toContain('TRUNKLINE_ALLOW_SIMULATORS')
})

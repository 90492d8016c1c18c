import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError } from '../../../client/index.ts'
import { type Integrator, integratorAt, peopleAt } from './actors.ts'
import { makeCompany, say } from './company.ts'
import { freePort, run, temporaryFolder } from './program.ts'
import { type ServerProgram, startGatewayProgram, startWorldProgram } from './servers.ts'
import { startSink } from './sink.ts'
import { until } from './until.ts'

const shop = '+5491150001111'
const customer = '+5491155550002'
const spoken = 'a sentence nobody else should read'

/** A gateway that has lived through every flow, and everything its log may not contain. */
let gateways: Awaited<ReturnType<typeof temporaryFolder>>
let worlds: Awaited<ReturnType<typeof temporaryFolder>>
let world: ServerProgram
let gateway: ServerProgram
let sink: Awaited<ReturnType<typeof startSink>>
let integrator: Integrator
const tokens: string[] = []
const webhookSecrets: string[] = []
const codes: string[] = []
const sessions: string[] = []

beforeAll(async () => {
  gateways = await temporaryFolder()
  worlds = await temporaryFolder()
  sink = await startSink()
  const port = await freePort()
  world = await startWorldProgram(worlds.path, port)
  const people = peopleAt(world.url)
  const { token } = await makeCompany(gateways.path)
  tokens.push(token)
  const env = { TRUNKLINE_LOG_LEVEL: 'info' }
  gateway = await startGatewayProgram(gateways.path, { port, worldUrl: world.url, env })
  integrator = integratorAt(gateway.url, token)
  const { secret } = await integrator.subscribe(sink.url, ['whatsapp.message.received', 'whatsapp.message.delivered'])
  webhookSecrets.push(secret)

  await people.addPhone(shop, 'Tienda')
  await people.addPhone(customer, 'Marta')
  const session = await integrator.startPairing()
  sessions.push(session)
  for await (const event of integrator.followQr(session)) {
    if (event.event !== 'qr') continue
    codes.push(event.data)
    await people.scan(shop, event.data)
  }
  const state = await integrator.connectState(session)
  const qrChannel = state.status === 'completed' ? state.channel.id : ''
  const signup = await integrator.startSignup()
  sessions.push(signup)
  const { phone_number } = await people.completeSignup(signup)
  const done = await integrator.connectState(signup)
  const cloudChannel = done.status === 'completed' ? done.channel.id : ''

  await people.write(customer, phone_number, spoken)
  await people.write(customer, shop, spoken)
  await integrator.ended(await integrator.queueText(qrChannel, customer, spoken))
  await integrator.ended(await integrator.queueText(cloudChannel, customer, spoken))
  // A closed window and a number nobody has, for the words of refusals.
  await integrator.ended(await integrator.queueText(cloudChannel, '+5491155550000', spoken))
  await integratorAt(gateway.url, `kbai_pk_${'1'.repeat(64)}`)
    .me()
    .catch(() => undefined)
  await until(() => sink.arrivals.filter(({ body }) => body.includes(spoken)).length >= 2)
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
  await sink[Symbol.asyncDispose]()
  await gateways[Symbol.asyncDispose]()
  await worlds[Symbol.asyncDispose]()
})

test('companies and tokens are made, listed and revoked beside a running gateway', async () => {
  const at = ['--data-dir', gateways.path]
  const company = await say(['companies', 'create', 'Second', ...at])
  const scoped = JSON.parse(
    await say(['tokens', 'create', '--company', company, '--scopes', 'channels:read', '--json', ...at]),
  )
  const key = await say(['tokens', 'create', '--company', company, '--surface', 'hubmessage', ...at])
  tokens.push(scoped.token, key)
  const reader = integratorAt(gateway.url, scoped.token)
  expect(await reader.channels()).toEqual([])
  await expect(reader.startSignup()).rejects.toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' })

  const listed = await say(['tokens', 'list', '--company', company, ...at])
  expect(listed.split('\n')).toHaveLength(2)
  for (const token of tokens) expect(listed).not.toContain(token)

  await say(['tokens', 'revoke', scoped.id, ...at])
  await expect(reader.channels()).rejects.toSatisfy((error) => error instanceof ApiError && error.status === 401)
  expect(await run(['tokens', 'revoke', scoped.id, ...at])).toMatchObject({ code: 1 })
  // The other company's token goes on working.
  await integrator.me()
})

test('a token with an end is refused after it', async () => {
  const company = await say(['companies', 'create', 'Short', '--data-dir', gateways.path])
  const create = ['tokens', 'create', '--company', company, '--expires-in', '1h', '--data-dir', gateways.path]
  const token = await say(create)
  tokens.push(token)
  const holder = integratorAt(gateway.url, token)
  await holder.me()
  await peopleAt(world.url).advance('PT2H')
  await expect(holder.me()).rejects.toMatchObject({ status: 401 })
})

test('every line of the log is JSON, and none tells a number, a token, a code or a word of a message', () => {
  expect(gateway.stdout()).toBe('')
  const log = gateway.stderr()
  const lines = log.trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(20)
  for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow()
  const secrets = [...tokens, ...webhookSecrets, ...codes, spoken, ...sessions, 'EAA', shop.slice(1), customer.slice(1)]
  for (const secret of secrets) expect(lines.filter((line) => line.includes(secret))).toEqual([])
  expect(log).not.toMatch(/\d{10,}@/)
})

test('the stored bytes hold no token, no secret of a webhook or of Meta, no PIN and no key of WhatsApp in clear', async () => {
  expect(await gateway.stop()).toBe(0)
  const folder = join(gateways.path, 'gateway')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const stored = Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))))
  const world = worldSecrets()
  expect(world.length).toBeGreaterThan(0)
  for (const secret of [...tokens, ...webhookSecrets, ...world, 'privKey', '"private"', 'noiseKey', 'advSecretKey']) {
    expect(stored.includes(secret), `${secret.slice(0, 12)}…`).toBe(false)
  }
})

/** Tokens and PINs the simulated Meta gave away or was told. */
function worldSecrets(): string[] {
  const db = new DatabaseSync(join(worlds.path, 'world', 'world.db'), { readOnly: true })
  const text = db
    .prepare('SELECT key, value FROM state')
    .all()
    .map((row) => `${row.key} ${row.value}`)
    .join('\n')
  db.close()
  const pins = [...text.matchAll(/"pin":"(\d{6})"/g)].map(([, pin = '']) => pin)
  return [...(text.match(/EAA\w{8,}/g) ?? []), ...pins.map((pin) => `"${pin}"`)]
}

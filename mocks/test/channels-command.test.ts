import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createHubMessageClient,
  createKeebaiClient,
  hubmessage,
  type KeebaiClient,
  keebai,
  unwrap,
} from '../../client/index.ts'
import { worldApp } from '../simulators/world.ts'
import { freePort, run, temporaryFolder } from './process/program.ts'
import { gatewayEnvironment, type ServerProgram, startGatewayProgram, startWorldProgram } from './process/servers.ts'
import { until } from './process/until.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let world: ServerProgram
let gateway: ServerProgram
let env: NodeJS.ProcessEnv
let company: string
let client: KeebaiClient
let port: number

const lucio = '+5491155555555'

beforeAll(async () => {
  folder = await temporaryFolder()
  port = await freePort()
  world = await startWorldProgram(folder.path, port)
  env = gatewayEnvironment({ worldUrl: world.url, env: { TRUNKLINE_DATA_DIR: folder.path } })
  company = await say(['companies', 'create', 'Tienda'])
  await startGateway()
  client = createKeebaiClient({ baseUrl: gateway.url, token: await say(['tokens', 'create', '--company', company]) })
}, 60_000)

afterAll(async () => {
  await gateway?.stop()
  await world?.stop()
  await folder?.[Symbol.asyncDispose]()
})

test('a number is connected by its token alone: registered, subscribed, it sends and is told of', async () => {
  const number = await aNumber()
  const added = await add(number, ['--register', '--pin', '246810', '--name', 'Ventas', '--json'])
  expect(JSON.parse(added.stdout)).toMatchObject({
    id: expect.stringMatching(/^ch_/),
    company_id: company,
    state: 'connected',
    name: 'Ventas',
    waba_id: number.wabaId,
    phone_number_id: number.phoneId,
    registered: true,
    token_expires_at: null,
  })
  const { id } = JSON.parse(added.stdout) as { id: string }
  expect(await unwrap(keebai.getChannel({ client, path: { id } }))).toMatchObject({ is_active: true, name: 'Ventas' })
  expect(await subscribers(number)).toBe(1)
  expect(await sendThrough(id, number)).toBe('COMPLETED')
  expect(await say(['channels', 'list', '--company', company])).toContain(
    `${id}  connected  cloud_api  ${number.phoneNumber}  ${number.phoneId}  ${number.wabaId}  ${company}  Ventas`,
  )
  expect(`${added.stdout}${added.stderr}${gateway.stdout()}${gateway.stderr()}`).not.toContain(number.token)
})

test('a number that is not registered is connected and told to be useless, until it is added with --register', async () => {
  const number = await aNumber()
  const first = await add(number)
  expect(first.stderr).toMatch(/cannot send yet: add it again with --register/)
  const again = await add(number, ['--register'])
  expect([again.code, again.stdout]).toEqual([0, first.stdout])
  expect(again.stderr).not.toMatch(/--register/)
  expect(await sendThrough(first.stdout.trim(), number)).toBe('COMPLETED')
})

test('a channel created through HubMessage is connected by a token, and keeps its name', async () => {
  const key = await say(['tokens', 'create', '--company', company, '--surface', 'hubmessage'])
  const hub = createHubMessageClient({ baseUrl: `${gateway.url}/hubmessage`, token: key })
  const made = await unwrap(hubmessage.createChannel({ client: hub, body: { name: 'Loja', type: 'META_WHATSAPP' } }))
  const added = await add(await aNumber(), ['--register', '--hubmessage-channel', made.id, '--json'])
  expect(JSON.parse(added.stdout)).toMatchObject({ hubmessage_id: made.id, name: 'Loja', state: 'connected' })
  const other = await add(await aNumber(), ['--hubmessage-channel', made.id])
  expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/is connected already; disconnect it first/)])
})

test('a link connects a created channel, for whoever has its key', async () => {
  const key = await say(['tokens', 'create', '--company', company, '--surface', 'hubmessage'])
  const hub = createHubMessageClient({ baseUrl: `${gateway.url}/hubmessage`, token: key })
  const made = await unwrap(hubmessage.createChannel({ client: hub, body: { name: 'Loja', type: 'META_WHATSAPP' } }))
  expect((await run(['channels', 'link', made.id], { env })).stderr).toMatch(/--public-url/)
  const url = await say(['channels', 'link', made.id, '--public-url', gateway.url, '--expires-in', '2h'])
  expect(url).toMatch(new RegExp(`^${gateway.url}/connect/whatsapp\\?channel=${made.id}&key=v1\\.`))
  expect((await fetch(url)).status).toBe(200)
  expect((await fetch(url.replace(/&key=.*/, ''))).status).toBe(404)

  const { wabaId, phoneId, code } = await aSignup()
  const link = Object.fromEntries(new URL(url).searchParams)
  const done = await fetch(`${gateway.url}/connect/whatsapp/complete`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...link, code, waba_id: wabaId, phone_number_id: phoneId }),
  })
  expect([done.status, await done.json()]).toMatchObject([200, { status: 'completed' }])
  expect((await run(['channels', 'link', made.id], { env })).stderr).toMatch(/is connected already/)
})

test('a channel is renamed, disconnected, revived and deleted', async () => {
  const number = await aNumber()
  const id = (await add(number, ['--register'])).stdout.trim()
  expect(await say(['channels', 'rename', id, 'Otra tienda'])).toMatch(/Otra tienda$/)
  expect((await run(['channels', 'delete', id], { env })).stderr).toMatch(/is connected already; disconnect it first/)
  expect(await say(['channels', 'disconnect', id])).toContain(`${id}  disconnected`)
  expect(await stateOf(id)).toBe(false)
  expect((await run(['channels', 'disconnect', id], { env })).stderr).toMatch(/is not connected/)
  expect(await subscribers(number)).toBe(0)

  expect((await add(number)).stdout.trim()).toBe(id)
  expect(await stateOf(id)).toBe(true)
  await say(['channels', 'disconnect', id])
  expect(await say(['channels', 'delete', id])).toBe(`Deleted ${id}.`)
  expect(await stateOf(id)).toBe(undefined)
  expect((await run(['channels', 'rename', id, 'x'], { env })).stderr).toBe(`trunkline: there is no channel ${id}\n`)
})

test('what does not fit is told in one sentence, without the token, and nothing is connected', async () => {
  const before = await say(['channels', 'list'])
  const number = await aNumber()
  const refusal = async (token: string, more: string[] = []) => {
    const { code, stdout, stderr } = await add({ ...number, token }, more)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toContain('    at ')
    expect(stderr).not.toContain(number.token)
    return stderr
  }
  expect(await refusal('EAAnobody')).toBe('trunkline: Meta does not know the token, or it has expired\n')
  expect(await refusal('')).toMatch(/^trunkline: there is no token on standard input\n/)
  expect(await refusal(number.token, ['--company', 'nobody'])).toBe('trunkline: no such company\n')
  expect(await refusal(number.token, ['--pin', '123456'])).toMatch(/--pin goes with --register/)
  expect(await refusal(number.token, ['--register', '--pin', '12345'])).toMatch(/must be six digits/)
  expect(await say(['channels', 'list'])).toBe(before)
})

test('on a stopped gateway it works by the environment that serve has, and the gateway sends afterwards', async () => {
  expect(await gateway.stop()).toBe(0)
  const number = await aNumber()
  const without = { TRUNKLINE_DATA_DIR: folder.path }
  const args = addition(number, ['--register'])
  const refused = await run(args, { env: without, input: number.token })
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/TRUNKLINE_MASTER_KEY is missing/)])
  const foreign = await run(args, { env: { ...env, TRUNKLINE_MASTER_KEY: 'ab'.repeat(32) }, input: number.token })
  expect([foreign.code, foreign.stderr]).toEqual([2, expect.stringMatching(/was made with the master key/)])

  const id = (await add(number, ['--register'])).stdout.trim()
  const gone = (await add(await aNumber())).stdout.trim()
  expect((await run(['channels', 'disconnect', gone], { env: without })).code).toBe(0)
  expect(await say(['channels', 'link', gone, '--public-url', 'https://gateway.example.com/'])).toMatch(
    /^https:\/\/gateway\.example\.com\/connect\/whatsapp\?channel=/,
  )
  await startGateway()
  expect(await sendThrough(id, number)).toBe('COMPLETED')
})

async function startGateway(): Promise<void> {
  gateway = await startGatewayProgram(folder.path, { port, worldUrl: world.url })
}

async function say(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args, { env })
  if (code !== 0) throw new Error(`trunkline ${args.join(' ')} ended with ${code}: ${stderr}`)
  return stdout.trim()
}

function addition({ wabaId, phoneId }: { wabaId: string; phoneId: string }, more: string[]): string[] {
  const whose = more.includes('--company') ? [] : ['--company', company]
  return ['channels', 'add', ...whose, '--waba-id', wabaId, '--phone-number-id', phoneId, '--token-stdin', ...more]
}

function add(number: { wabaId: string; phoneId: string; token: string }, more: string[] = []) {
  return run(addition(number, more), { env, input: `${number.token}\n` })
}

async function aSignup() {
  const answer = await fetch(`${world.url}/_sandbox/signup-results`, { method: 'POST' })
  return (await answer.json()) as { wabaId: string; phoneId: string; code: string }
}

/** A number at the simulated Meta, and the token that an operator already has for it. */
async function aNumber() {
  const { wabaId, phoneId, code } = await aSignup()
  const query = new URLSearchParams({ client_id: worldApp.id, client_secret: worldApp.secret, code })
  const traded = await fetch(`${world.url}/v26.0/oauth/access_token?${query}`)
  const { access_token: token } = (await traded.json()) as { access_token: string }
  const read = await fetch(`${world.url}/v26.0/${phoneId}`, { headers: { authorization: `Bearer ${token}` } })
  const { display_phone_number: shown } = (await read.json()) as { display_phone_number: string }
  return { wabaId, phoneId, token, phoneNumber: `+${shown.replace(/\D/g, '')}` }
}

/** What became of a text to a customer who has just written to the number. */
async function sendThrough(id: string, { phoneNumber }: { phoneNumber: string }): Promise<string> {
  const body = { number: lucio, name: 'Lucio' }
  await control('POST', 'phones', body)
  await control('POST', `phones/${lucio}/messages`, { to: phoneNumber, text: 'Hola' })
  const sent = await unwrap(keebai.sendTextMessage({ client, body: { channel_id: id, to: lucio, text: 'Buenas' } }))
  const path = { broadcastId: sent.broadcast_id ?? '' }
  return until(async () => {
    const { status } = await unwrap(keebai.getBroadcast({ client, path }))
    return /completed|failed/i.test(status) && status
  })
}

function control(method: string, path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${world.url}/_sandbox/${path}`, { method, headers, body: JSON.stringify(body) })
}

/** How many apps hear of the account. */
async function subscribers({ wabaId, token }: { wabaId: string; token: string }): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${world.url}/v26.0/${wabaId}/subscribed_apps`, { headers })
  return ((await answer.json()) as { data: unknown[] }).data.length
}

/** Whether the channel is active; undefined when there is none. */
async function stateOf(id: string): Promise<boolean | undefined> {
  return (await keebai.getChannel({ client, path: { id } })).data?.is_active
}

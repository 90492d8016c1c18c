import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChannelId } from '../domain/ids.ts'
import type { SignupNetwork, TokenFacts } from '../domain/ports/signup.ts'
import type { Storage } from '../domain/ports/storage.ts'
import { Refusal } from '../domain/refusals.ts'
import { createSignals } from '../domain/signals.ts'
import { openSqliteStorage } from '../drivers/sqlite/open.ts'
import { shiftableClock } from '../drivers/system/clock.ts'
import { createIds } from '../drivers/system/ids.ts'
import { createVault } from '../drivers/vault/aes-gcm.ts'
import type { AddedChannel, ToldChannel } from './channel-commands.ts'
import { type AdminTools, runAdminCommand } from './commands.ts'

const good: TokenFacts = {
  valid: true,
  ours: true,
  scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
  wabas: ['42'],
  expiresAt: null,
}

let directory: string
let storage: Storage
let tools: AdminTools
let company: string
/** What Meta says of the token, what it is asked to do, and what it refuses. */
let facts: TokenFacts
let calls: string[]
let refuses: string | undefined
let coexistence: boolean

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'admin-'))
  storage = await openSqliteStorage({ directory, made: 'gateway', throwaway: true })
  ;[facts, calls, refuses, coexistence] = [good, [], undefined, false]
  const clock = shiftableClock()
  const pairing = { unlink: async (channel: ChannelId) => void calls.push(`unlink ${channel}`) }
  tools = {
    storage,
    clock,
    ids: createIds({ now: clock.now }),
    tokenCache: new Map(),
    signals: createSignals(),
    log: { info() {}, warn() {}, fault() {} },
    outside: {
      vault: createVault(randomBytes(32)),
      signup: network,
      pairing: pairing as unknown as NonNullable<AdminTools['outside']>['pairing'],
      publicUrl: 'https://gateway.example.com',
    },
  }
  company = ((await ask({ command: 'companies.create', name: 'Shop' })) as { id: string }).id
})

afterEach(async () => {
  await storage.close()
  await rm(directory, { recursive: true })
})

test.each<[string, Partial<TokenFacts>, RegExp]>([
  ['unknown to Meta', { valid: false }, /^Meta does not know the token/],
  ['of another app', { ours: false }, /^the token belongs to another app than META_APP_ID$/],
  ['that may not send', { scopes: good.scopes.slice(0, 1) }, /^the token lacks whatsapp_business_messaging$/],
  [
    'that may nothing',
    { scopes: [] },
    /^the token lacks whatsapp_business_management and whatsapp_business_messaging$/,
  ],
  ['that has expired', { expiresAt: 1 }, /^the token has expired$/],
  ['of another account', { wabas: ['43'] }, /^the token does not reach the WhatsApp Business Account 42$/],
])('a token %s is refused before anything is changed at Meta', async (_, told, words) => {
  facts = { ...good, ...told }
  expect(await refusalOf({})).toMatch(words)
  expect(calls).toEqual([])
})

test('a token without limits serves, and one that ends is told of', async () => {
  facts = { ...good, wabas: null, expiresAt: Date.now() + 3_600_000 }
  expect(await add({})).toMatchObject({ state: 'connected', tokenExpiresAt: facts.expiresAt })
})

test('a number that is not of the account, of another company, or that cannot be registered, is refused', async () => {
  expect(await refusalOf({ phoneNumberId: '9' })).toMatch(
    /^the number does not belong to this WhatsApp Business Account$/,
  )
  coexistence = true
  expect(await refusalOf({ register: true })).toMatch(/WhatsApp Business app cannot be registered$/)
  expect(calls).toEqual([])
  coexistence = false
  await add({})
  const other = ((await ask({ command: 'companies.create', name: 'Other' })) as { id: string }).id
  expect(await refusalOf({ company: other })).toMatch(/^\+15555555557 is connected already/)
})

test('what Meta refuses and that it cannot be reached is told in its words, and nothing is stored', async () => {
  refuses = 'subscribe 42'
  expect(await refusalOf({})).toBe('Meta refused: no permission (error 10)')
  expect(await ask({ command: 'channels.list' })).toEqual([])
})

test('the pin of a registration is kept and used again; a given one goes before it', async () => {
  await add({ register: true, pin: '246810' })
  await add({ register: true })
  await add({ register: true, pin: '135791' })
  await add({})
  await add({ register: true })
  expect(calls.filter((call) => call.startsWith('register'))).toEqual([
    'register 7 246810',
    'register 7 246810',
    'register 7 135791',
    'register 7 135791',
  ])
})

test('a number that stays in the Business app is synchronised and not registered', async () => {
  coexistence = true
  expect(await add({})).toMatchObject({ coexistence: true })
  expect(calls).toEqual(['subscribe 42', 'sync contacts', 'sync history'])
})

test('the app leaves an account with the last channel that uses it, and the token is forgotten', async () => {
  const [one, two] = [await add({}), await add({ phoneNumberId: '8' })]
  const secret = () => storage.read.secrets.get(one.hubMessageId as ChannelId, 'business_token')
  expect(await secret()).toMatch(/^v1\./)
  calls = []
  await ask({ command: 'channels.disconnect', id: one.id })
  expect([calls, await secret()]).toEqual([[], undefined])
  refuses = 'unsubscribe 42'
  expect(await ask({ command: 'channels.disconnect', id: two.hubMessageId })).toMatchObject({ state: 'disconnected' })
  expect(calls).toEqual(['unsubscribe 42'])
})

test('a QR channel is taken off its phone', async () => {
  const channel = await add({})
  const id = channel.hubMessageId as ChannelId
  await storage.transaction(async ({ channels }) => {
    const stored = await channels.byId(id)
    if (stored) await channels.update({ ...stored, kind: 'qr' })
  })
  calls = []
  await ask({ command: 'channels.disconnect', id: channel.alias })
  expect(calls).toEqual([`unlink ${id}`, 'unsubscribe 42'])
  expect(await refusal({ command: 'channels.link', id: channel.id })).toMatch(/has no signup$/)
})

test('a channel is listed, renamed and deleted by any spelling of its id', async () => {
  const { id, hubMessageId, alias } = await add({ name: 'Ventas' })
  expect(await ask({ command: 'channels.rename', id: alias, name: ' Otra ' })).toMatchObject({ id, name: 'Otra' })
  expect(await refusal({ command: 'channels.rename', id, name: '  ' })).toMatch(/name/)
  expect(await refusal({ command: 'channels.delete', id })).toMatch(/disconnect it first/)
  await ask({ command: 'channels.disconnect', id: hubMessageId.toLowerCase() })
  expect(await ask({ command: 'channels.list', company })).toMatchObject([{ id, state: 'disconnected' }])
  expect(await ask({ command: 'channels.delete', id: hubMessageId })).toMatchObject({ id })
  expect(await ask({ command: 'channels.list' })).toEqual([])
  expect(await refusal({ command: 'channels.list', company: 'nobody' })).toBe('no such company')
  for (const gone of [id, alias, 'nonsense']) {
    expect(await refusal({ command: 'channels.disconnect', id: gone })).toBe(`there is no channel ${gone}`)
  }
})

test('a link is for a channel that waits, and for 30 days at most', async () => {
  const { id } = await add({})
  expect(await refusal({ command: 'channels.link', id })).toMatch(/is connected already/)
  await ask({ command: 'channels.disconnect', id })
  const link = (await ask({ command: 'channels.link', id, validMs: 1e12 })) as { path: string; expiresAt: number }
  expect(link.expiresAt - Date.now()).toBeLessThanOrEqual(30 * 86_400_000)
  expect(link).toMatchObject({
    path: expect.stringMatching(/^\/connect\/whatsapp\?channel=/),
    publicUrl: 'https://gateway.example.com',
  })
})

const network: SignupNetwork = {
  exchangeCode: () => Promise.reject(new Error('no signup here')),
  grantedWabas: () => Promise.reject(new Error('no signup here')),
  inspectToken: async () => facts,
  subscribeApp: async (_, waba) => call(`subscribe ${waba}`),
  unsubscribeApp: async (_, waba) => call(`unsubscribe ${waba}`),
  phoneNumbers: async () => ['7', '8'].map(aNumber),
  phoneNumber: async (_, id) => aNumber(id),
  register: async (_, id, pin) => call(`register ${id} ${pin}`),
  startSync: async (_token, _id, kind) => call(`sync ${kind}`),
}

function call(what: string): void {
  calls.push(what)
  if (what === refuses) throw Refusal.of('upstream_refused', { code: '10', title: 'no permission', details: null })
}

function aNumber(id: string) {
  return { id, digits: `1555555555${id}`, verifiedName: 'Shop', coexistence, registered: true }
}

const wish = () => ({
  command: 'channels.add',
  company,
  token: 'EAA',
  wabaId: '42',
  phoneNumberId: '7',
  register: false,
})

async function add(more: object): Promise<AddedChannel & ToldChannel> {
  return (await ask({ ...wish(), ...more })) as AddedChannel & ToldChannel
}

function refusalOf(more: object): Promise<string> {
  return refusal({ ...wish(), ...more })
}

async function ask(command: object): Promise<unknown> {
  const answer = await runAdminCommand(tools, command)
  if (!answer.ok) throw new Error(answer.error)
  return answer.result
}

async function refusal(command: object): Promise<string> {
  const answer = await runAdminCommand(tools, command)
  if (answer.ok) throw new Error(`it was done: ${JSON.stringify(answer.result)}`)
  return answer.error
}

test('the role of the owner of a HubMessage secret key can be told', async () => {
  const key = { command: 'tokens.create', company, surface: 'hubmessage', name: 'key' } as const
  expect(await ask({ ...key, role: 'standard' })).toMatchObject({ scopes: ['role:standard'] })
  expect(await ask({ ...key, role: 'enterprise' })).toMatchObject({ scopes: [] })
  expect(await ask(key)).toMatchObject({ scopes: [] })
})

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { createChannel } from '../../../domain/channels/connect.ts'
import { linkToChannel } from '../../../domain/connect/channel-link.ts'
import { startPairing, startSignup } from '../../../domain/connect/start.ts'
import type { Log } from '../../../domain/ports/log.ts'
import type { SignupNetwork } from '../../../domain/ports/signup.ts'
import { Refusal } from '../../../domain/refusals.ts'
import { createSignals } from '../../../domain/signals.ts'
import { createCompany, createToken } from '../../../domain/tokens/issue.ts'
import { openSqliteStorage } from '../../../drivers/sqlite/open.ts'
import { shiftableClock } from '../../../drivers/system/clock.ts'
import { createIds } from '../../../drivers/system/ids.ts'
import { createVault } from '../../../drivers/vault/aes-gcm.ts'
import { createPortalRouter } from '../portal.ts'

/** Knows the WABA 42 with the number 7; the code names what becomes of it. */
const network: SignupNetwork = {
  async exchangeCode(code) {
    if (code === 'refused') throw Refusal.of('signup_code_refused', { code: '100', title: 'used', details: null })
    if (code === 'down') throw Refusal.of('upstream_unavailable', { upstream: 'meta', why: 'ECONNREFUSED' })
    if (code === 'error') throw Refusal.of('upstream_refused', { code: '3', title: 'no', details: null })
    if (code === 'broken') throw new Error('a fault')
    if (code === 'together') await both()
    return 'EAA'
  },
  grantedWabas: async () => ['42'],
  inspectToken: async () => ({ valid: true, ours: true, scopes: [], wabas: ['42'], expiresAt: null }),
  subscribeApp: async () => {},
  unsubscribeApp: async () => {},
  phoneNumbers: async () => [
    { id: '7', digits: '15555555555', verifiedName: 'Shop', coexistence: false, registered: true },
  ],
  phoneNumber: async (_token, id) => ({
    id,
    digits: '15555555555',
    verifiedName: 'Shop',
    coexistence: false,
    registered: true,
  }),
  register: async () => {},
  startSync: async () => {},
}

/** Resolves when it has been called twice. */
async function both(): Promise<void> {
  await new Promise<void>((resolve) => {
    comers.push(resolve)
    if (comers.length === 2) for (const come of comers.splice(0)) come()
  })
}
const comers: (() => void)[] = []

/** The portal on a store of its own. */
export async function startPortal({ publicUrl, openChannels }: { publicUrl?: string; openChannels?: boolean } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'portal-'))
  const storage = await openSqliteStorage({ directory, made: 'sandbox' })
  const clock = shiftableClock()
  const faults: unknown[] = []
  const log: Log = { info: () => {}, warn: () => {}, fault: (_event, error) => void faults.push(error) }
  const context = {
    storage,
    clock,
    ids: createIds({ now: clock.now }),
    vault: createVault(randomBytes(32)),
    signup: network,
    signals: createSignals(),
    tokenCache: new Map(),
    settings: { acceptanceWaitMs: 0, doubtMs: 0, pipelines: null },
    log,
  }
  const company = (await createCompany(context, { name: 'Shop' })).id
  const other = (await createCompany(context, { name: 'Other' })).id
  const page = {
    sdkUrl: (id: string) => `https://sdk.example/${id}/sdk.js`,
    messageOrigins: ['https://dialog.example'],
    appId: 'app',
    configId: 'config',
    graphVersion: 'v26.0',
    appSecret: 'never shown',
  }
  const server = createServer(express().use(createPortalRouter({ context, page, publicUrl, openChannels })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const url = `${origin}/connect/whatsapp`
  return {
    origin,
    url,
    context,
    company,
    other,
    clock,
    faults,
    channels: () => storage.read.channels.list(company),
    session: async (whose?: string) =>
      (await startSignup(context, whose === 'other' ? other : company, { pipelineId: null, coexistence: false })).id,
    created: (whose = company) => createChannel(context, whose, { name: 'Atendimento' }),
    /** The query of a link to the channel. */
    link: (channel: Awaited<ReturnType<typeof createChannel>>, validMs = 60_000) =>
      `?channel=${channel.id}&key=${linkToChannel(context, channel, validMs).key}`,
    key: async (scopes: string[], whose = company) =>
      (await createToken(context, { company: whose, surface: 'hubmessage', name: 'Page', scopes })).text,
    pairing: async () => (await startPairing(context, company, { name: 'Shop' })).id,
    get: (rest: string) => fetch(url + rest),
    post: (action: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(action === '' ? url : `${url}/${action}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await storage.close()
      await rm(directory, { recursive: true })
    },
  }
}

/** What the page was given to work with. */
export function dataIn(html: string): unknown {
  const [, text = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? []
  return JSON.parse(text)
}

export function policyOf(answer: Response): string {
  return answer.headers.get('content-security-policy') ?? ''
}

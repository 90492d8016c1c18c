import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Router } from 'express'
import { type AppOptions, createApp, type RequestEntry } from '../app.ts'
import { createAgenda } from '../domain/agenda.ts'
import type { Channel } from '../domain/channels/channel.ts'
import type { Context } from '../domain/context.ts'
import { sendingDuty } from '../domain/duties.ts'
import type { CompanyId } from '../domain/ids.ts'
import { createSender } from '../domain/messages/sender.ts'
import type { Outgoing, SendOutcome } from '../domain/ports/line.ts'
import type { SignupNetwork } from '../domain/ports/signup.ts'
import { createSignals } from '../domain/signals.ts'
import { createCompany, createToken } from '../domain/tokens/issue.ts'
import { keebaiScopes } from '../domain/tokens/scopes.ts'
import { openDirectoryBlobs } from '../drivers/blobs/directory-blobs.ts'
import { createPictures } from '../drivers/pictures/sharp-pictures.ts'
import { openSqliteStorage } from '../drivers/sqlite/open.ts'
import { shiftableClock } from '../drivers/system/clock.ts'
import { createIds } from '../drivers/system/ids.ts'
import { createVault } from '../drivers/vault/aes-gcm.ts'
import { createLinkFetcher } from '../drivers/webhook-http/link-fetcher.ts'
import { createWebhookTransport } from '../drivers/webhook-http/webhook-transport.ts'
import { renderEvent } from '../http/keebai/webhooks/render-event.ts'

/** The whole app over a real store, with WhatsApp and Meta as functions of the test. */
export interface AppRig extends AsyncDisposable {
  url: string
  /** Where media are kept. */
  mediaDirectory: string
  context: Context
  company: CompanyId
  tokens: { keebai: string; hubmessage: string }
  violations: unknown[]
  faults: unknown[]
  requests: RequestEntry[]
  sent: Outgoing[]
  /** What becomes of the next sends; accepted unless set. */
  answer(outcome: (message: Outgoing) => SendOutcome | Promise<SendOutcome>): void
  /** What Meta's side of a signup does; refuses unless set. */
  signup(network: Partial<SignupNetwork>): void
  channel(more?: Partial<Channel>): Promise<Channel>
  token(scopes: string[]): Promise<string>
  call(path: string, init?: CallInit): Promise<Called>
  drain(): void
}

export interface CallInit {
  method?: string
  token?: string
  body?: unknown
  headers?: Record<string, string>
}

export interface Called {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers of every operation pass here; tests compare them whole
  body: any
  headers: Headers
}

export async function startApp(
  options: Partial<AppOptions> = {},
  acceptanceWaitMs = 2000,
  clock = shiftableClock(),
): Promise<AppRig> {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-app-'))
  const storage = await openSqliteStorage({ directory, made: 'gateway' })
  const signals = createSignals()
  const webhooks = createWebhookTransport({ allow: 'public' })
  const faults: unknown[] = []
  const sent: Outgoing[] = []
  let outcome: (message: Outgoing) => SendOutcome | Promise<SendOutcome> = accepted
  let network: Partial<SignupNetwork> = {}

  const context: Context = {
    storage,
    clock,
    ids: createIds({ now: clock.now }),
    vault: createVault(Buffer.alloc(32, 7)),
    signup: new Proxy({} as SignupNetwork, {
      get: (_, name: keyof SignupNetwork) => network[name] ?? (() => Promise.reject(new Error(`${name} is not set`))),
    }),
    pairing: {
      async *pair() {},
      adopt: async () => {},
      discard: async () => {},
      resume: () => {},
      unlink: async () => {},
      close: async () => {},
    } as Context['pairing'],
    lines: {
      of: () => ({
        async send(message: Outgoing) {
          sent.push(message)
          return outcome(message)
        },
      }),
    },
    blobs: await openDirectoryBlobs(join(directory, 'media')),
    mediaOf: () => undefined,
    fetchLink: createLinkFetcher({ allow: 'any' }),
    pictures: createPictures(),
    templatesOf: () => undefined,
    paceOf: () => ({ perSecond: 10_000, burst: 10_000 }),
    webhooks,
    signals,
    tokenCache: new Map(),
    waiting: new Set(),
    renderEvent,
    log: { info() {}, warn() {}, fault: (_event, error) => faults.push(error) },
    settings: { acceptanceWaitMs, doubtMs: 60_000, pipelines: null },
  }
  const agenda = createAgenda([sendingDuty(createSender(context))], { clock, signals, log: context.log })
  agenda.start()

  const company = await createCompany(context, { name: 'Almacén Lucio' })
  const issue = (surface: 'keebai' | 'hubmessage', scopes: string[]) =>
    createToken(context, { company: company.id, surface, name: 'test', scopes })
  const keebai = await issue('keebai', [...keebaiScopes])
  const hubmessage = await issue('hubmessage', [])

  const violations: unknown[] = []
  const requests: RequestEntry[] = []
  const app = createApp({
    context,
    dialect: 'auto',
    publicUrl: null,
    responses: { mode: 'all', onViolation: (violation) => violations.push(violation) },
    portal: Router(),
    metaIngress: () => false,
    onRequest: (request) => requests.push(request),
    ...options,
  })
  const server = createServer(app.handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    mediaDirectory: join(directory, 'media'),
    context,
    company: company.id,
    tokens: { keebai: keebai.text, hubmessage: hubmessage.text },
    violations,
    faults,
    requests,
    sent,
    answer: (next) => {
      outcome = next
    },
    signup: (next) => {
      network = next
    },
    async channel(more = {}) {
      const channel = aChannel(context, company.id, more)
      await storage.transaction(({ channels }) => channels.insert(channel))
      return channel
    },
    drain: app.drain,
    token: async (scopes) => (await issue('keebai', scopes)).text,
    async call(path, { method, token = keebai.text, body, headers } = {}) {
      const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
      const response = await fetch(url + path, {
        method: method ?? (text === undefined ? 'GET' : 'POST'),
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(text !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(text !== undefined && { body: text }),
      })
      const answered = await response.text()
      return { status: response.status, body: answered ? JSON.parse(answered) : undefined, headers: response.headers }
    },
    async [Symbol.asyncDispose]() {
      app.drain()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await agenda.close()
      webhooks.close()
      await storage.close()
      rmSync(directory, { recursive: true })
    },
  }
}

function accepted({ id }: Outgoing): SendOutcome {
  return { outcome: 'accepted', wamid: `wamid.${Buffer.from(id).toString('base64')}` }
}

function aChannel({ ids, clock }: Context, company: CompanyId, more: Partial<Channel>): Channel {
  return {
    id: ids.channel(),
    alias: ids.channelAlias(),
    company,
    kind: 'cloud_api',
    name: 'Soporte Chile',
    state: 'connected',
    stateReason: null,
    phoneNumber: '+56987654321' as Channel['phoneNumber'],
    phoneNumberId: '1234567890',
    wabaId: '9876543210',
    coexistence: false,
    pushName: null,
    pipelineId: null,
    createdAt: clock.now(),
    connectedAt: clock.now(),
    ...more,
  }
}

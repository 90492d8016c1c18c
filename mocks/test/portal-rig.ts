import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { createChannel } from '../../server/domain/channels/connect.ts'
import { channelLinkMs, linkToChannel } from '../../server/domain/connect/channel-link.ts'
import { type ConnectSession, signupWindowMs } from '../../server/domain/connect/session.ts'
import { startSignup } from '../../server/domain/connect/start.ts'
import { createSignals } from '../../server/domain/signals.ts'
import { createCompany } from '../../server/domain/tokens/issue.ts'
import { createGraphClient } from '../../server/drivers/cloud-api/graph-client.ts'
import { createSignupNetwork } from '../../server/drivers/cloud-api/signup-network.ts'
import { openSqliteStorage } from '../../server/drivers/sqlite/open.ts'
import { shiftableClock } from '../../server/drivers/system/clock.ts'
import { createIds } from '../../server/drivers/system/ids.ts'
import { createVault } from '../../server/drivers/vault/aes-gcm.ts'
import { createPortalRouter } from '../../server/http/portal/portal.ts'
import { createGraphSimulator } from '../simulators/graph/simulator.ts'
import { openPhones } from '../simulators/phone/phones.ts'
import { openWorldStore } from '../simulators/store.ts'

const app = { id: '1000000000000001', secret: 'app-secret', configId: '2000000000000002' }

/** The portal on its real drivers, and a simulated Meta on another origin. */
export async function startPortalRig() {
  const directory = await mkdtemp(join(tmpdir(), 'portal-'))
  const clock = shiftableClock()
  const store = openWorldStore(':memory:')
  const meta = createGraphSimulator({ store, phones: openPhones(store), clock, app, callback: () => undefined })
  const graph = await listen((req, res) => {
    if (!meta.handle(req, res)) res.writeHead(404).end()
  })

  const storage = await openSqliteStorage({ directory, made: 'sandbox' })
  const client = createGraphClient({ baseUrl: graph.url, appId: app.id, appSecret: app.secret })
  const faults: unknown[] = []
  const context = {
    storage,
    clock,
    ids: createIds({ now: clock.now }),
    vault: createVault(randomBytes(32)),
    signup: createSignupNetwork(client),
    signals: createSignals(),
    tokenCache: new Map(),
    settings: { acceptanceWaitMs: 0, doubtMs: 0, pipelines: null },
    log: { info() {}, warn() {}, fault: (_event: string, error: unknown) => void faults.push(error) },
  }
  const page = {
    sdkUrl: (company: string) => `${graph.url}/realms/${company}/en_US/sdk.js`,
    messageOrigins: [graph.url],
    appId: app.id,
    configId: app.configId,
    graphVersion: 'v26.0',
  }
  const portal = await listen(express().use(createPortalRouter({ context, page })))

  return {
    meta,
    faults,
    /** A company of its own for each test: a realm of its own. */
    company: async () => (await createCompany(context, { name: 'Shop' })).id,
    async start(company: ConnectSession['company'], wish: { coexistence?: boolean } = {}) {
      const session = await startSignup(context, company, { pipelineId: null, coexistence: wish.coexistence ?? false })
      return { id: session.id, url: `${portal.url}/connect/whatsapp?session=${session.id}` }
    },
    /** A channel as HubMessage creates them, and the address of a link to it. */
    async startChannel(company: ConnectSession['company'], more = '') {
      const channel = await createChannel(context, company, { name: 'Atendimento' })
      const { key } = linkToChannel(context, channel, channelLinkMs)
      return { id: channel.id, url: `${portal.url}/connect/whatsapp?channel=${channel.id}&key=${key}${more}` }
    },
    session: (id: ConnectSession['id']) => storage.read.sessions.find(undefined, id),
    channels: (company: ConnectSession['company']) => storage.read.channels.list(company),
    pass: (ms = signupWindowMs) => clock.shift(ms),
    async [Symbol.asyncDispose]() {
      client.close()
      await Promise.all([portal.close(), graph.close(), meta.close()])
      await storage.close()
      store.close()
      await rm(directory, { recursive: true })
    },
  }
}

async function listen(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

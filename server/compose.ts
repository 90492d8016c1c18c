import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Router } from 'express'
import { createApp, type RequestEntry } from './app.ts'
import { createAgenda } from './domain/agenda.ts'
import type { Channel } from './domain/channels/channel.ts'
import { markDisconnected } from './domain/channels/connect.ts'
import { recordConnection } from './domain/channels/connection.ts'
import { createPairings, type Pairings } from './domain/connect/pairings.ts'
import { channelSecret } from './domain/connect/take-number.ts'
import type { Context, DomainSettings } from './domain/context.ts'
import { doubtsDuty, pairingDuty, retentionDuty, sendingDuty } from './domain/duties.ts'
import type { CompanyId } from './domain/ids.ts'
import { openMedium } from './domain/media/open.ts'
import { ingressDuty, storeMetaWebhook } from './domain/messages/ingress.ts'
import { createSender } from './domain/messages/sender.ts'
import { recordReceived, recordStatus } from './domain/messages/settle.ts'
import type { Blobs } from './domain/ports/blobs.ts'
import type { Clock } from './domain/ports/clock.ts'
import type { Ids } from './domain/ports/ids.ts'
import type { Pace } from './domain/ports/line.ts'
import type { Log } from './domain/ports/log.ts'
import type { FetchLink } from './domain/ports/outgoing-media.ts'
import type { LineReports } from './domain/ports/pairing.ts'
import type { Storage } from './domain/ports/storage.ts'
import type { Vault } from './domain/ports/vault.ts'
import { Refusal } from './domain/refusals.ts'
import { createSignals } from './domain/signals.ts'
import type { RateLimit } from './domain/tokens/rate-limit.ts'
import type { Caller, Surface } from './domain/tokens/token.ts'
import { deliveryDuty } from './domain/webhooks/delivery-duty.ts'
import { createCloudApiLine } from './drivers/cloud-api/cloud-api-line.ts'
import { createCloudApiMedia } from './drivers/cloud-api/cloud-api-media.ts'
import { createCloudApiTemplates } from './drivers/cloud-api/cloud-api-templates.ts'
import { createGraphClient } from './drivers/cloud-api/graph-client.ts'
import { createSignupNetwork } from './drivers/cloud-api/signup-network.ts'
import { createMultiDeviceNetwork, type MultiDeviceOptions } from './drivers/multi-device/network.ts'
import { createPictures } from './drivers/pictures/sharp-pictures.ts'
import { createLinkFetcher } from './drivers/webhook-http/link-fetcher.ts'
import { createWebhookTransport } from './drivers/webhook-http/webhook-transport.ts'
import { createRenderEvent as createRenderHubEvent } from './http/hubmessage/webhooks/render-event.ts'
import { renderEvent as renderKeebaiEvent } from './http/keebai/webhooks/render-event.ts'
import { fromMetaWebhook } from './http/meta/from-webhook.ts'
import { createMetaIngress } from './http/meta/ingress.ts'
import type { DialectSetting, HubMessageGeneration } from './http/operation.ts'
import type { StreamLimits } from './http/pipeline/stream-slots.ts'
import type { Violation } from './http/pipeline/surface-options.ts'
import { createPortalRouter } from './http/portal/portal.ts'

/** What a gateway is made of. Whoever composes one opens the parts; the gateway closes them. */
export interface GatewayParts {
  storage: Storage
  blobs: Blobs
  vault: Vault
  clock: Clock
  ids: Ids
  log: Log
  dialect: DialectSetting
  publicUrl: string | null
  /** Where this server is reached, when nobody said so by `publicUrl`; without it received files have no address. */
  ownUrl?(): string
  hubMessageHost?: string | null
  /** `newer` unless given. */
  hubMessageGeneration?: HubMessageGeneration | undefined
  /** `X-HubMessage-Signature` unless given. */
  hubMessageSignatureHeader?: string | undefined
  /** A channel's id alone opens the portal for it; a link needs no key. Never for a gateway that strangers reach. */
  openChannels?: boolean
  pipelines?: string[] | null
  /** Pending connect sessions of a company at a time; any number unless given. */
  sessionsMax?: number | null | undefined
  /** Channels a company can subscribe at a time (HubMessage); any number unless given. */
  subscriptionsMax?: number | null | undefined
  meta: {
    appId: string
    appSecret: string
    configId: string
    verifyToken: string
    graphVersion: string
    /** Undefined = Meta's own. A function is asked at each call. */
    graphUrl?: string | (() => string)
    sdkUrl(company: CompanyId): string
    /** Origins that may speak for Meta's dialog, beside facebook.com. */
    messageOrigins: string[]
  }
  multiDevice?: Pick<MultiDeviceOptions, 'url' | 'qrTimeoutMs' | 'version' | 'timeouts'>
  webhookTargets: 'public' | 'any'
  /** Stands before the fetching of what is attached by its address (a sandbox that has the files of the documentation). */
  fetchLink?: ((next: FetchLink) => FetchLink) | undefined
  /** Bearer texts nobody may use here. */
  refusedTokens?: ((text: string) => boolean) | undefined
  /** One log line per answered request. */
  logRequests?: boolean
  settings?: Partial<DomainSettings>
  responses: { mode: 'all' | 'sample'; onViolation(violation: Violation & { surface: Surface }): void }
  /** Of a token that has no limit of its own; without it such a token has none. */
  rateLimit?: RateLimit | undefined
  /** Of event streams; without it there is none. */
  streamLimits?: StreamLimits | undefined
  /** Lets a sandbox provoke what healthy code never does: what it throws is answered as a fault of the operation. */
  intercept?(caller: Caller, operationId: string): void | Promise<void>
  onRefusal?(surface: Surface, refusal: Refusal): Record<string, string>
  onRequest?(entry: RequestEntry): void
  /** What stands between the port and everything it answers (a sandbox that has more than one gateway). */
  wrap?: ((handle: RequestListener) => RequestListener) | undefined
  extra?: (gateway: Gateway) => Router[]
}

/** A running gateway: both surfaces, portal, Meta ingress, lines and everything that falls due. */
export interface Gateway {
  context: Context
  pairings: Pairings
  server: Server
  /** Listens; the port is known and `/healthz` answers when this resolves. */
  listen(port: number, host: string): Promise<number>
  /** Takes up sends, pairings and lines, and compiles the validators, or leaves them to the first requests (`cold`). Resolves when `/readyz` is 200. */
  start(options?: { cold?: boolean }): Promise<void>
  /** Does everything that is due and says how much that was. */
  settle(): Promise<number>
  /** The next moment, in domain time and later than now, at which something falls due. */
  nextDue(): Promise<number | undefined>
  /** Imports Baileys ahead of the first QR channel. */
  preload(): Promise<void>
  /** Stops accepting, drains, releases. */
  close(): Promise<void>
}

/** The longest a caller waits for WhatsApp's acceptance; below it the Graph call itself gives up. */
const acceptanceWaitMs = 20_000
const graphTimeoutMs = 15_000
const drainMs = 25_000
const sweepMs = 20

export function composeGateway(parts: GatewayParts): Gateway {
  const { storage, blobs, vault, clock, ids, log, meta } = parts
  const signals = createSignals()
  const renderHubEvent = createRenderHubEvent({
    vault,
    ownUrl: () => parts.publicUrl ?? parts.ownUrl?.(),
    generation: parts.hubMessageGeneration,
    signatureHeader: parts.hubMessageSignatureHeader,
  })
  const graph = createGraphClient({
    baseUrl: meta.graphUrl,
    version: meta.graphVersion,
    appId: meta.appId,
    appSecret: meta.appSecret,
    timeoutMs: graphTimeoutMs,
  })
  const webhooks = createWebhookTransport({ allow: parts.webhookTargets })
  const reports: LineReports = {
    received: (report) => recordReceived(context, report),
    status: (report) => recordStatus(context, report),
    connection: (report) => recordConnection(context, report),
    unlinked: ({ channel, reason }) => markDisconnected(context, channel, reason),
  }
  const fetchLink = createLinkFetcher({ allow: parts.webhookTargets })
  const fetchAny = createLinkFetcher({ allow: parts.webhookTargets, plain: true, silenceMs: 10_000, totalMs: 60_000 })
  const multiDevice = createMultiDeviceNetwork({
    storage,
    vault,
    clock,
    reports,
    log,
    openMedium: (...what) => openMedium({ ...context, fetchLink }, ...what),
    ...parts.multiDevice,
  })
  const cloudApi = { client: graph, tokenOf: (channel: Channel) => businessToken(context, channel) }
  const cloudApiLine = createCloudApiLine(cloudApi)
  const cloudApiMedia = createCloudApiMedia(cloudApi)
  const cloudApiTemplates = createCloudApiTemplates(cloudApi)

  const context: Context = {
    storage,
    vault,
    clock,
    ids,
    log,
    signals,
    webhooks,
    renderEvent: (event, channel, subscription, ...rest) =>
      (subscription.hub ? renderHubEvent : renderKeebaiEvent)(event, channel, subscription, ...rest),
    signup: createSignupNetwork(graph),
    pairing: multiDevice,
    lines: { of: (channel) => (channel.kind === 'qr' ? multiDevice.line(channel) : cloudApiLine(channel)) },
    blobs,
    mediaOf: (channel) => (channel.kind === 'qr' ? undefined : cloudApiMedia(channel)),
    fetchReceived: (medium) => multiDevice.fetchReceived(medium),
    fetchLink: parts.fetchLink?.(fetchAny) ?? fetchAny,
    pictures: createPictures(),
    templatesOf: (channel) => (channel.kind === 'qr' ? undefined : cloudApiTemplates(channel)),
    paceOf,
    tokenCache: new Map(),
    waiting: new Set(),
    settings: {
      acceptanceWaitMs,
      doubtMs: 120_000,
      pipelines: parts.pipelines ?? null,
      sessionsMax: parts.sessionsMax,
      subscriptionsMax: parts.subscriptionsMax,
      refusedTokens: parts.refusedTokens,
      ...parts.settings,
    },
  }
  const pairings = createPairings(context)
  const agenda = createAgenda(
    [
      pairingDuty(pairings),
      ingressDuty(context, fromMetaWebhook),
      sendingDuty(createSender(context)),
      doubtsDuty(context),
      deliveryDuty(context),
      retentionDuty(context),
    ],
    context,
  )

  const server = createServer({ requestTimeout: 600_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const gateway: Gateway = {
    context,
    pairings,
    server,
    listen: (port, host) => listen(server, port, host),
    async start({ cold = false } = {}) {
      await storage.transaction(({ channels }) => channels.takeOwnership())
      for (const channel of await storage.read.channels.connected()) {
        if (channel.kind === 'qr') multiDevice.resume(channel.company, channel.id)
      }
      agenda.start()
      if (cold) app.serveCold()
      else await app.warm()
    },
    settle: () => agenda.settle(),
    nextDue: () => agenda.nextDue(),
    preload: () => multiDevice.preload(),
    async close() {
      await drain(server, sockets, () => app.drain())
      await agenda.close()
      await pairings.close()
      await multiDevice.close()
      graph.close()
      webhooks.close()
      await storage.close()
    },
  }
  const app = createApp({
    context,
    dialect: parts.dialect,
    publicUrl: parts.publicUrl,
    hubMessageHost: parts.hubMessageHost,
    hubMessageGeneration: parts.hubMessageGeneration,
    responses: parts.responses,
    rateLimit: parts.rateLimit,
    streamLimits: parts.streamLimits,
    intercept: parts.intercept,
    onRefusal: parts.onRefusal,
    onRequest: parts.onRequest,
    portal: createPortalRouter({
      context,
      page: meta,
      publicUrl: parts.publicUrl ?? undefined,
      openChannels: parts.openChannels,
    }),
    metaIngress: createMetaIngress({
      appSecret: meta.appSecret,
      verifyToken: meta.verifyToken,
      store: (rawBody) => storeMetaWebhook(context, rawBody),
    }),
    logRequests: parts.logRequests,
    extra: parts.extra?.(gateway),
  })
  server.on('request', parts.wrap ? parts.wrap(app.handle) : app.handle)
  return gateway
}

async function businessToken({ storage, vault }: Context, channel: Channel): Promise<string> {
  const sealed = await storage.read.secrets.get(channel.id, 'business_token')
  if (sealed === undefined) throw Refusal.of('channel_disconnected', { channel: channel.id })
  return vault.open(sealed, channelSecret(channel.id, 'business_token'))
}

/** Meta's throughput per number (a tenth of it at once), and what does not look like a machine on a linked device. */
function paceOf(channel: Channel): Pace {
  if (channel.kind === 'qr') return { perSecond: 1, burst: 3 }
  return channel.coexistence ? { perSecond: 20, burst: 2 } : { perSecond: 80, burst: 8 }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Lets requests under way finish; whoever takes longer than the drain is cut off. */
async function drain(server: Server, sockets: Set<Socket>, takeUpNothing: () => void): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  takeUpNothing()
  // A kept connection becomes idle only when its last request is answered, so they are looked for until none is left.
  const sweep = setInterval(() => {
    server.closeIdleConnections()
    // Opened ahead of a first request, as browsers and undici do: to Node.js such a connection is never idle.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }, sweepMs)
  const cutOff = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed
  clearInterval(sweep)
  clearTimeout(cutOff)
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Router } from 'express'
import { composeGateway, type Gateway } from '../../server/compose.ts'
import type { Log } from '../../server/domain/ports/log.ts'
import type { RateLimit } from '../../server/domain/tokens/rate-limit.ts'
import { openDirectoryBlobs } from '../../server/drivers/blobs/directory-blobs.ts'
import { lockDataDirectory } from '../../server/drivers/sqlite/lock.ts'
import { openSqliteStorage } from '../../server/drivers/sqlite/open.ts'
import { createIds } from '../../server/drivers/system/ids.ts'
import { createVault } from '../../server/drivers/vault/aes-gcm.ts'
import { loadOrMakeKey } from '../../server/drivers/vault/master-key.ts'
import type { DialectSetting, HubMessageGeneration } from '../../server/http/operation.ts'
import type { Violation } from '../../server/http/pipeline/surface-options.ts'
import { createProviderStates, type ProviderStates } from '../provider-states/provider-states.ts'
import { startWorld, type World, worldApp } from '../simulators/world.ts'
import type { SandboxContext } from './control.ts'
import { hintFor } from './hints.ts'
import { linkedDevice } from './linked-device.ts'
import { createRecipes } from './recipes.ts'
import type { Recorder } from './recorder.ts'
import { withSampleFiles } from './sample-files.ts'
import { settleAll } from './settle-all.ts'

/** What a gateway on a simulated world may be told. */
export interface BoxSettings {
  publicUrl?: string | null | undefined
  dialect?: DialectSetting | undefined
  /** Of tokens without one of their own; none unless given. */
  rateLimit?: RateLimit | undefined
  hubMessageHost?: string | null | undefined
  hubMessageGeneration?: HubMessageGeneration | undefined
  hubMessageSignatureHeader?: string | undefined
  /** How long one QR code can be scanned. */
  qrTimeoutMs?: number | undefined
  /** The longest a `phone_number_id` send waits for WhatsApp. */
  acceptanceWaitMs?: number | undefined
}

export interface BoxOptions extends BoxSettings {
  directory: string
  /** The folder goes when the box does, so nothing in it has to survive a crash. */
  temporary: boolean
  log: Log
  recorder: Recorder
  /** A developer's: every answer is held against its document, refusals carry hints. Otherwise as in production. */
  strict: boolean
  /** Bearer texts nobody issued act for the company of a provider-state run. */
  adopts: boolean
  /** Base URL where a browser finds Meta's dialog and a phone's portal, and anybody a received file; read when it is needed. */
  url(): string
  /** Base URL where Meta's SDK is served. */
  controlUrl(): string
  /** Where the states of `setProviderState` are made true; here, unless given. */
  states?: (() => Promise<ProviderStates>) | undefined
  wrap?: ((handle: RequestListener) => RequestListener) | undefined
  /** Answers what else the port serves; false when it is not its own. */
  also(req: IncomingMessage, res: ServerResponse): boolean
}

/** A gateway and its world in one process: empty, and not listening yet. */
export interface Box {
  gateway: Gateway
  world: World
  control: SandboxContext
  /** Of this gateway, which then has no other companies. */
  states: ProviderStates
  /** Tells world and gateway where they are, once that is known. */
  placed(): void
  advance(ms: number): Promise<void>
  /** Imports what the first QR channel needs. */
  preload(): Promise<void>
  close(): Promise<void>
}

/** Stops of one `advance`; beyond them it jumps the rest of its way. */
const stopsMax = 10_000
/** Shorter than what paced sends wait for each other. */
const shortMs = 25

/** Opens one; whoever calls closes it, and listens with its gateway. */
export async function openBox(options: BoxOptions): Promise<Box> {
  const { directory, log, recorder, strict } = options
  const gatewayDirectory = join(directory, 'gateway')
  // Held before the key is made: of two first starts at once, one makes it.
  const unlock = lockDataDirectory(gatewayDirectory)
  const { storage, blobs, vault, world } = await openParts(options, gatewayDirectory).catch((error) => {
    unlock()
    throw error
  })
  const { clock } = world
  /** Filled once the port is known: the dialog is served there too, where a browser outside of a container finds it. */
  const messageOrigins: string[] = []
  const socketUrl = world.url.replace('http:', 'ws:')
  const states = createProviderStates({ gateway: () => gateway, world, gone: (company) => recorder.clear(company) })
  const publicUrl = options.publicUrl ?? null
  const dialect = options.dialect ?? 'auto'

  const gateway = composeGateway({
    storage,
    blobs,
    vault,
    clock,
    ids: createIds({ now: () => clock.now() }),
    log,
    dialect,
    publicUrl,
    ownUrl: () => options.url(),
    hubMessageHost: options.hubMessageHost,
    hubMessageGeneration: options.hubMessageGeneration,
    hubMessageSignatureHeader: options.hubMessageSignatureHeader,
    openChannels: strict,
    rateLimit: options.rateLimit,
    webhookTargets: 'any',
    fetchLink: withSampleFiles,
    meta: {
      appId: worldApp.id,
      appSecret: worldApp.secret,
      configId: worldApp.configId,
      verifyToken: worldApp.verifyToken,
      graphVersion: 'v26.0',
      graphUrl: () => states.switches.graphUrl ?? world.url,
      sdkUrl: (company) => `${publicUrl ?? options.controlUrl()}/realms/${company}/en_US/sdk.js`,
      messageOrigins,
    },
    multiDevice: { url: `${socketUrl}/ws/chat?realm={company}`, qrTimeoutMs: options.qrTimeoutMs },
    settings: {
      ...(options.acceptanceWaitMs !== undefined && { acceptanceWaitMs: options.acceptanceWaitMs }),
      ...(options.adopts && { actingCaller: states.actingCaller }),
    },
    responses: responseCheck(recorder, strict),
    intercept: states.intercept,
    onRefusal: strict ? hintFor : undefined,
    onRequest({ company, operationId, surface: _surface, ...request }) {
      states.used()
      if (company !== null) recorder.request(company, { ...request, operation_id: operationId })
    },
    wrap: options.wrap,
    extra: () => [Router().use((req, res, next) => void (options.also(req, res) || next()))],
  })
  const { context, pairings } = gateway

  /** From one due moment to the next, so that what follows from one (the third attempt from the second) happens in its time. */
  async function advance(ms: number): Promise<void> {
    // What is under way belongs to the time before the jump; it does not become overdue by it.
    await settleAll(gateway, world)
    let left = ms
    for (let stop = 0; left > 0; stop += 1) {
      const due = stop < stopsMax ? await gateway.nextDue() : undefined
      const by = due === undefined ? left : Math.min(Math.max(due - clock.now(), 1), left)
      // Time goes on meanwhile, and what fell due in it is no later moment: a queue that is paced would be jumped over.
      if (by > shortMs && stop < stopsMax && (await settleAll(gateway, world)) > 0) continue
      await clock.shift(by)
      left -= by
      await settleAll(gateway, world)
    }
  }

  return {
    gateway,
    world,
    states,
    advance,
    control: {
      world,
      gateway: {
        ...context,
        http: { dialect, publicUrl, hubMessageGeneration: options.hubMessageGeneration ?? 'newer' },
      },
      recorder,
      recipes: createRecipes(context, world),
      gatewayUrl: options.url,
      advance,
      deviceOf: (company, owner) => linkedDevice(context, company, owner),
      abandon: (company) => pairings.abandon(company),
      states: options.states ?? (async () => states),
    },
    placed() {
      messageOrigins.push(new URL(publicUrl ?? options.controlUrl()).origin)
      world.setCallback(`${options.url()}/webhooks/meta`)
    },
    async preload() {
      await gateway.preload()
      await world.multiDevice.preload()
    },
    async close() {
      await gateway.close()
      unlock()
      await world.close()
    },
  }
}

/** What does not fit the documents is listed. A developer hears of every such answer, in production one in a hundred is looked at. */
export function responseCheck(recorder: Recorder, strict: boolean) {
  return {
    mode: strict ? 'all' : 'sample',
    onViolation({ operationId, method, path, status, message }: Violation) {
      recorder.violation({ operation_id: operationId, method, path, status, errors: [{ path: '', message }] })
    },
  } as const
}

async function openParts({ directory, temporary }: BoxOptions, gatewayDirectory: string) {
  const vault = createVault(loadOrMakeKey(join(gatewayDirectory, 'sandbox.key')))
  const made = { made: 'sandbox', keyId: vault.keyId, locked: true } as const
  const storage = await openSqliteStorage({ directory: gatewayDirectory, throwaway: temporary, ...made })
  try {
    const blobs = await openDirectoryBlobs(join(gatewayDirectory, 'media'))
    return { vault, storage, blobs, world: await startWorld({ directory: join(directory, 'world') }) }
  } catch (error) {
    await storage.close()
    throw error
  }
}

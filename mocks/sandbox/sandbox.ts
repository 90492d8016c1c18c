import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Router } from 'express'
import type { Credentials, Seed } from '../../generated/sandbox/types.gen.ts'
import { composeGateway, type Gateway } from '../../server/compose.ts'
import type { CompanyId } from '../../server/domain/ids.ts'
import type { Log } from '../../server/domain/ports/log.ts'
import { authenticate } from '../../server/domain/tokens/authenticate.ts'
import type { RateLimit } from '../../server/domain/tokens/rate-limit.ts'
import { lockDataDirectory } from '../../server/drivers/sqlite/lock.ts'
import { openSqliteStorage } from '../../server/drivers/sqlite/open.ts'
import { createIds } from '../../server/drivers/system/ids.ts'
import { createVault } from '../../server/drivers/vault/aes-gcm.ts'
import { loadOrMakeKey } from '../../server/drivers/vault/master-key.ts'
import type { DialectSetting } from '../../server/http/operation.ts'
import { pathOf, type Violation } from '../../server/http/pipeline/surface.ts'
import { createLog } from '../../server/logging/log.ts'
import { documented } from '../scenarios/documented.ts'
import { startWorld, type World, worldApp } from '../simulators/world.ts'
import type { SandboxContext } from './control.ts'
import { createControlSurface } from './control-surface.ts'
import { hintFor } from './hints.ts'
import { linkedDevice } from './linked-device.ts'
import { sandboxOperations } from './operations.ts'
import { createRecipes } from './recipes.ts'
import { createRecorder } from './recorder.ts'
import { settleAll } from './settle-all.ts'

export interface SandboxOptions {
  /** 0 for any free one. */
  port?: number | undefined
  host?: string | undefined
  /** Where everything is kept; a fresh temporary folder, removed at the end, when undefined. */
  dataDirectory?: string | undefined
  publicUrl?: string | null | undefined
  dialect?: DialectSetting | undefined
  /** Of tokens without one of their own; none unless given. */
  rateLimit?: RateLimit | undefined
  hubMessageHost?: string | null | undefined
  /** How long one QR code can be scanned. */
  qrTimeoutMs?: number | undefined
  /** The longest a `phone_number_id` send waits for WhatsApp. */
  acceptanceWaitMs?: number | undefined
  /** Added to the sandbox's own seed. */
  seed?: Seed | undefined
  logLevel?: string | undefined
  log?: Log | undefined
  /** Leaves the import of Baileys to the first QR channel. */
  lazy?: boolean | undefined
}

/** A gateway and the world it lives in, in one process. */
export interface Sandbox extends AsyncDisposable {
  url: string
  /** Of the seeded company. */
  credentials: Credentials
  gateway: Gateway
  world: World
  /** Resolves when `/readyz` is 200. */
  ready: Promise<void>
  /** Moves the clock; resolves when everything that became due has happened. */
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

/** Stops of one `advance`; beyond them it jumps the rest of its way. */
const stopsMax = 10_000

/** Starts a sandbox; it listens and is seeded when this resolves. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const temporary = options.dataDirectory === undefined
  const directory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'trunkline-'))
  const gatewayDirectory = join(directory, 'gateway')
  const log = options.log ?? createLog(options.logLevel ?? 'warn')

  // Held before the key is made: of two first starts at once, one makes it.
  const unlock = lockDataDirectory(gatewayDirectory)
  const { storage, vault, world } = await openParts(directory, gatewayDirectory).catch((error) => {
    unlock()
    throw error
  })
  const { clock } = world
  const ids = createIds({ now: () => clock.now() })
  const recorder = createRecorder()
  /** Every answer of the three documents is held against them. */
  const responses = {
    mode: 'all',
    onViolation({ operationId, method, path, status, message }: Violation) {
      recorder.violation({ operation_id: operationId, method, path, status, errors: [{ path: '', message }] })
    },
  } as const
  let warmControl = async () => {}
  /** Filled once the port is known: the dialog is served there too, where a browser outside of a container finds it. */
  const messageOrigins: string[] = []
  const socketUrl = world.url.replace('http:', 'ws:')

  const gateway = composeGateway({
    storage,
    vault,
    clock,
    ids,
    log,
    dialect: options.dialect ?? 'auto',
    publicUrl: options.publicUrl ?? null,
    rateLimit: options.rateLimit,
    hubMessageHost: options.hubMessageHost,
    webhookTargets: 'any',
    meta: {
      appId: worldApp.id,
      appSecret: worldApp.secret,
      configId: worldApp.configId,
      verifyToken: worldApp.verifyToken,
      graphVersion: 'v26.0',
      graphUrl: world.url,
      sdkUrl: (company) => `${options.publicUrl ?? url}/realms/${company}/en_US/sdk.js`,
      messageOrigins,
    },
    multiDevice: { url: `${socketUrl}/ws/chat?realm={company}`, qrTimeoutMs: options.qrTimeoutMs },
    settings: options.acceptanceWaitMs === undefined ? {} : { acceptanceWaitMs: options.acceptanceWaitMs },
    responses,
    onRefusal: hintFor,
    onRequest({ company, operationId, surface: _surface, ...request }) {
      if (company !== null) recorder.request(company, { ...request, operation_id: operationId })
    },
    extra: (composed) => [controlRouter(composed)],
  })

  const recipes = createRecipes(gateway.context, world)

  /** From one due moment to the next, so that what follows from one (the third attempt from the second) happens in its time. */
  async function advance(ms: number): Promise<void> {
    // What is under way belongs to the time before the jump; it does not become overdue by it.
    await settleAll(gateway, world)
    let left = ms
    for (let stop = 0; left > 0; stop += 1) {
      const due = stop < stopsMax ? await gateway.nextDue() : undefined
      const by = due === undefined ? left : Math.min(Math.max(due - clock.now(), 1), left)
      await clock.shift(by)
      left -= by
      await settleAll(gateway, world)
    }
  }

  function controlRouter(composed: Gateway): Router {
    const { context } = composed
    const control: SandboxContext = {
      world,
      gateway: { ...context, http: { dialect: options.dialect ?? 'auto', publicUrl: options.publicUrl ?? null } },
      recorder,
      get recipes() {
        return recipes
      },
      gatewayUrl: () => url,
      advance,
      deviceOf: (company, owner) => linkedDevice(context, company, owner),
      abandon: (company) => composed.pairings.abandon(company),
    }
    const callerOf = (company: CompanyId) => ({ realm: company, company })
    const surface = createControlSurface({
      context: control,
      operations: sandboxOperations,
      log,
      async authenticate(text) {
        const caller =
          (await authenticate(context, 'keebai', text)) ?? (await authenticate(context, 'hubmessage', text))
        return caller && callerOf(caller.company)
      },
      anonymous: async () => callerOf(documented.id as CompanyId),
      responses,
    })
    warmControl = () => surface.warm()
    return Router().use((req, res, next) => {
      const path = pathOf(req)
      if (path.startsWith('/realms/') && world.graph.handle(req, res)) return
      if (!path.startsWith('/_sandbox')) next()
      else if (!surface.handle(req, res, path)) surface.notFound(req, res)
    })
  }

  async function preload(): Promise<void> {
    if (options.lazy) return
    await gateway.preload()
    await world.multiDevice.preload()
  }

  const host = options.host ?? '127.0.0.1'
  let url = ''
  const close = async () => {
    await gateway.close()
    unlock()
    await world.close()
    if (temporary) rmSync(directory, { recursive: true, force: true })
  }
  try {
    // Seeded before it listens: whoever gets an answer finds everything.
    await recipes.make(documented)
    if (options.seed) await recipes.sow(documented.id as CompanyId, options.seed)
    const port = await gateway.listen(options.port ?? 4010, host)
    url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`
    messageOrigins.push(new URL(options.publicUrl ?? url).origin)
    world.setCallback(`${url}/webhooks/meta`)
    const ready = preload()
      .then(() => gateway.start())
      .then(() => warmControl())
    const credentials = await recipes.credentials(documented.id as CompanyId)
    return { url, credentials, gateway, world, ready, advance, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openParts(directory: string, gatewayDirectory: string) {
  const vault = createVault(loadOrMakeKey(join(gatewayDirectory, 'sandbox.key')))
  const made = { made: 'sandbox', keyId: vault.keyId, locked: true } as const
  const storage = await openSqliteStorage({ directory: gatewayDirectory, ...made })
  try {
    return { vault, storage, world: await startWorld({ directory: join(directory, 'world') }) }
  } catch (error) {
    await storage.close()
    throw error
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credentials, Seed } from '../../generated/sandbox/types.gen.ts'
import type { Gateway } from '../../server/compose.ts'
import type { CompanyId } from '../../server/domain/ids.ts'
import type { Log } from '../../server/domain/ports/log.ts'
import { documentedRateLimit } from '../../server/domain/tokens/rate-limit.ts'
import { createLog } from '../../server/logging/log.ts'
import type { ProviderStates } from '../provider-states/provider-states.ts'
import { documented } from '../scenarios/documented.ts'
import type { World } from '../simulators/world.ts'
import { type BoxSettings, openBox, responseCheck } from './box.ts'
import { type ControlHandle, createControlHandle } from './control-handle.ts'
import { divide } from './divide.ts'
import { freshRecipe } from './fresh-company.ts'
import { isIssued } from './issued.ts'
import { createRecorder } from './recorder.ts'
import type { Stage } from './stage.ts'

export interface SandboxOptions extends BoxSettings {
  /** 0 for any free one. */
  port?: number | undefined
  host?: string | undefined
  /** Where everything is kept; a fresh temporary folder, removed at the end, when undefined. */
  dataDirectory?: string | undefined
  /** Added to the sandbox's own seed. */
  seed?: Seed | undefined
  logLevel?: string | undefined
  log?: Log | undefined
  /** Leaves the import of Baileys to the first QR channel, and each validator to the first request that needs it. */
  lazy?: boolean | undefined
  /**
   * `own-port`: the port is a gateway's and nothing else, as in production: no control API, no hints, documented rate
   * limits, and no token but those that were issued. It has a company of fresh ids instead of the documented one, so
   * that provider states can be set up in it.
   */
  control?: 'same-port' | 'own-port' | undefined
}

/** A gateway and the world it lives in, in one process. */
export interface Sandbox extends AsyncDisposable {
  url: string
  /** Base URL of the control API. */
  controlUrl: string
  /** Of the seeded company. */
  credentials: Credentials
  gateway: Gateway
  world: World
  /** What `/_sandbox/provider-states` works on. */
  states(): Promise<ProviderStates>
  /** Resolves when `/readyz` is 200. */
  ready: Promise<void>
  /** Moves the clock; resolves when everything that became due has happened. */
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

/** Starts a sandbox; it listens and is seeded when this resolves. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const temporary = options.dataDirectory === undefined
  const directory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'trunkline-'))
  const log = options.log ?? createLog(options.logLevel ?? 'warn')
  const ownPort = options.control === 'own-port'
  const recorder = createRecorder()
  const responses = responseCheck(recorder, true)
  const settings = settingsOf(options, ownPort)
  let url = ''
  let controlUrl = ''
  let stage: Stage | undefined
  let opening: Promise<Stage> | undefined

  /** Opened by the first set-up: most sandboxes never see one. */
  async function states(): Promise<ProviderStates> {
    opening ??= import('./stage.ts').then(({ openStage }) => openStage({ ...settings, log, recorder, responses }))
    stage = await opening
    return stage.states
  }

  const box = await openBox({
    ...settings,
    directory,
    temporary,
    log,
    recorder,
    strict: !ownPort,
    adopts: false,
    url: () => url,
    controlUrl: () => controlUrl,
    states: ownPort ? undefined : states,
    wrap: ownPort
      ? undefined
      : (own) => divide(own, { stage: () => stage, issued: (text) => isIssued(gateway.context, text) }),
    also: (req, res) => !ownPort && control.handle(req, res),
  })
  const { gateway, world, advance } = box
  const { recipes } = box.control
  const recipe = ownPort ? freshRecipe(gateway.context.ids) : documented
  const company = recipe.id as CompanyId
  const control = createControlHandle(box.control, { company, log, responses })
  const controlServer = ownPort ? serverOf(control) : undefined

  async function startWarm(): Promise<void> {
    await box.preload()
    await gateway.start()
    await control.warm()
  }
  const close = async () => {
    controlServer?.close().closeAllConnections()
    await (await opening)?.close()
    await box.close()
    if (temporary) rmSync(directory, { recursive: true, force: true })
  }
  try {
    // Seeded before it listens: whoever gets an answer finds everything.
    await recipes.make(recipe)
    if (options.seed) await recipes.sow(company, options.seed)
    const host = options.host ?? '127.0.0.1'
    const urlOf = (port: number) => `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`
    url = urlOf(await gateway.listen(options.port ?? 4010, host))
    controlUrl = controlServer ? urlOf(await listen(controlServer, host)) : url
    box.placed()
    const ready = options.lazy ? gateway.start({ cold: true }) : startWarm()
    const credentials = await recipes.credentials(company)
    return {
      url,
      controlUrl,
      credentials,
      gateway,
      world,
      states: box.control.states,
      ready,
      advance,
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function settingsOf(options: SandboxOptions, ownPort: boolean): BoxSettings {
  const { publicUrl, dialect, qrTimeoutMs, acceptanceWaitMs } = options
  const { hubMessageHost, hubMessageGeneration, hubMessageSignatureHeader } = options
  const rateLimit = options.rateLimit ?? (ownPort ? documentedRateLimit : undefined)
  const hubMessage = { hubMessageHost, hubMessageGeneration, hubMessageSignatureHeader }
  return { publicUrl, dialect, rateLimit, ...hubMessage, qrTimeoutMs, acceptanceWaitMs }
}

function serverOf(control: ControlHandle) {
  return createServer((req, res) => {
    if (!control.handle(req, res)) control.notFound(req, res)
  })
}

function listen(server: ReturnType<typeof createServer>, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port))
  })
}

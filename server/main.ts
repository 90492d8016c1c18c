import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { serveAdmin } from './admin/socket.ts'
import { composeGateway, type Gateway } from './compose.ts'
import { readServeConfig } from './config/serve-config.ts'
import type { Environment } from './config/variables.ts'
import type { Log } from './domain/ports/log.ts'
import { isWellKnownToken } from './domain/tokens/well-known.ts'
import { openDirectoryBlobs } from './drivers/blobs/directory-blobs.ts'
import { openSqliteStorage } from './drivers/sqlite/open.ts'
import { shiftableClock, systemClock } from './drivers/system/clock.ts'
import { createIds } from './drivers/system/ids.ts'
import { followWorldClock } from './drivers/system/world-clock.ts'
import { createVault } from './drivers/vault/aes-gcm.ts'
import { parseMasterKey } from './drivers/vault/master-key.ts'
import { createLog } from './logging/log.ts'
import { runUntilSignal } from './run-until-signal.ts'

export interface RunningGateway extends AsyncDisposable {
  gateway: Gateway
  url: string
  /** Resolves when `/readyz` is 200. */
  ready: Promise<void>
  close(): Promise<void>
}

/** `trunkline serve`: the gateway for production. Resolves with the exit code after a signal. */
export async function runGateway(
  options: { port?: number | undefined; host?: string | undefined; dataDirectory?: string | undefined },
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const given: Environment = {
    ...environment,
    ...(options.port !== undefined && { PORT: String(options.port) }),
    ...(options.host !== undefined && { TRUNKLINE_HOST: options.host }),
    ...(options.dataDirectory !== undefined && { TRUNKLINE_DATA_DIR: options.dataDirectory }),
  }
  const log = createLog(readServeConfig(given, parseMasterKey).config.logLevel)
  const running = await openGateway(given, log)
  log.info('gateway.listening', { url: running.url })
  void running.ready.then(() => log.info('gateway.ready'))
  return runUntilSignal(log, running.close)
}

/** Opens store and drivers and listens. Throws ConfigProblems, and what the data directory refuses. */
export async function openGateway(environment: Environment, log: Log): Promise<RunningGateway> {
  const { config, meta, masterKey, appSecret, verifyToken } = readServeConfig(environment, parseMasterKey)
  const { worldUrl } = config
  const directory = join(config.dataDirectory, 'gateway')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const vault = createVault(masterKey)
  const storage = await openSqliteStorage({ directory, made: 'gateway', keyId: vault.keyId })
  const blobs = await openDirectoryBlobs(join(directory, 'media'))
  const worldClock = worldUrl === null ? undefined : shiftableClock()
  const clock = worldClock ?? systemClock
  const gateway = composeGateway({
    storage,
    blobs,
    vault,
    clock,
    ids: createIds({ now: () => clock.now() }),
    log,
    dialect: config.dialect,
    publicUrl: config.publicUrl,
    rateLimit: config.rateLimit,
    hubMessageHost: config.hubMessageHost,
    hubMessageGeneration: config.hubMessageGeneration,
    hubMessageSignatureHeader: config.hubMessageSignatureHeader,
    pipelines: config.pipelines,
    sessionsMax: config.sessionsMax,
    streamLimits: config.streamLimits,
    subscriptionsMax: config.subscriptionsMax,
    webhookTargets: worldUrl === null ? 'public' : 'any',
    refusedTokens: worldUrl === null ? isWellKnownToken : undefined,
    meta: {
      ...meta,
      appSecret,
      verifyToken,
      ...(worldUrl !== null && { graphUrl: worldUrl }),
      sdkUrl: () =>
        worldUrl === null ? 'https://connect.facebook.net/en_US/sdk.js' : `${worldUrl}/realms/default/en_US/sdk.js`,
      messageOrigins: worldUrl === null ? [] : [new URL(worldUrl).origin],
    },
    multiDevice: worldUrl === null ? {} : { url: `${worldUrl.replace(/^http/, 'ws')}/ws/chat` },
    responses: {
      mode: 'sample',
      onViolation: (violation) => log.warn('http.spec_violation', { ...violation }),
    },
    logRequests: true,
  })

  const closers: (() => Promise<void> | void)[] = [() => gateway.close()]
  const close = async () => {
    for (const one of closers.splice(0)) await one()
  }
  try {
    const { context } = gateway
    const outside = { ...context, publicUrl: config.publicUrl }
    closers.unshift(await serveAdmin({ ...context, outside }, directory))
    if (worldUrl !== null && worldClock) {
      closers.unshift(await followWorldClock(worldUrl, worldClock, () => gateway.settle(), log))
    }
    const port = await gateway.listen(config.port, config.host)
    const url = `http://${config.host}:${port}`
    return { gateway, url, ready: gateway.start(), close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

import { join } from 'node:path'
import type { CompanyId } from '../../server/domain/ids.ts'
import { pathOf } from '../../server/http/pipeline/request.ts'
import { createLog } from '../../server/logging/log.ts'
import { runUntilSignal } from '../../server/run-until-signal.ts'
import { documented } from '../scenarios/documented.ts'
import { everyWaba } from '../simulators/graph/templates/store.ts'
import { startWorld, type World, worldApp } from '../simulators/world.ts'
import { trunkline } from './banner.ts'
import type { ControlContext } from './control.ts'
import { createControlSurface } from './control-surface.ts'
import { worldOperations } from './operations.ts'

/** The one realm of a world without a gateway of its own. */
const realm = 'default'

/** `trunkline world`: WhatsApp, Meta and phones as a process of its own. Resolves with the exit code after a signal. */
export async function runWorld(
  options: {
    port?: number | undefined
    host?: string | undefined
    dataDirectory?: string | undefined
    gatewayUrl?: string | undefined
  },
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const log = createLog(environment.TRUNKLINE_LOG_LEVEL || 'warn')
  const dataDirectory = options.dataDirectory ?? (environment.TRUNKLINE_DATA_DIR || '.trunkline')
  const gatewayUrl = options.gatewayUrl?.replace(/\/+$/, '') ?? null
  const world = await startWorld({
    directory: join(dataDirectory, 'world'),
    port: options.port ?? Number(environment.PORT || 4012),
    host: options.host ?? (environment.TRUNKLINE_HOST || '127.0.0.1'),
    fallback: (req, res) => {
      if (!pathOf(req).startsWith('/_sandbox') || !surface.handle(req, res, pathOf(req))) surface.notFound(req, res)
    },
  })
  for (const { name, language, body, category = 'UTILITY' } of documented.templates ?? []) {
    world.graph.seedTemplate(realm, everyWaba, { name, language, body, category, parameterFormat: 'NAMED' })
  }
  const context: ControlContext = { world, gatewayUrl: () => gatewayUrl, advance: (ms) => advance(world, ms) }
  const caller = { realm, company: realm as CompanyId }
  const surface = createControlSurface({
    context,
    operations: worldOperations,
    log,
    authenticate: async () => caller,
    anonymous: async () => caller,
    responses: { mode: 'all', onViolation: (violation) => log.warn('http.spec_violation', { ...violation }) },
  })
  if (gatewayUrl !== null) world.setCallback(`${gatewayUrl}/webhooks/meta`)
  process.stdout.write(banner(world, gatewayUrl))
  return runUntilSignal(log, world.close)
}

/** A due send makes a status webhook, which makes a delivery: each step is one round. */
const rounds = 3

/** Jumps, and lets Meta and every gateway that follows do what became due, back and forth. */
async function advance(world: World, ms: number): Promise<void> {
  await world.clock.shift(ms)
  for (let round = 0; round < rounds; round += 1) {
    await world.followers.tell()
    await world.graph.settle()
  }
}

function banner({ url }: World, gatewayUrl: string | null): string {
  return `
  Simulated WhatsApp and Meta at ${url}  (control API: ${url}/_sandbox; Ctrl-C stops it)
  ${gatewayUrl === null ? "No --gateway URL was given: Meta's webhooks wait, and signups cannot be completed here." : `Webhooks go to ${gatewayUrl}/webhooks/meta`}

  Point a gateway at it:

    TRUNKLINE_ALLOW_SIMULATORS=1 TRUNKLINE_WORLD_URL=${url} \\
    META_APP_ID=${worldApp.id} META_APP_SECRET=${worldApp.secret} \\
    META_CONFIG_ID=${worldApp.configId} META_VERIFY_TOKEN=${worldApp.verifyToken} \\
    TRUNKLINE_MASTER_KEY=$(openssl rand -hex 32) TRUNKLINE_DATA_DIR=.trunkline-serve \\
    ${trunkline()} serve

  The gateway keeps what it seals with that key: use the same key at its next start.

`
}

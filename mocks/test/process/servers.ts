import { worldApp } from '../../simulators/world.ts'
import { type Program, trunkline } from './program.ts'
import { until } from './until.ts'

/** A server process that answers `/readyz` (or, for a world, its control API). */
export interface ServerProgram extends Program {
  url: string
}

/** `trunkline sandbox` on any free port, ready. */
export async function startSandboxProgram(
  dataDirectory: string,
  { args = [], env = {} }: { args?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<ServerProgram> {
  const program = trunkline(['sandbox', '--port', '0', '--data-dir', dataDirectory, ...args], { env })
  return ready(program, await program.says(/sandbox at (http:\S+)/), '/readyz')
}

/** `trunkline world`, whose webhooks go to a gateway on that port. */
export async function startWorldProgram(dataDirectory: string, gatewayPort: number): Promise<ServerProgram> {
  const gateway = `http://127.0.0.1:${gatewayPort}`
  const program = trunkline(['world', '--port', '0', '--data-dir', dataDirectory, '--gateway', gateway])
  return ready(program, await program.says(/Meta at (http:\S+)/), '/_sandbox/clock')
}

export interface GatewayOptions {
  port?: number
  /** A world to use instead of WhatsApp and Meta. */
  worldUrl?: string
  env?: NodeJS.ProcessEnv
  /** What to wait for: `/readyz` unless it need only listen. */
  path?: '/healthz' | '/readyz'
}

/** Any key will do, but each start of a store needs the same one. */
export const masterKey = '0f'.repeat(32)

/** What `serve` is told in these tests. */
export function gatewayEnvironment({ worldUrl, env }: GatewayOptions = {}): NodeJS.ProcessEnv {
  return {
    TRUNKLINE_MASTER_KEY: masterKey,
    META_APP_ID: worldApp.id,
    META_APP_SECRET: worldApp.secret,
    META_CONFIG_ID: worldApp.configId,
    META_VERIFY_TOKEN: worldApp.verifyToken,
    // Whoever tests them says so.
    TRUNKLINE_RATE_LIMIT: 'off',
    ...(worldUrl !== undefined && { TRUNKLINE_ALLOW_SIMULATORS: '1', TRUNKLINE_WORLD_URL: worldUrl }),
    ...env,
  }
}

/** `trunkline serve`, listening. */
export async function startGatewayProgram(dataDirectory: string, options: GatewayOptions = {}): Promise<ServerProgram> {
  const args = ['serve', '--port', String(options.port ?? 0), '--data-dir', dataDirectory]
  const program = trunkline(args, { env: gatewayEnvironment(options) })
  return ready(program, await program.says(/"url":"(http:[^"]+)"/), options.path ?? '/readyz')
}

async function ready(program: Program, url: string, path: string): Promise<ServerProgram> {
  await until(async () => (await fetch(url + path).catch(() => undefined))?.ok)
  return { ...program, url }
}

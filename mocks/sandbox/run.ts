import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { ConfigProblems } from '../../server/config/config.ts'
import { createLog } from '../../server/logging/log.ts'
import { runUntilSignal } from '../../server/run-until-signal.ts'
import { sandboxBanner } from './banner.ts'
import { readSeed } from './read-seed.ts'
import { openSandbox } from './sandbox.ts'

export interface SandboxCommand {
  port?: number | undefined
  host?: string | undefined
  dataDirectory?: string | undefined
  ephemeral: boolean
  seedFile?: string | undefined
  dialect?: string | undefined
  publicUrl?: string | undefined
}

/** `trunkline sandbox`. Flags go before variables. Resolves with the exit code after a signal. */
export async function runSandbox(command: SandboxCommand, environment: NodeJS.ProcessEnv): Promise<number> {
  const settings = readSettings(command, environment)
  const log = createLog(settings.logLevel)
  const seed =
    command.seedFile === undefined ? undefined : readSeed(readFileSync(command.seedFile, 'utf8'), command.seedFile)
  const dataDirectory = command.ephemeral ? undefined : settings.dataDirectory
  const sandbox = await openSandbox({ ...settings, dataDirectory, seed, log })
  if (!['127.0.0.1', 'localhost', '::1'].includes(settings.host)) {
    process.stderr.write(`Warning: listening on ${settings.host}; whoever reaches this port controls the sandbox.\n`)
  }
  process.stdout.write(sandboxBanner(sandbox, dataDirectory))
  return runUntilSignal(log, sandbox.close)
}

const shape = z.object({
  port: z.coerce.number('PORT must be a number').int().min(0).max(65_535).default(4010),
  host: z.string().default('127.0.0.1'),
  dataDirectory: z.string().default('.trunkline'),
  dialect: z.enum(['auto', 'prose', 'reference']).default('auto'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .nullable()
    .default(null),
  hubMessageHost: z.string().nullable().default(null),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('warn'),
})

function readSettings(command: SandboxCommand, environment: NodeJS.ProcessEnv): z.infer<typeof shape> {
  const read = shape.safeParse({
    port: command.port ?? (environment.PORT || undefined),
    host: command.host ?? (environment.TRUNKLINE_HOST || undefined),
    dataDirectory: command.dataDirectory ?? (environment.TRUNKLINE_DATA_DIR || undefined),
    dialect: command.dialect ?? (environment.TRUNKLINE_DIALECT || undefined),
    publicUrl: command.publicUrl ?? (environment.TRUNKLINE_PUBLIC_URL || undefined),
    hubMessageHost: environment.TRUNKLINE_HUBMESSAGE_HOST || undefined,
    logLevel: environment.TRUNKLINE_LOG_LEVEL || undefined,
  })
  if (read.success) return read.data
  throw new ConfigProblems(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
}

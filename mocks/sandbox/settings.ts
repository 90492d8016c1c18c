import { ConfigProblems } from '../../server/config/problems.ts'
import { isSignatureHeader, signatureHeader, signatureHeaderRule } from '../../server/config/signature-header.ts'
import { type RateLimit, rateLimitForms, readRateLimit } from '../../server/domain/tokens/rate-limit.ts'

export interface SandboxCommand {
  port?: number | undefined
  host?: string | undefined
  dataDirectory?: string | undefined
  ephemeral: boolean
  seedFile?: string | undefined
  dialect?: string | undefined
  hubMessageGeneration?: string | undefined
  publicUrl?: string | undefined
}

export interface SandboxSettings {
  port: number
  host: string
  dataDirectory: string
  dialect: (typeof dialects)[number]
  publicUrl: string | null
  hubMessageHost: string | null
  hubMessageGeneration: (typeof generations)[number]
  hubMessageSignatureHeader: string
  rateLimit: RateLimit
  logLevel: string
}

const dialects = ['auto', 'prose', 'reference'] as const
const generations = ['newer', 'older'] as const
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

/**
 * Flags, variables where a flag is missing, defaults where both are. Throws ConfigProblems with everything that
 * is wrong. Read by hand: a schema library would be a tenth of the start of a sandbox.
 */
export function readSandboxSettings(command: SandboxCommand, environment: NodeJS.ProcessEnv): SandboxSettings {
  const problems: string[] = []
  const port = command.port ?? Number(environment.PORT || 4010)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push(`PORT must be a number from 0 to 65535, not "${environment.PORT}"`)
  }
  const given = command.dialect ?? (environment.TRUNKLINE_DIALECT || 'auto')
  const dialect = dialects.find((one) => one === given)
  if (!dialect) problems.push(`TRUNKLINE_DIALECT is ${dialects.join(', ')}, not "${given}"`)

  const spoken = command.hubMessageGeneration ?? (environment.TRUNKLINE_HUBMESSAGE_GENERATION || 'newer')
  const generation = generations.find((one) => one === spoken)
  if (!generation) problems.push(`TRUNKLINE_HUBMESSAGE_GENERATION is ${generations.join(', ')}, not "${spoken}"`)
  const hubMessageSignatureHeader = environment.TRUNKLINE_HUBMESSAGE_SIGNATURE_HEADER || signatureHeader
  if (!isSignatureHeader(hubMessageSignatureHeader)) {
    problems.push(`TRUNKLINE_HUBMESSAGE_SIGNATURE_HEADER ${signatureHeaderRule}`)
  }

  const publicUrl = command.publicUrl ?? (environment.TRUNKLINE_PUBLIC_URL || null)
  if (publicUrl !== null && !/^https?:$/.test(URL.parse(publicUrl)?.protocol ?? '')) {
    problems.push(`TRUNKLINE_PUBLIC_URL must be an http or https URL, not "${publicUrl}"`)
  }
  const logLevel = environment.TRUNKLINE_LOG_LEVEL || 'warn'
  if (!logLevels.includes(logLevel)) {
    problems.push(`TRUNKLINE_LOG_LEVEL is ${logLevels.join(', ')}, not "${logLevel}"`)
  }
  const limit = environment.TRUNKLINE_RATE_LIMIT || 'off'
  const rateLimit = readRateLimit(limit)
  if (!rateLimit) problems.push(`TRUNKLINE_RATE_LIMIT is ${rateLimitForms}, not "${limit}"`)
  if (problems.length > 0 || !dialect || !generation || !rateLimit) throw new ConfigProblems(problems)
  return {
    port,
    host: command.host ?? (environment.TRUNKLINE_HOST || '127.0.0.1'),
    dataDirectory: command.dataDirectory ?? (environment.TRUNKLINE_DATA_DIR || '.trunkline'),
    dialect,
    publicUrl: publicUrl === null ? null : publicUrl.replace(/\/+$/, ''),
    hubMessageHost: environment.TRUNKLINE_HUBMESSAGE_HOST || null,
    hubMessageGeneration: generation,
    hubMessageSignatureHeader,
    rateLimit,
    logLevel,
  }
}

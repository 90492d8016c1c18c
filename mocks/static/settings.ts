import { ConfigProblems } from '../../server/config/problems.ts'

export interface MockCommand {
  port?: number | undefined
  host?: string | undefined
  eventSpacingMs?: number | undefined
}

export interface MockSettings {
  port: number
  host: string
  eventSpacingMs: number | undefined
  logLevel: string
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

/** Flags, variables where a flag is missing, defaults where both are. Throws ConfigProblems with everything that is wrong. */
export function readMockSettings(command: MockCommand, environment: NodeJS.ProcessEnv): MockSettings {
  const problems: string[] = []
  const port = command.port ?? Number(environment.PORT || 4010)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push(`PORT must be a number from 0 to 65535, not "${environment.PORT}"`)
  }
  const logLevel = environment.TRUNKLINE_LOG_LEVEL || 'warn'
  if (!logLevels.includes(logLevel)) {
    problems.push(`TRUNKLINE_LOG_LEVEL is ${logLevels.join(', ')}, not "${logLevel}"`)
  }
  if (problems.length > 0) throw new ConfigProblems(problems)
  const host = command.host ?? (environment.TRUNKLINE_HOST || '127.0.0.1')
  return { port, host, eventSpacingMs: command.eventSpacingMs, logLevel }
}

import pino from 'pino'
import type { Log } from '../domain/ports/log.ts'
import { maskValue } from './mask.ts'

/**
 * The only logger: JSON lines on standard error, every value masked.
 * @param destination where lines go instead; tests read them there
 */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination({ fd: 2, sync: true }),
  )
  const masked = (facts: Record<string, unknown>) => maskValue(facts) as Record<string, unknown>
  return {
    info: (event, facts = {}) => {
      if (logger.isLevelEnabled('info')) logger.info({ event, ...masked(facts) })
    },
    warn: (event, facts = {}) => logger.warn({ event, ...masked(facts) }),
    fault: (event, error, facts = {}) => logger.error({ event, ...masked({ ...facts, error }) }),
  }
}

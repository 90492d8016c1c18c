import { type RateLimit, rateLimitForms, readRateLimit } from '../../server/domain/tokens/rate-limit.ts'
import { SimulatorRefusal } from '../simulators/refusal.ts'

/** A `rate_limit` of the control API. */
export function toRateLimit(text: string | undefined): RateLimit | undefined {
  const limit = text === undefined ? undefined : readRateLimit(text)
  if (text === undefined || limit) return limit
  throw new SimulatorRefusal(400, 'BAD_REQUEST', `rate_limit is ${rateLimitForms}, not "${text}"`)
}

import { UsageError } from './command.ts'

/** A port from 0 (any free one) to 65535; undefined stays undefined. */
export function toPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not "${text}"`)
  }
  return Number(text)
}

const unitMs: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 }
const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i

/** Milliseconds of `90d`, `12h`, seconds, or an ISO 8601 duration of weeks and smaller; months and years have no fixed length. */
export function toDurationMs(text: string): number {
  const short = /^(\d+)([wdhms]?)$/i.exec(text)
  const parts = short ? [] : (iso.exec(text)?.slice(1) ?? [])
  const ms = short
    ? Number(short[1]) * (unitMs[short[2]?.toLowerCase() || 's'] ?? 0)
    : Object.values(unitMs).reduce((sum, unit, at) => sum + Number(parts[at] ?? 0) * unit, 0)
  if (ms > 0 && Number.isSafeInteger(ms)) return ms
  throw new UsageError(`--expires-in takes seconds, 90d, 12h or an ISO 8601 duration such as P90D, not "${text}"`)
}

/** `a,b` as a list without blanks. */
export function toList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

import { SimulatorRefusal } from '../simulators/refusal.ts'

const units = { W: 604_800, D: 86_400, H: 3_600, M: 60, S: 1 }
const iso =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/
/** A hundred years: beyond it dates stop making sense. */
const secondsMax = 3_155_760_000

/** Milliseconds of a duration given in seconds or as ISO 8601 (`PT15M`, `P1DT2H`); years and months have no fixed length. */
export function durationMs(by: number | string): number {
  const seconds = typeof by === 'number' ? by : isoSeconds(by)
  if (seconds === undefined || !Number.isFinite(seconds) || seconds < 0 || seconds > secondsMax) {
    throw new SimulatorRefusal(400, 'BAD_REQUEST', '"by" is a duration: seconds, or ISO 8601 such as PT15M or P1DT2H')
  }
  return Math.round(seconds * 1000)
}

function isoSeconds(text: string): number | undefined {
  const match = iso.exec(text)
  if (!match || text.endsWith('T') || text === 'P') return undefined
  const [, weeks, days, hours, minutes, seconds] = match
  const parts: [string | undefined, number][] = [
    [weeks, units.W],
    [days, units.D],
    [hours, units.H],
    [minutes, units.M],
    [seconds, units.S],
  ]
  return parts.reduce((sum, [amount, unit]) => sum + Number(amount ?? 0) * unit, 0)
}

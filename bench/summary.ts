import type { Measured } from './measure.ts'
import type { SubjectName } from './subjects.ts'
import { median } from './table.ts'

/** The median of every figure over the rounds; failures are added up. */
export function summarize(rounds: Measured[]): Measured {
  const of = (pick: (one: Measured) => number) => median(rounds.map(pick))
  const drains = rounds.flatMap(({ drainUs }) => (drainUs === null ? [] : [drainUs]))
  return {
    requestsPerSecond: of((one) => one.requestsPerSecond),
    cpuUs: of((one) => one.cpuUs),
    cpuUsUncorrected: of((one) => one.cpuUsUncorrected),
    drainUs: drains.length === 0 ? null : median(drains),
    p50Ms: of((one) => one.p50Ms),
    p99Ms: of((one) => one.p99Ms),
    failed: rounds.reduce((sum, one) => sum + one.failed, 0),
    rssBytes: of((one) => one.rssBytes),
  }
}

export interface Ratio {
  what: string
  /** Requests per CPU second of the first over those of the second. */
  ratio: number
  aim: number
}

const compared: { what: string; one: SubjectName; other: SubjectName; aim: number }[] = [
  { what: 'sandbox / Prism CLI', one: 'sandbox', other: 'prism', aim: 3 },
  { what: 'static mock / Prism CLI', one: 'mock', other: 'prism', aim: 2 },
  { what: 'gateway / Express + validator', one: 'gateway', other: 'express+eov', aim: 0.7 },
  { what: 'gateway / bare Express', one: 'gateway', other: 'express', aim: 0.3 },
]

export function ratiosOf(measured: Map<SubjectName, Measured>): Ratio[] {
  return compared.flatMap(({ what, one, other, aim }) => {
    const [mine, theirs] = [measured.get(one), measured.get(other)]
    return mine && theirs ? [{ what, ratio: theirs.cpuUs / mine.cpuUs, aim }] : []
  })
}

import type { Finding } from '../finding.ts'
import type { PactEntry, Report, ResultEntry } from '../report.ts'

/** What a run found about one consumer, or, without one, about the specifications themselves. */
export interface Group {
  consumer: string | undefined
  pacts: PactEntry[]
  results: ResultEntry[]
  /** Errors first. */
  findings: Finding[]
}

/** The groups of a report: consumers by name, the specifications last and only where something was found. */
export function groupsOf(report: Report): Group[] {
  const consumers = new Set(report.pacts.map(({ consumer }) => consumer))
  for (const { where } of report.findings) if (where.consumer !== undefined) consumers.add(where.consumer)
  const groups: Group[] = [...consumers].toSorted().map((consumer) => ({
    consumer,
    pacts: report.pacts.filter((pact) => pact.consumer === consumer),
    results: report.results.filter((result) => result.consumer === consumer),
    findings: findingsOf(report, consumer),
  }))
  const rest = findingsOf(report, undefined)
  return rest.length === 0 ? groups : [...groups, { consumer: undefined, pacts: [], results: [], findings: rest }]
}

/** A finding with every provider it was made at. */
export interface Shown {
  finding: Finding
  providers: string[]
}

/** What several providers share is shown once, with the command line for the first of them. */
export function merged(findings: Finding[]): Shown[] {
  const shown = Map.groupBy(findings, ({ curl: _, where: { provider: __, ...where }, ...finding }) =>
    JSON.stringify([finding, where]),
  )
  return [...shown.values()].flatMap((same) => {
    const providers = same.flatMap(({ where }) => where.provider ?? [])
    return same[0] ? [{ finding: same[0], providers: [...new Set(providers)] }] : []
  })
}

export interface Tally {
  provider: string
  passed: number
  failed: number
  pendingFailed: number
  excluded: number
}

/** How many interactions came to what, per provider. */
export function tallyOf(results: ResultEntry[]): Tally[] {
  const tallies = new Map<string, Tally>()
  for (const { provider, outcome } of results) {
    const tally = tallies.get(provider) ?? { provider, passed: 0, failed: 0, pendingFailed: 0, excluded: 0 }
    tallies.set(provider, tally)
    if (outcome === 'pending-failed') tally.pendingFailed++
    else tally[outcome]++
  }
  return [...tallies.values()]
}

/** Error, pending error or warning: what a reader has to do about it. */
export function weightOf({ severity, pending }: Finding): 'error' | 'pending' | 'warning' {
  if (severity === 'warning') return 'warning'
  return pending ? 'pending' : 'error'
}

/** Where to look: in the pact, in the specification, and the operation. */
export function placesOf({ where }: Finding): string[] {
  const { file, line, pointer, pact, operation, status } = where
  const isOfPact = pact !== undefined && /^\/(interactions|messages)\//.test(pointer ?? '')
  const source = line === undefined ? file : `${file}:${line}`
  const about = [operation, status].filter((part) => part !== undefined).join(' ')
  const places = isOfPact ? [`${pact} ${pointer}`, source] : [pact, [source, pointer].filter(Boolean).join(' ')]
  return [...places, about].flatMap((place) => place || [])
}

const order = { error: 0, pending: 1, warning: 2 }

function findingsOf(report: Report, consumer: string | undefined): Finding[] {
  return report.findings
    .filter(({ where }) => where.consumer === consumer)
    .toSorted((one, other) => order[weightOf(one)] - order[weightOf(other)])
}

import type { Pact } from '../pact-file/interaction.ts'
import type { Finding } from '../verify/finding.ts'
import { type Document, readDocument } from './document.ts'
import { type Leaning, leaningsOf } from './leanings.ts'
import { locate } from './locate.ts'

/** Something a consumer's pacts use that the vendor does not promise. */
export interface Reliance {
  consumer: string
  surface: string
  source: Leaning['source']
  /** Where all its interactions are about one operation, or one event. */
  operation?: string
  /** Where all of them expect one status. */
  status?: number
  /** Of what is relied on, in the document. */
  pointer: string
  /** What it is, in words. */
  title: string
  /** Their descriptions. */
  interactions: string[]
  pacts: string[]
}

/**
 * What each consumer's pacts use that the vendor does not promise: each thing once, however many interactions touch it. A dialect is relied
 * on where an operation is only ever expected to answer in one.
 */
export function reliancesOf(
  pacts: Pact[],
  documentOf = (pact: Pact): Document => readDocument(pact.surface),
): Reliance[] {
  const found = new Map<string, Leaning[]>()
  const places = new Map<string, Pact[]>()
  for (const pact of pacts) {
    for (const leaning of leaningsOf(pact, documentOf(pact))) {
      const { source, pointer, title, operation } = leaning
      const which = source === 'one-dialect' ? [title, operation] : [pointer]
      const key = JSON.stringify([pact.consumer, pact.surface, source, ...which])
      found.set(key, [...(found.get(key) ?? []), leaning])
      places.set(key, [...(places.get(key) ?? []), pact])
    }
  }
  const all = [...found].flatMap(([key, leanings]) => reliance(leanings, places.get(key) ?? []))
  return all.filter((one) => one.source !== 'one-dialect' || !all.some((other) => isOtherDialect(one, other)))
}

function reliance(leanings: Leaning[], pacts: Pact[]): Reliance[] {
  const [[first], [pact]] = [leanings, pacts]
  if (!first || !pact) return []
  const operations = distinct(leanings.map(({ operation }) => operation))
  const statuses = distinct(leanings.map(({ status }) => status))
  const others = operations.length > 1 ? ` and ${operations.length - 1} more` : ''
  return [
    {
      consumer: pact.consumer,
      surface: pact.surface,
      source: first.source,
      ...(operations.length === 1 ? { operation: operations[0] as string } : {}),
      ...(statuses.length === 1 && statuses[0] !== undefined ? { status: statuses[0] } : {}),
      pointer: first.pointer,
      title: first.isOfOperation ? `${first.title} of ${operations[0]}${others}` : first.title,
      interactions: distinct(leanings.map(({ interaction }) => interaction)),
      pacts: distinct(pacts.map(({ source }) => source)),
    },
  ]
}

/** As findings: warnings, or errors where a run is strict. */
export function relianceFindings(
  pacts: Pact[],
  options: { strict?: boolean; documentOf?: (pact: Pact) => Document } = {},
): Finding[] {
  const documentOf = options.documentOf ?? ((pact: Pact) => readDocument(pact.surface))
  return reliancesOf(pacts, documentOf).map((reliance) => {
    const { consumer, source, operation, status, pointer, interactions } = reliance
    const pact = pacts.find((one) => one.consumer === consumer && one.surface === reliance.surface)
    const [first] = interactions
    return {
      check: 'reliance',
      severity: options.strict ? 'error' : 'warning',
      code: `relies-on-${source}`,
      what: `${consumer} relies on ${reliance.title}: ${reasons[source]}.`,
      where: {
        consumer,
        ...(reliance.pacts[0] === undefined ? {} : { pact: reliance.pacts[0] }),
        ...(first === undefined
          ? {}
          : { interaction: interactions.length > 1 ? `${first} and ${interactions.length - 1} more` : first }),
        ...(operation === undefined ? {} : { operation }),
        ...(status === undefined ? {} : { status }),
        pointer,
        ...(pact ? locate(documentOf(pact), pointer) : {}),
      },
      hint: hints[source],
      ...(pacts.some((one) => one.consumer === consumer && !one.pending) ? {} : { pending: true }),
    }
  })
}

const reasons: Record<Leaning['source'], string> = {
  assumed: 'the vendor says nothing about it, and this project chose',
  extension: 'this project added it, and the vendor does not have it',
  skills: "only the vendor's public samples show it, its documentation does not",
  'one-dialect': "the vendor's pages contradict each other, and only one dialect answers so",
}

const hints: Record<Leaning['source'], string> = {
  assumed: 'Ask the vendor, or let the consumer do without it.',
  extension: 'Let the consumer do without it where it talks to the vendor itself.',
  skills: 'Let the consumer do without it, or see a real answer of the vendor first.',
  'one-dialect': 'Let the consumer understand both answers, and add an interaction for the other one.',
}

function isOtherDialect(one: Reliance, other: Reliance): boolean {
  const isSame = one.consumer === other.consumer && one.surface === other.surface && one.operation === other.operation
  return isSame && other.source === 'one-dialect' && other !== one
}

function distinct<T>(list: T[]): T[] {
  return [...new Set(list)]
}

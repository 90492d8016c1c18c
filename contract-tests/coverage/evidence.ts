import type { Document } from '../compare/document.ts'
import type { Exclusion, WireTest } from '../exclusions.ts'
import { mutantsOf } from '../negative/mutants-of.ts'
import { createVerdicts } from '../negative/verdicts.ts'
import type { Interaction, Pact, SurfaceName } from '../pact-file/interaction.ts'
import { excludedAtMock } from '../provider/mock.ts'
import { isProbed } from '../provider/probes.ts'
import { type MatrixRow, nameOf } from '../verify/matrix.ts'
import { rowsOf } from '../verify/matrix-rows.ts'
import { isAbout, keyOf, keyOfInteraction } from '../verify/steps/coverage.ts'

/** Where one documented answer or event is tested. */
export interface Evidence {
  row: MatrixRow
  /** The cases of this project's pacts that show it, each verified at gateway and sandbox. */
  cases: string[]
  /** Those of them that the static mock shows as well. */
  atMock: number
  /** Whether a probe provokes it at every provider. */
  isProbed: boolean
  /** Tests over the wire that show it where no pact does. */
  tests: WireTest[]
  /** Requests of the negative suite that are answered so. */
  wrongRequests: number
}

/** The evidence for everything two documents promise, from what is written down: nothing is run. */
export function evidenceOf(
  documents: Record<SurfaceName, Document>,
  pacts: readonly Pact[],
  exclusions: readonly Exclusion[],
): Evidence[] {
  const interactions = pacts.flatMap(({ surface, interactions }) => interactions.map((one) => ({ surface, one })))
  const shown = Map.groupBy(interactions, ({ surface, one }) => keyOfInteraction(surface, one))
  return (['keebai', 'hubmessage'] as const).flatMap((surface) => {
    const document = documents[surface]
    const wrong = wrongRequestsOf(document)
    return rowsOf(surface, document).map((row): Evidence => {
      const about = (shown.get(keyOf(row)) ?? []).map(({ one }) => one)
      const own = exclusions.filter((one) => isAbout({ ...one, example: undefined } as Exclusion, row))
      return {
        row,
        cases: about.map(caseOf),
        atMock: about.filter((one) => excludedAtMock(one) === undefined).length,
        isProbed: isProbedRow(document, row),
        tests: own.flatMap(({ test }) => (test ? [test] : [])),
        wrongRequests: wrong.get(nameOf(row)) ?? 0,
      }
    })
  })
}

/** What nothing over the wire shows, by name. */
export function holesIn(evidence: readonly Evidence[]): string[] {
  return evidence
    .filter(({ cases, isProbed, tests }) => cases.length === 0 && !isProbed && tests.length === 0)
    .map(({ row }) => `${row.surface} ${nameOf(row)}`)
}

/** `channel_not_found` of `getChannel answers 404: channel_not_found`. */
function caseOf({ description }: Interaction): string {
  return /^\w+ answers \d{3}: (.+)$/.exec(description)?.[1] ?? description
}

function isProbedRow(document: Document, { kind, subject, answer }: MatrixRow): boolean {
  const operation = document.operations.find(({ id, isEvent }) => !isEvent && id === subject)
  return kind === 'response' && operation !== undefined && isProbed(document, operation, Number(answer))
}

const counted = new WeakMap<Document, Map<string, number>>()

/** By operation and status, which a wrong media type and everything else that is wrong have for themselves. */
function wrongRequestsOf(document: Document): Map<string, number> {
  const known = counted.get(document) ?? countWrongRequests(document)
  counted.set(document, known)
  return known
}

function countWrongRequests(document: Document): Map<string, number> {
  const verdicts = createVerdicts(document)
  const counts = new Map<string, number>()
  for (const operation of document.operations.filter(({ isEvent }) => !isEvent)) {
    for (const { keyword } of mutantsOf(document, operation, verdicts)) {
      const name = `${operation.id} ${keyword === 'media type' ? 415 : 400}`
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  return counts
}

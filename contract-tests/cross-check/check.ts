import type { JsonObject } from '../json.ts'
import type { Pact } from '../pact-file/interaction.ts'
import type { Finding } from '../verify/finding.ts'
import { checkCases } from './check-cases.ts'
import { checkBothSides, checkFields, type Fault } from './check-fields.ts'
import { checkInteractions, checkNamedInteractions } from './check-interactions.ts'
import { dialects } from './correspondence/dialects.ts'
import { errorCases } from './correspondence/error-cases.ts'
import { subjects } from './correspondence/index.ts'
import { type ErrorCase, type Pair, pairsOf, type Subject } from './entry.ts'
import { type Field, fieldsOf, statusOf } from './fields.ts'

export interface CorrespondenceInput {
  /** The bundled documents of both surfaces. */
  keebai: JsonObject
  hubmessage: JsonObject
  /** Of these our own two are held against the entries; those of others need no entries. */
  pacts?: readonly Pact[]
  /** The correspondence to check instead of the one of this project. */
  subjects?: readonly Subject[]
  errorCases?: readonly ErrorCase[]
  dialects?: Subject<'prose', 'reference'>
}

const surfaces = [
  ['keebai', 'left'],
  ['hubmessage', 'right'],
] as const

/**
 * Checks that the written correspondence is complete and true: every field, value, error and interaction of both sides is in it, and
 * everything in it exists. Empty when nothing is wrong.
 */
export function checkCorrespondence(input: CorrespondenceInput): Finding[] {
  const pairs = pairsOf(input.subjects ?? subjects, 'keebai', 'hubmessage')
  const cases: readonly ErrorCase[] = input.errorCases ?? errorCases
  const findings = checkEntries(pairs).map((fault) => toFinding(fault))
  for (const [surface, position] of surfaces) {
    const document = input[surface]
    const faults = [...checkFields(pairs, position, fieldsOf(document)), ...checkCases(cases, surface, document)]
    findings.push(...faults.map((fault) => toFinding(fault, surface)))
    for (const pact of input.pacts ?? []) {
      if (!isOwn(pact, surface)) continue
      const wrong = checkInteractions(pairs, cases, position, pact)
      findings.push(...wrong.map((fault) => toFinding(fault, surface, pact)))
    }
  }
  const dialectPairs = pairsOf([input.dialects ?? dialects], 'prose', 'reference')
  findings.push(...checkDialects(dialectPairs, input.keebai).map((fault) => toFinding(fault, 'keebai')))
  for (const pact of (input.pacts ?? []).filter((one) => isOwn(one, 'keebai'))) {
    const wrong = checkNamedInteractions(dialectPairs, pact)
    findings.push(...wrong.map((fault) => toFinding(fault, 'keebai', pact)))
  }
  return findings
}

function isOwn(pact: Pact, surface: 'keebai' | 'hubmessage'): boolean {
  return pact.consumer === `${surface}-integrator` && pact.surface === surface
}

/** Every field of an operation that has both dialects is in an entry of theirs. */
function checkDialects(pairs: readonly Pair[], keebai: JsonObject): Fault[] {
  const fields = fieldsOf(keebai)
  const places = new Set(fields.filter(isOfBothDialects).map(({ place }) => place))
  const scope = fields.filter((field) => places.has(field.place) && (statusOf(field) ?? 0) < 400)
  return [...checkEntries(pairs), ...checkBothSides(pairs, fields, scope)]
}

/** An answer that is queued in one and sent in the other, or a word that is written in both cases. */
function isOfBothDialects({ local, values }: Field): boolean {
  if (local === '202.body.status' && values.includes('PENDING') && values.length > 1) return true
  return values.some((value) => value !== value.toLowerCase() && values.includes(value.toLowerCase()))
}

/** Entries that cannot be told apart, and transformations nobody uses. */
function checkEntries(pairs: readonly Pair[]): Fault[] {
  const ids = pairs.map(({ id }) => id)
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => ({
    code: 'entry-twice',
    what: `Two entries are called ${id}.`,
    entry: id,
  }))
}

export function toFinding(fault: Fault, surface?: 'keebai' | 'hubmessage', pact?: Pact): Finding {
  const { code, what, expected, got, field, interaction } = fault
  const pointer = fault.pointer ?? field?.pointer
  return {
    check: 'cross-check',
    severity: 'error',
    code,
    what,
    where: {
      ...(pact && { consumer: pact.consumer, pact: pact.source }),
      ...(interaction !== undefined && { interaction }),
      ...(surface && !pact && { file: `generated/openapi/${surface}.json` }),
      ...(field && { operation: field.place }),
      ...(pointer !== undefined && { pointer }),
    },
    ...(expected !== undefined && { expected }),
    ...(got !== undefined && { got }),
    hint: 'The entries stand in contract-tests/cross-check/correspondence.',
  }
}

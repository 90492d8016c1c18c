import type { Pact } from '../pact-file/interaction.ts'
import type { Fault } from './check-fields.ts'
import { type ErrorCase, isAbsent, type Pair, type Side } from './entry.ts'
import { describes } from './selector.ts'
import { shows } from './shows.ts'

/**
 * Holds the interactions of our own pact of one side against the entries: each is named by an entry or by an error, each named one
 * exists and shows what the entry is about, and an entry that could name one does.
 */
export function checkInteractions(
  pairs: readonly Pair[],
  cases: readonly ErrorCase[],
  position: 'left' | 'right',
  pact: Pact,
): Fault[] {
  const surface = position === 'left' ? 'keebai' : 'hubmessage'
  const sides = sidesOf(pairs, [position])
  const patterns = [
    ...sides.flatMap(({ side }) => side.interactions ?? []),
    ...cases.flatMap((one) => (isAbsent(one[surface]) ? [] : one[surface].answers)),
  ]
  const unnamed = pact.interactions.filter(
    ({ description }) => !patterns.some((pattern) => describes(pattern, description)),
  )
  const faults: Fault[] = unnamed.map(({ description }) => ({
    code: 'interaction-without-entry',
    what: `No entry names the interaction "${description}".`,
    expected: 'an entry whose fields it shows, or an error it is an answer of',
    interaction: description,
  }))
  return [...faults, ...sides.flatMap((one) => checkNamed(one, pact))]
}

/** The same for two sides whose interactions are in one pact; those that no entry names are somebody else's. */
export function checkNamedInteractions(pairs: readonly Pair[], pact: Pact): Fault[] {
  return sidesOf(pairs, ['left', 'right']).flatMap((one) => checkNamed(one, pact))
}

interface Named {
  id: string
  side: Side
}

function sidesOf(pairs: readonly Pair[], positions: readonly ('left' | 'right')[]): Named[] {
  return pairs.flatMap((pair) =>
    positions.flatMap((position) => {
      const side = pair[position]
      return isAbsent(side) ? [] : [{ id: pair.id, side }]
    }),
  )
}

function checkNamed({ id, side }: Named, pact: Pact): Fault[] {
  const named = side.interactions ?? []
  const faults = named.flatMap((description): Fault[] => {
    const interaction = pact.interactions.find((one) => one.description === description)
    if (!interaction) {
      const what = `${id} names the interaction "${description}", which the pact does not have.`
      return [{ code: 'entry-without-interaction', what, entry: id }]
    }
    if (side.fields.some((field) => shows(interaction, field))) return []
    const what = `${id} names the interaction "${description}", which shows none of its fields.`
    return [{ code: 'interaction-shows-nothing', what, entry: id, interaction: description }]
  })
  // Interactions of errors are named by the table of errors.
  if (named.length > 0 || side.fields.every((field) => /^\S+ (error|[45]\d\d)\./.test(field))) return faults
  const fitting = pact.interactions.find((one) => side.fields.some((field) => shows(one, field)))
  if (!fitting) return faults
  const what = `${id} names no interaction of ${pact.surface}, and "${fitting.description}" shows its fields.`
  return [...faults, { code: 'interaction-not-named', what, entry: id, interaction: fitting.description }]
}

import type { Pact } from '../pact-file/interaction.ts'
import type { Fault } from './check-fields.ts'
import { type ErrorCase, isAbsent, type Pair } from './entry.ts'
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
  const sides = pairs.flatMap((pair) => {
    const side = pair[position]
    return isAbsent(side) ? [] : [{ id: pair.id, side }]
  })
  const patterns = [
    ...sides.flatMap(({ side }) => side.interactions ?? []),
    ...cases.flatMap((one) => (isAbsent(one[surface]) ? [] : one[surface].answers)),
  ]
  const faults: Fault[] = pact.interactions
    .filter(({ description }) => !patterns.some((pattern) => describes(pattern, description)))
    .map(({ description }) => ({
      code: 'interaction-without-entry',
      what: `No entry names the interaction "${description}".`,
      expected: 'an entry whose fields it shows, or an error it is an answer of',
      interaction: description,
    }))
  for (const { id, side } of sides) {
    const named = side.interactions ?? []
    for (const description of named) {
      const interaction = pact.interactions.find((one) => one.description === description)
      if (!interaction) {
        const what = `${id} names the interaction "${description}", which the pact does not have.`
        faults.push({ code: 'entry-without-interaction', what, entry: id })
      } else if (!side.fields.some((field) => shows(interaction, field))) {
        const what = `${id} names the interaction "${description}", which shows none of its fields.`
        faults.push({ code: 'interaction-shows-nothing', what, entry: id, interaction: description })
      }
    }
    if (named.length > 0 || side.fields.every((field) => field.split(' ')[1]?.match(/^(error|[45]\d\d)\./))) continue
    const fitting = pact.interactions.find((one) => side.fields.some((field) => shows(one, field)))
    if (!fitting) continue
    faults.push({
      code: 'interaction-not-named',
      what: `${id} names no interaction of ${surface}, and "${fitting.description}" shows its fields.`,
      entry: id,
      interaction: fitting.description,
    })
  }
  return faults
}

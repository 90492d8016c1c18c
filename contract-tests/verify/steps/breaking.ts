import type { Change } from '../../breaking/change.ts'
import { diffDocuments } from '../../breaking/diff-documents.ts'
import { type Broken, interactionsBroken } from '../../breaking/interactions-broken.ts'
import type { Document } from '../../compare/document.ts'
import { locate } from '../../compare/locate.ts'
import { shown } from '../../compare/problem.ts'
import type { Finding } from '../finding.ts'
import { plural, type Run, type Step } from '../run.ts'

/** What a newer version of a specification takes away from those who know the older one, with the interactions it breaks. */
export const breaking: Step = {
  name: 'breaking',
  title: 'Breaking changes',
  leftOut: ({ options: { since, against } }) =>
    since === undefined && against === undefined ? 'neither --since nor --against was given' : undefined,
  async check(run) {
    const compared = (['keebai', 'hubmessage'] as const).flatMap((surface) => {
      const [before, after] = [run.former[surface] ?? run.documents[surface], run.promised[surface]]
      if (before === after) return []
      const changes = diffDocuments(before, after)
      const pacts = run.pacts.filter((pact) => pact.surface === surface)
      const broken = interactionsBroken(changes, pacts, before)
      const isBreaking = (change: Change) => change.breaking || broken.some((one) => one.change === change)
      return [
        {
          changes,
          breaking: changes.filter(isBreaking).length,
          findings: changes.flatMap((change) => findingsOf(run, change, broken, before, after)),
        },
      ]
    })
    const changes = compared.flatMap((one) => one.changes)
    const count = compared.reduce((sum, one) => sum + one.breaking, 0)
    const note = `${plural(changes.length, 'change')}, ${count} breaking`
    return { findings: compared.flatMap(({ findings }) => findings), note }
  },
}

/** One per consumer that a change breaks. What breaks none of a stranger's interactions is none of its errors. */
function findingsOf(run: Run, change: Change, broken: Broken[], before: Document, after: Document): Finding[] {
  const own = broken.filter((one) => one.change === change)
  if (change.level === 'harmless' && own.length === 0) return []
  const common = commonOf(change, before, after)
  if (own.length === 0) {
    const severity = change.level === 'breaking' && run.own ? 'error' : 'warning'
    const hint =
      change.level === 'breaking' ? 'No interaction of these pacts notices.' : 'Only careless clients notice.'
    return [{ ...common, severity, hint }]
  }
  return [...Map.groupBy(own, ({ pact }) => pact).entries()].map(([pact, ofPact]): Finding => {
    const interactions = ofPact.map(({ interaction }) => interaction)
    const names = interactions.map(({ description }) => `"${description}"`)
    const listed =
      names.slice(0, namesMax).join(', ') + (names.length > namesMax ? ` and ${names.length - namesMax} more` : '')
    return {
      ...common,
      severity: 'error',
      where: {
        ...common.where,
        pointer: undefined,
        consumer: pact.consumer,
        pact: pact.source,
        ...(interactions.length === 1 && { interaction: interactions[0]?.description }),
      },
      hint: `It breaks ${plural(names.length, 'interaction')}: ${listed}.`,
      ...((pact.pending || interactions.every(({ pending }) => pending)) && { pending: true }),
    }
  })
}

const namesMax = 8

function commonOf(change: Change, before: Document, after: Document): Omit<Finding, 'severity'> {
  const { kind, what, pointer, version, operation, status, event } = change
  const subject = operation ?? event
  return {
    check: 'breaking',
    code: `change-${kind}`,
    what,
    where: {
      ...(subject !== undefined && { operation: subject }),
      ...(status !== undefined && { status }),
      // Of what is gone from a revision no file has a line: it is where the newer version no longer has it.
      ...((version === 'before' && locate(before, pointer)) || locate(after, pointer)),
      pointer,
    },
    ...(change.before !== undefined && { expected: shown(change.before) }),
    ...(change.after !== undefined && { got: shown(change.after) }),
  }
}

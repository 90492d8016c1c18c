import { type Exclusion, exclusions } from '../exclusions.ts'
import type { MatrixRow } from '../verify/matrix.ts'
import { type Evidence, holesIn } from './evidence.ts'
import { ownEvidence } from './own-evidence.ts'

/** `docs/coverage.md`: every documented answer and event, and where it is tested. */
export function coveragePage(): string {
  const evidence = ownEvidence()
  const sections = (['keebai', 'hubmessage'] as const).flatMap((surface) => {
    const own = evidence.filter(({ row }) => row.surface === surface)
    const answers = own.filter(({ row }) => row.kind === 'response')
    const events = own.filter(({ row }) => row.kind !== 'response')
    return [`## ${titles[surface]}`, '', table(answers), `### Events of ${titles[surface]}`, '', table(events)]
  })
  return [intro, summary(evidence), ...sections, exclusionTable(exclusions)].join('\n')
}

const titles = { keebai: 'Keebai', hubmessage: 'HubMessage' }

const intro = `# Where every documented answer is tested

Every status of every operation, every event of a stream and every webhook event, and the tests over HTTP that bring it about.

- **gateway and sandbox**: cases of the pacts in \`contract-tests/pacts\`, which \`npm run verify\` verifies at the production composition on a
  simulated world and at the sandbox, each in its provider state; the answer has the shape, type and fixed values of its example. \`probe\`: an
  answer that no pact can hold, provoked in the same run.
- **mock**: how many of them the static mock shows.
- **wrong requests**: requests of [the negative suite](../contract-tests/negative), made of the document by breaking one rule of it at a time. The
  gateway refuses each of them and says where it is wrong; at HubMessage some with a more precise 422.
- **besides**: a test over the wire, where no pact shows the answer, or not all of it.

This page is written by \`npm run generate\`. A test fails when it is not up to date, when a row has nothing to show, and when a test that is
named here does not exist.
`

function summary(evidence: Evidence[]): string {
  const sum = (count: (one: Evidence) => number) => evidence.reduce((total, one) => total + count(one), 0)
  const figures = [
    `${evidence.length} answers and events`,
    `${sum(({ cases }) => cases.length)} cases of pacts`,
    `${evidence.filter(({ isProbed }) => isProbed).length} probes`,
    `${sum(({ wrongRequests }) => wrongRequests)} wrong requests`,
    `${holesIn(evidence).length} without a test`,
  ]
  return `${figures.join(', ')}.\n`
}

function table(evidence: Evidence[]): string {
  const heading = ['', 'answer or event', 'gateway and sandbox', 'mock', 'wrong requests', 'besides']
  const lines = evidence.map(({ row, cases, atMock, isProbed, tests, wrongRequests }, index) => {
    const isFirst = evidence[index - 1]?.row.subject !== row.subject
    return line([
      row.route !== '' && isFirst ? `\`${row.subject}\`<br>\`${row.route}\`` : '',
      answerOf(row),
      isProbed && cases.length === 0 ? 'probe' : cases.map((one) => shortened(row, one)).join(', ') || '**none**',
      isProbed && cases.length === 0 ? 'probe' : String(atMock || ''),
      String(wrongRequests || ''),
      tests.map(({ file, title }) => `[${title}](../${file})`).join('<br>'),
    ])
  })
  return [line(heading), line(heading.map(() => '---')), ...lines, ''].join('\n')
}

function answerOf({ kind, subject, answer }: MatrixRow): string {
  return kind === 'response' ? answer : `\`${kind === 'stream-event' ? answer : subject}\``
}

/** Of an event, which of its kinds it is; `yes` for the first. */
function shortened({ kind }: MatrixRow, name: string): string {
  if (kind === 'response') return name
  return /: (\w+)$/.exec(name)?.[1] ?? 'yes'
}

function exclusionTable(all: readonly Exclusion[]): string {
  const rows = all.map(({ surface, operation, status, example, reason, instead, test }) => {
    const where = operation === '*' ? 'every operation' : `\`${operation}\``
    const shownBy = test ? `[${test.title}](../${test.file})` : (instead ?? 'nothing')
    return line([`${titles[surface]}, ${where}`, [status, example].filter(Boolean).join(' '), reason, shownBy])
  })
  const heading = line(['operation', 'answer', 'why', 'shown by'])
  return ['## What no pact shows', '', heading, line(['---', '---', '---', '---']), ...rows, ''].join('\n')
}

function line(cells: string[]): string {
  return `| ${cells.map((one) => one.replaceAll('|', '\\|')).join(' | ')} |`
}

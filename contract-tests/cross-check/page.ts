import { dialects } from './correspondence/dialects.ts'
import { errorCases } from './correspondence/error-cases.ts'
import { subjects } from './correspondence/index.ts'
import { namesOfPlaces } from './correspondence/places.ts'
import {
  type Absent,
  type ErrorCase,
  isAbsent,
  type Pair,
  pairsOf,
  type Refused,
  type Side,
  type Subject,
} from './entry.ts'
import { parseSelector, type Selector } from './selector.ts'
import { transformations } from './transformations.ts'

/** `docs/correspondence.md`: the correspondence as tables, one for each subject. */
export function correspondencePage(): string {
  const sections = subjects.map((subject) => section(subject, pairsOf([subject], 'keebai', 'hubmessage'), names))
  const ofDialects = section(dialects, pairsOf([dialects], 'prose', 'reference'), ['Prose', 'Reference'])
  return [intro, ...sections, errorTable(errorCases), ofDialects].join('\n')
}

const names: [string, string] = ['Keebai', 'HubMessage']

const intro = `# How the shapes of Keebai and HubMessage correspond

Every field of a request, an answer or an event of one API maps to a field of the other, or has no counterpart there, and the table says why. A
field is written with its operation or event; \`error\` stands for every status from 400 on, \`every operation\` for all that have the
field. The mappings are carried out: the same intent through both APIs leaves the same behind in the store, on the phone and
in the events, and each mapping holds on the values that were really sent and answered.

This page is written by \`npm run generate\` from \`contract-tests/cross-check/correspondence\`.
`

function section(
  { title, about }: Pick<Subject, 'title' | 'about'>,
  pairs: Pair[],
  [left, right]: [string, string],
): string {
  const rows = pairs.map((pair) => {
    const how = pair.by === undefined ? '' : transformations[pair.by].shows
    const notes = [how, pair.note, pair.notExecuted && `Not carried out: ${pair.notExecuted}`]
    return row([cell(pair.left), cell(pair.right), notes.filter(Boolean).join('. ').replaceAll('..', '.')])
  })
  return [`## ${title}`, '', about, '', row([left, right, 'how']), row(['---', '---', '---']), ...rows, ''].join('\n')
}

function errorTable(cases: readonly ErrorCase[]): string {
  const said = (side: Refused | Absent) => (isAbsent(side) ? none(side) : `${side.status} \`${side.word}\``)
  const rows = cases.map(({ keebai, hubmessage, note, notExecuted }) => {
    const notes = [note, notExecuted && `Not carried out: ${notExecuted}`].filter(Boolean).join(' ')
    return row([said(keebai), said(hubmessage), notes])
  })
  const about = 'Keebai tells errors apart by a code, HubMessage by its message.'
  return ['## Errors', '', about, '', row([...names, 'note']), row(['---', '---', '---']), ...rows, ''].join('\n')
}

/** A line for each place, or places, with its fields. */
function cell(side: Side | Absent): string {
  if (isAbsent(side)) return none(side)
  const fieldsOf = new Map<string, string[]>()
  for (const selector of side.fields.map(parseSelector)) {
    const where = placesOf(selector)
    fieldsOf.set(where, [...(fieldsOf.get(where) ?? []), fieldOf(selector)])
  }
  return [...fieldsOf].map(([where, fields]) => `${where}: ${fields.join(', ')}`).join('<br>')
}

function none({ absent }: Absent): string {
  return `*none:* ${absent}`
}

function placesOf({ places }: Selector): string {
  if (!places) return 'every operation'
  return namesOfPlaces[places.join('|')] ?? places.map((place) => `\`${place}\``).join(', ')
}

function fieldOf({ local, values }: Selector): string {
  if (local === 'operation' || local === 'event') return 'itself'
  return `\`${local}\`${values ? ` = ${values.map((value) => `\`${value}\``).join(' or ')}` : ''}`
}

function row(cells: string[]): string {
  return `| ${cells.map((one) => one.replaceAll('|', '\\|')).join(' | ')} |`
}

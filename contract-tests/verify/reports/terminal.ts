import { columns, countCells, type MatrixRow } from '../matrix.ts'
import type { Paint } from '../output.ts'
import type { Report } from '../report.ts'
import { escapeTerminal } from './escape.ts'
import { type Group, groupsOf, merged, placesOf, type Shown, type Tally, tallyOf, weightOf } from './groups.ts'
import { seconds } from './units.ts'

/** Findings shown per consumer; the other reports have all. */
const shownMax = 40
const valueCharactersMax = 1_200

/** The report for a terminal: the matrix, what was found by consumer, and one line that says it all. */
export function terminalReport(report: Report, paint: Paint): string {
  const parts = [
    ...(report.matrix ? [matrixTable(report.matrix, paint)] : []),
    ...groupsOf(report).map((group) => groupText(group, paint)),
    lastLine(report, paint),
  ]
  return `\n${parts.join('\n\n')}\n`
}

function matrixTable(rows: MatrixRow[], paint: Paint): string {
  const shown = columns.filter((column) => rows.some((row) => row.cells[column]))
  const subjects = [...Map.groupBy(rows, ({ surface, kind, subject }) => `${surface} ${kind} ${subject}`).values()]
  const width = Math.max(...rows.map((row) => labelOf(row).length)) + 2
  const head = `${''.padEnd(width)}${'rows'.padStart(6)}${shown.map((column) => column.padStart(10)).join('')}`
  const lines = subjects.map((ofSubject) => {
    const cells = shown.map((column) => cellText(ofSubject, column, paint))
    return `${labelOf(ofSubject[0]).padEnd(width)}${String(ofSubject.length).padStart(6)}${cells.join('')}`
  })
  const legend = paint.dim('  covered, +excluded with a reason, !missing or failed')
  return [paint.bold('Matrix') + legend, paint.dim(head), ...lines].join('\n')
}

function labelOf(row: MatrixRow | undefined): string {
  return row?.kind === 'stream-event' ? `${row.subject} events` : (row?.subject ?? '')
}

/** `13`, `11+2`, `10+2!1`: covered, excluded with a reason, missing or failed. */
function cellText(rows: MatrixRow[], column: (typeof columns)[number], paint: Paint): string {
  const cells = rows.flatMap((row) => row.cells[column] ?? [])
  if (cells.length === 0) return '–'.padStart(10)
  const count = (...states: string[]) => cells.filter(({ state }) => states.includes(state)).length
  const [excluded, holes] = [count('excluded'), count('hole', 'failed')]
  const text = `${count('covered')}${excluded ? `+${excluded}` : ''}${holes ? `!${holes}` : ''}`.padStart(10)
  return holes ? paint.red(text) : excluded ? text : paint.green(text)
}

function groupText({ consumer, pacts, results, findings }: Group, paint: Paint): string {
  const lines = [paint.bold(escapeTerminal(consumer ?? 'The specifications'))]
  for (const { source, provider, version, interactions, pending } of pacts) {
    const about = `V${version}, ${count(interactions, 'interaction')}${pending ? ', pending' : ''}`
    lines.push(`  with ${escapeTerminal(provider)}  ${escapeTerminal(source)} ${paint.dim(`(${about})`)}`)
  }
  for (const tally of tallyOf(results)) lines.push(`    ${tallyText(tally, paint)}`)
  const shown = merged(findings)
  for (const one of shown.slice(0, shownMax)) lines.push('', findingText(one, paint))
  const hidden = shown.length - shownMax
  if (hidden > 0) lines.push('', `  and ${count(hidden, 'more finding')}; --report html=FILE shows all`)
  if (findings.length === 0) lines.push(`    ${paint.green('nothing found')}`)
  return lines.join('\n')
}

function tallyText({ provider, passed, failed, pendingFailed, excluded }: Tally, paint: Paint): string {
  const parts = [
    `${passed} passed`,
    failed > 0 ? paint.red(`${failed} failed`) : '',
    pendingFailed > 0 ? paint.yellow(`${pendingFailed} pending failed`) : '',
    excluded > 0 ? paint.dim(`${excluded} excluded`) : '',
  ]
  return `${escapeTerminal(provider).padEnd(10)} ${parts.filter(Boolean).join(', ')}`
}

function findingText({ finding, providers }: Shown, paint: Paint): string {
  const { code, what, where, expected, got, curl, hint } = finding
  const weight = weightOf(finding)
  const mark = { error: paint.red('✗'), pending: paint.yellow('✗ pending'), warning: paint.yellow('!') }[weight]
  const about = [where.interaction, providers.length > 0 && `at ${providers.join(', ')}`].filter(Boolean).join(' ')
  const details: [string, string | undefined][] = [
    ['', about],
    ['where', placesOf(finding).join('\n')],
    ['expected', expected],
    ['got', got],
    ['curl', curl],
    ['hint', hint],
  ]
  const lines = details.flatMap(([name, value]) => (value ? [detailText(name, value, paint)] : []))
  return [`  ${mark} ${escapeTerminal(what)} ${paint.dim(`[${code}]`)}`, ...lines].join('\n')
}

function detailText(name: string, value: string, paint: Paint): string {
  const whole = name === 'curl' || value.length <= valueCharactersMax
  const text = whole ? value : `${value.slice(0, valueCharactersMax)}…`
  const indent = name === '' ? '    ' : ' '.repeat(14)
  const [first, ...rest] = escapeTerminal(text).split('\n')
  const label = name === '' ? '    ' : `    ${paint.dim(name.padEnd(9))} `
  return [`${label}${first}`, ...rest.map((line) => `${indent}${line}`)].join('\n')
}

function lastLine({ verdict, summary, providers, durationMs, matrix }: Report, paint: Paint): string {
  const verb = verdict === 'passed' ? paint.green(paint.bold('✓ passed')) : paint.red(paint.bold('✗ failed'))
  const at = providers.length > 0 ? ` at ${providers.map(({ title }) => escapeTerminal(title)).join(', ')}` : ''
  const cells = matrix ? countCells(matrix) : undefined
  const parts = [
    `${count(summary.interactions, 'interaction')} of ${count(summary.pacts, 'pact')}${at}`,
    cells && `matrix ${cells.covered} covered, ${cells.excluded} excluded, ${cells.holes} missing`,
    count(summary.errors, 'error'),
    summary.pending > 0 ? `${summary.pending} pending` : undefined,
    count(summary.warnings, 'warning'),
    seconds(durationMs),
  ]
  return `${verb}: ${parts.filter(Boolean).join(' · ')}`
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}

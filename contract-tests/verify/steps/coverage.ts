import { type Exclusion, exclusions } from '../../exclusions.ts'
import type { Finding } from '../finding.ts'
import { type Cell, type Column, columns, type MatrixRow, nameOf } from '../matrix.ts'
import { exampleCell, rowsOf } from '../matrix-rows.ts'
import type { Run, Step } from '../run.ts'

/** Every documented answer and event has an example and a pact, and every provider shows it; or a reason says why not. */
export const coverage: Step = {
  name: 'coverage',
  title: 'Matrix of all answers and events',
  leftOut: ({ own, options }) =>
    own && !options.consumers ? undefined : "only this project's own pacts owe a full matrix",
  async check(run) {
    const shown = await shownColumns(run)
    run.matrix = matrixOf(run, shown, exclusions)
    return { findings: run.matrix.flatMap(holesOf), note: `${run.matrix.length} answers and events` }
  },
}

/** The matrix of what a run has shown so far. */
export function matrixOf(
  run: Pick<Run, 'documents' | 'pacts' | 'verified' | 'probed'>,
  shown: readonly Column[],
  excluded: readonly Exclusion[],
): MatrixRow[] {
  const rows = (['keebai', 'hubmessage'] as const).flatMap((surface) => rowsOf(surface, run.documents[surface]))
  const asked = Map.groupBy(
    run.pacts.flatMap((pact) => pact.interactions.map((one) => keyOfInteraction(pact.surface, one))),
    (key) => key,
  )
  const verified = Map.groupBy(run.verified, ({ pact, interaction }) => keyOfInteraction(pact.surface, interaction))
  const probed = Map.groupBy(run.probed, ({ surface, operation, status }) => `${surface} ${operation} ${status}`)
  return rows.map((row) => {
    const key = keyOf(row)
    const exclusion = excluded.find((one) => isAbout(one, row))
    const evidence = { verified: verified.get(key) ?? [], probed: probed.get(key) ?? [] }
    const cells = shown.map((column): [Column, Cell] => {
      if (column === 'example') return [column, exampleCell(run.documents[row.surface], row)]
      if (column === 'pact') return [column, asked.has(key) ? { state: 'covered' } : missing(exclusion)]
      return [column, providerCell(column, evidence, exclusion)]
    })
    return { ...row, cells: Object.fromEntries(cells) }
  })
}

function providerCell(
  column: Column,
  evidence: Pick<Run, 'verified' | 'probed'>,
  exclusion: Exclusion | undefined,
): Cell {
  const results = evidence.verified.filter(({ provider }) => provider.name === column).map(({ result }) => result)
  const probes = evidence.probed.filter(({ provider }) => provider.name === column)
  if (results.some(({ outcome }) => outcome.endsWith('failed'))) return { state: 'failed' }
  if (probes.some(({ passed }) => !passed)) return { state: 'failed' }
  const passed = results.filter(({ outcome }) => outcome === 'passed')
  if (passed.some(({ prefer }) => prefer === undefined)) return { state: 'covered' }
  if (passed[0]) return { state: 'covered', reason: `asked for by name, Prefer: ${passed[0].prefer}` }
  if (probes.length > 0) return { state: 'covered', reason: 'by a probe' }
  const left = results.find(({ reason }) => reason !== undefined)
  if (left?.reason !== undefined) return { state: 'excluded', reason: left.reason }
  return exclusion?.instead === undefined ? missing(exclusion) : { state: 'hole' }
}

function missing(exclusion: Exclusion | undefined): Cell {
  return exclusion ? { state: 'excluded', reason: exclusion.reason } : { state: 'hole' }
}

/** Whether an exclusion is about a row. One that names an example leaves the rest of its answer to be shown. */
export function isAbout({ surface, operation, status, example }: Exclusion, row: MatrixRow): boolean {
  if (example !== undefined || row.kind !== 'response' || surface !== row.surface) return false
  return String(status) === row.answer && (operation === '*' || operation === row.subject)
}

/** What an answer or event and the interactions about it have in common. */
export function keyOf({ surface, kind, subject, answer }: MatrixRow): string {
  if (kind === 'response') return `${surface} ${subject} ${answer}`
  return `${surface} event ${kind === 'stream-event' ? `${subject}#${answer}` : subject}`
}

export function keyOfInteraction(surface: string, interaction: Run['pacts'][number]['interactions'][number]): string {
  if (interaction.kind === 'http') return `${surface} ${interaction.operation} ${interaction.status}`
  return `${surface} event ${interaction.event}`
}

async function shownColumns(run: Run): Promise<Column[]> {
  const names = (await run.providers()).map(({ provider }) => provider.name)
  return columns.filter((column) => column === 'example' || column === 'pact' || names.some((name) => name === column))
}

/** What failed is told of by the step that saw it fail. */
export function holesOf(row: MatrixRow): Finding[] {
  const holes = columns.filter((column) => row.cells[column]?.state === 'hole')
  if (holes.length === 0) return []
  const hint = holes.includes('example')
    ? 'Give the specification an example of it; pacts and mock are made of examples.'
    : 'Write an interaction in contract-tests/consumers, or exclude it with a reason in contract-tests/exclusions.ts.'
  return [
    {
      check: 'coverage',
      severity: 'error',
      code: 'matrix-hole',
      what: `${nameOf(row)} is not shown by: ${holes.join(', ')}.`,
      where: {
        ...(row.kind === 'response'
          ? { operation: row.subject, status: Number(row.answer) || undefined }
          : { operation: row.subject }),
      },
      hint,
    },
  ]
}

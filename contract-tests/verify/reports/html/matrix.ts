import { type Cell, type Column, columns, type MatrixRow, nameOf } from '../../matrix.ts'
import { html, type Markup } from './markup.ts'

/** Every documented answer and event with who shows it, one small square each. */
export function matrixSection(rows: MatrixRow[]): Markup {
  const shown = columns.filter((column) => rows.some((row) => row.cells[column]))
  const tables = [...Map.groupBy(rows, ({ surface }) => surface)].map(([surface, ofSurface]) =>
    surfaceTables(surface, ofSurface, shown),
  )
  return html`<section class="matrix" aria-label="Matrix">
<h2>Matrix</h2>
<p class="legend"><span>Each answer, left to right: ${shown.map((column, at) => html`${at > 0 && ' · '}<b>${column}</b>`)}</span>
<span><i class="sq covered"></i> shown</span><span><i class="sq excluded"></i> excluded, with a reason</span><span><i class="sq hole"></i> missing</span><span><i class="sq failed"></i> shown otherwise</span></p>
<label class="only"><input type="checkbox" id="only-gaps"> only what is missing or excluded</label>
${tables}
</section>`
}

function surfaceTables(surface: string, rows: MatrixRow[], shown: Column[]): Markup {
  const responses = rows.filter(({ kind }) => kind === 'response')
  const events = rows.filter(({ kind }) => kind !== 'response')
  const answers = [...new Set(responses.map(({ answer }) => columnOf(answer)))].toSorted()
  const operations = [...Map.groupBy(responses, ({ subject }) => subject)]
  return html`<h3>${surface}</h3>
<div class="scroll"><table class="grid">
<thead><tr><th scope="col">operation</th>${answers.map((answer) => html`<th scope="col">${answer}</th>`)}</tr></thead>
<tbody>${operations.map(([subject, ofOne]) => operationRow(subject, ofOne, answers, shown))}</tbody>
</table></div>
${events.length > 0 && eventsTable(events, shown)}`
}

function operationRow(subject: string, rows: MatrixRow[], answers: string[], shown: Column[]): Markup {
  const cells = answers.map((answer) => {
    const inColumn = rows.filter((row) => columnOf(row.answer) === answer)
    const named = inColumn.map(
      (row) => html`${row.answer !== answer && html`<b>${row.answer}</b>`}${squares(row, shown)}`,
    )
    return html`<td>${named}</td>`
  })
  const gap = rows.some((row) => Object.values(row.cells).some(({ state }) => state !== 'covered'))
  return html`<tr${gap ? html` class="gap"` : ''}><th scope="row">${subject}<small title="${rows[0]?.route}">${rows[0]?.route}</small></th>${cells}</tr>\n`
}

/** An operation has one or two ways to succeed, which share a column. */
function columnOf(answer: string): string {
  return answer.startsWith('2') ? '2xx' : answer
}

function eventsTable(rows: MatrixRow[], shown: Column[]): Markup {
  return html`<div class="scroll"><table class="grid events">
<thead><tr><th scope="col">event</th><th scope="col">of</th><th scope="col"></th></tr></thead>
<tbody>${rows.map((row) => {
    const stream = row.kind === 'stream-event'
    const gap = Object.values(row.cells).some(({ state }) => state !== 'covered')
    return html`<tr${gap ? html` class="gap"` : ''}><th scope="row">${stream ? row.answer : row.subject}</th><td class="of">${stream ? `stream of ${row.subject}` : 'webhook'}</td><td>${squares(row, shown)}</td></tr>\n`
  })}</tbody>
</table></div>`
}

function squares(row: MatrixRow, shown: Column[]): Markup {
  const cells = shown.map((column): [Column, Cell | undefined] => [column, row.cells[column]])
  const lines = cells.map(([column, cell]) => `${column}: ${wordsOf(cell)}`)
  return html`<span class="cell" role="img" tabindex="0" aria-label="${nameOf(row)}. ${lines.join('. ')}" title="${nameOf(row)}\n${lines.join('\n')}">${cells.map(([, cell]) => html`<i class="sq ${cell?.state ?? 'excluded'}"></i>`)}</span>`
}

function wordsOf(cell: Cell | undefined): string {
  if (!cell) return 'not looked at'
  const words = { covered: 'shown', failed: 'shown otherwise', hole: 'missing', excluded: 'excluded' }[cell.state]
  return cell.reason ? `${words}, ${cell.reason}` : words
}

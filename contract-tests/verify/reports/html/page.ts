import { createHash } from 'node:crypto'
import type { Report } from '../../report.ts'
import { groupsOf } from '../groups.ts'
import { seconds } from '../units.ts'
import { findingsSection } from './findings.ts'
import { icons } from './icons.ts'
import { html, type Markup, trusted } from './markup.ts'
import { matrixSection } from './matrix.ts'
import { script } from './script.ts'
import { style } from './style.ts'

/** The report as one page that needs nothing else: no script to be read, no address to be reached. */
export function htmlReport(report: Report): string {
  const { verdict, matrix } = report
  const passed = verdict === 'passed'
  const title = `${passed ? 'Passed' : 'Failed'} · trunkline verify`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon(passed))}">
<style>${trusted(style)}</style>
</head>
<body>
<header class="top ${verdict}">
  <div class="wide">
    <p class="product">trunkline verify <span class="version">${report.trunkline}</span></p>
    <h1><span class="mark">${passed ? icons.passed : icons.failed}</span> ${headline(report)}</h1>
    <p class="about">${about(report)}</p>
  </div>
</header>
<main class="wide">
${tiles(report)}
${steps(report)}
${matrix && matrix.length > 0 && matrixSection(matrix)}
${findingsSection(groupsOf(report))}
</main>
<footer class="wide">Specifications: ${report.specifications.map(({ title, version, source }, at) => html`${at > 0 && ' · '}${title} ${version} <code>${source}</code>`)}</footer>
<div id="tip" role="tooltip" hidden></div>
<script>${trusted(script)}</script>
</body>
</html>
`
  return page.markup
}

const scriptHash = createHash('sha256').update(script).digest('base64')

function icon(passed: boolean): string {
  const sign = passed ? 'M4 8.5l2.6 2.6L12 5.6' : 'M5 5l6 6M11 5l-6 6'
  const colour = passed ? '#1a7f4b' : '#c62f3b'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="${colour}"/><path d="${sign}" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>`
}

function headline({ verdict, summary }: Report): string {
  if (verdict === 'failed') return `${plural(summary.errors, 'error')} to look at`
  return summary.warnings > 0 ? 'Everything holds, with notes' : 'Everything holds'
}

function about({ startedAt, durationMs, providers, summary }: Report): Markup {
  const titles = providers.map(({ title }, at) => html`${at > 0 && ', '}<strong>${title}</strong>`)
  const at = providers.length > 0 && html` at ${titles}`
  const when = startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')
  return html`${plural(summary.interactions, 'interaction')} of ${plural(summary.pacts, 'pact')}${at}, in ${seconds(durationMs)} · <time datetime="${startedAt}">${when}</time>`
}

function tiles({ summary, matrix }: Report): Markup {
  const { verified, passed, failed, pendingFailed, errors, warnings, pending } = summary
  const cells = matrix && summary.matrix
  return html`<section class="tiles" aria-label="Summary">
${
  verified > 0 &&
  tile('Verified', `${passed}`, `of ${verified} answers and events as promised`, failed > 0 ? 'bad' : 'good', [
    ['good', passed],
    ['bad', failed],
    ['wait', pendingFailed],
  ])
}
${
  cells &&
  tile(
    'Matrix',
    percent(cells.covered + cells.excluded, cells.cells),
    `${cells.covered} shown, ${cells.excluded} excluded with a reason, ${cells.holes} missing`,
    cells.holes > 0 ? 'bad' : 'good',
    [
      ['good', cells.covered],
      ['none', cells.excluded],
      ['bad', cells.holes],
    ],
  )
}
${tile('Errors', `${errors}`, errors > 0 ? 'make this run fail' : 'nothing makes this run fail', errors > 0 ? 'bad' : 'good')}
${pending > 0 && tile('Pending', `${pending}`, 'errors of pacts that are not expected to hold yet', 'wait')}
${tile('Warnings', `${warnings}`, warnings > 0 ? 'worth knowing, fail nothing' : 'nothing to note', warnings > 0 ? 'wait' : 'good')}
</section>`
}

function tile(name: string, figure: string, text: string, mood: string, bar: [string, number][] = []): Markup {
  const parts = bar.filter(([, share]) => share > 0)
  const segments = parts.map(([kind, share]) => html`<i class="${kind}" style="flex-grow:${share}"></i>`)
  return html`<div class="tile ${mood}"><h2>${name}</h2><p class="figure">${figure}</p><p>${text}</p>${parts.length > 0 && html`<div class="bar" aria-hidden="true">${segments}</div>`}</div>`
}

function steps({ steps }: Report): Markup {
  const signs = { ...icons, 'left-out': icons.leftOut }
  return html`<section class="steps" aria-label="Steps"><ol>
${steps.map(
  ({ title, outcome, note, durationMs }) =>
    html`<li class="${outcome}"><span class="sign" role="img" aria-label="${outcome}">${signs[outcome]}</span><span class="title">${title}</span><span class="note">${note ?? ''}</span><span class="time">${outcome !== 'left-out' && seconds(durationMs)}</span></li>\n`,
)}</ol></section>`
}

/** Rounded down: 100 % means all. */
function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.floor((part / whole) * 100)} %`
}

function plural(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}

import type { Finding } from '../../finding.ts'
import type { ResultEntry } from '../../report.ts'
import { type Group, merged, placesOf, type Shown, tallyOf, weightOf } from '../groups.ts'
import { icons } from './icons.ts'
import { html, type Markup } from './markup.ts'

/** What was found, by consumer, each with the interactions it was found among. */
export function findingsSection(groups: Group[]): Markup {
  const all = groups.flatMap(({ findings }) => findings)
  return html`<section class="findings" aria-label="Findings">
<h2>${all.length === 0 ? 'Results' : 'Findings'}</h2>
${all.length > 0 && filters(groups, all)}
${groups.map(groupMarkup)}
<p class="nothing" hidden>No finding is like that.</p>
</section>`
}

function filters(groups: Group[], all: Finding[]): Markup {
  const count = (weight: string) => merged(all).filter(({ finding }) => weightOf(finding) === weight).length
  const weights = ['error', 'pending', 'warning'].filter((weight) => count(weight) > 0)
  const names = groups.map(({ consumer }) => nameOf(consumer))
  return html`<form class="filters" hidden>
<label>Consumer <select name="consumer"><option value="">all</option>${names.map((name, at) => html`<option value="${at}">${name}</option>`)}</select></label>
<fieldset><legend>Severity</legend>${weights.map((weight) => html`<label class="toggle ${weight}"><input type="checkbox" name="weight" value="${weight}" checked> ${weight} <b>${count(weight)}</b></label>`)}</fieldset>
<label class="search">Find <input type="search" name="text" placeholder="operation, code, text"></label>
</form>`
}

function groupMarkup({ consumer, pacts, results, findings }: Group, at: number): Markup {
  const tallies = tallyOf(results).map(
    ({ provider, passed, failed, pendingFailed, excluded }) =>
      html`<li class="${failed > 0 ? 'bad' : 'good'}"><b>${provider}</b> ${passed} passed${failed > 0 && html`, <strong>${failed} failed</strong>`}${pendingFailed > 0 && `, ${pendingFailed} pending failed`}${excluded > 0 && `, ${excluded} excluded`}</li>`,
  )
  return html`<article class="group" data-group="${at}">
<h3>${nameOf(consumer)}</h3>
${pacts.map((pact) => html`<p class="pact">with ${pact.provider} <code>${pact.source}</code> <span>V${pact.version}, ${pact.interactions} interaction${pact.interactions !== 1 && 's'}${pact.pending && ', pending'}</span></p>`)}
${tallies.length > 0 && html`<ul class="tallies">${tallies}</ul>`}
${merged(findings).map(findingMarkup)}
${findings.length === 0 && html`<p class="clean">Nothing was found.</p>`}
${results.length > 0 && interactions(results)}
</article>`
}

function findingMarkup({ finding, providers }: Shown): Markup {
  const { check, code, what, where, expected, got, curl, hint } = finding
  const weight = weightOf(finding)
  const values = html`<div class="values">${expected !== undefined && html`<div class="expected"><h4>expected</h4><pre>${expected}</pre></div>`}${got !== undefined && html`<div class="got"><h4>got</h4><pre>${got}</pre></div>`}</div>`
  return html`<details class="finding ${weight}" data-weight="${weight}"${weight === 'error' ? html` open` : ''}>
<summary><span class="chip">${weight}</span><span class="what">${what}</span><span class="tags">${providers.map((name) => html`<span class="tag">${name}</span>`)}<code>${code}</code></span></summary>
<div class="body">
${where.interaction !== undefined && html`<p class="interaction">${where.interaction}</p>`}
${(expected !== undefined || got !== undefined) && values}
${hint !== undefined && html`<p class="hint"><b>What to do:</b> ${hint}</p>`}
${curl !== undefined && html`<div class="curl"><pre>${curl}</pre></div>`}
<p class="place">${check}${placesOf(finding).map((place) => html` · <code>${place}</code>`)}</p>
</div></details>
`
}

/** Interactions as rows, providers as columns. */
function interactions(results: ResultEntry[]): Markup {
  const providers = [...new Set(results.map(({ provider }) => provider))]
  const rows = [...Map.groupBy(results, ({ pact, interaction }) => JSON.stringify([pact, interaction])).values()]
  const signs = { passed: icons.passed, failed: icons.failed, 'pending-failed': icons.failed, excluded: icons.leftOut }
  const cell = (result: ResultEntry | undefined) =>
    result
      ? html`<td class="${result.outcome}" title="${result.outcome}, ${Math.round(result.durationMs)} ms">${signs[result.outcome]}</td>`
      : html`<td></td>`
  return html`<details class="interactions"><summary>${rows.length} interaction${rows.length !== 1 && 's'}</summary>
<div class="scroll"><table><thead><tr><th scope="col">interaction</th>${providers.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr><th scope="row">${row[0]?.interaction}${row[0]?.about !== undefined && html`<small>${row[0].about}</small>`}</th>${providers.map((name) => cell(row.find(({ provider }) => provider === name)))}</tr>\n`)}</tbody></table></div></details>`
}

function nameOf(consumer: string | undefined): string {
  return consumer ?? 'The specifications'
}

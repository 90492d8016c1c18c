import type { Finding } from '../finding.ts'
import type { Report, ResultEntry } from '../report.ts'
import { escapeXml } from './escape.ts'
import { groupsOf, placesOf, weightOf } from './groups.ts'

interface Case {
  name: string
  className: string
  durationMs: number
  /** Errors of it. */
  failures: Finding[]
  /** Why its result does not count. */
  skipped?: string
  /** Warnings, and the errors of what is pending. */
  notes: Finding[]
}

interface Suite {
  name: string
  pact?: string
  cases: Case[]
}

/**
 * The report as JUnit XML: one suite per consumer and provider with its interactions as cases, one per consumer for
 * what was found without a provider, and one for the steps of the run. What is pending is skipped, with its findings
 * as output.
 */
export function junitReport(report: Report): string {
  const suites = [...groupsOf(report).flatMap((group) => suitesOf(group.consumer, group, report)), stepsSuite(report)]
  const written = suites.filter(({ cases }) => cases.length > 0)
  const cases = written.flatMap((suite) => suite.cases)
  const attributes = {
    name: 'trunkline verify',
    tests: cases.length,
    failures: cases.filter(hasFailed).length,
    errors: 0,
    time: secondsOf(report.durationMs),
  }
  const body = written.map((suite) => suiteXml(suite, report.startedAt)).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${xmlAttributes(attributes)}>\n${body}</testsuites>\n`
}

function suitesOf(
  consumer: string | undefined,
  { results, findings }: { results: ResultEntry[]; findings: Finding[] },
  { pacts }: Report,
): Suite[] {
  if (consumer === undefined) return []
  const byPair = Map.groupBy(results, ({ pact, provider }) => JSON.stringify([pact, provider]))
  const verified = [...byPair.values()].map((ofPair): Suite => {
    const { pact = '', provider = '' } = ofPair[0] ?? {}
    const about = pacts.find(({ source }) => source === pact)?.provider
    return {
      name: `${consumer} → ${about ?? 'provider'} at ${provider}`,
      pact,
      cases: ofPair.map((result) => resultCase(result, findings)),
    }
  })
  const others = findings.filter((finding) => !results.some((result) => isAbout(finding, result)))
  const byInteraction = Map.groupBy(others, ({ check, where }) =>
    JSON.stringify([check, where.pact, where.interaction]),
  )
  const cases = [...byInteraction.values()].map((ofOne): Case => {
    const { check = '', where, what = '' } = ofOne[0] ?? {}
    return { ...sorted(ofOne), name: where?.interaction ?? what, className: `${consumer}.${check}`, durationMs: 0 }
  })
  return [...verified, { name: `${consumer} ↔ specification`, cases }]
}

function resultCase(result: ResultEntry, findings: Finding[]): Case {
  const { consumer, provider, interaction, durationMs, outcome } = result
  const own = sorted(findings.filter((finding) => isAbout(finding, result)))
  const failed = outcome === 'failed' && own.failures.length === 0
  const unexplained: Finding = {
    check: 'provider',
    severity: 'error',
    code: 'interaction-failed',
    what: 'The interaction failed',
    where: { consumer, provider, interaction },
  }
  return {
    ...own,
    failures: failed ? [unexplained] : own.failures,
    ...(outcome === 'excluded' && { skipped: 'left out at this provider' }),
    name: interaction,
    className: `${consumer}.${provider}`,
    durationMs,
  }
}

/** The steps as cases; a step fails here by what was found about no consumer. */
function stepsSuite({ steps, findings }: Report): Suite {
  const free = findings.filter(({ where }) => where.consumer === undefined)
  const cases = steps.map((step): Case => {
    const own = sorted(free.filter(({ check }) => check === step.name))
    const skipped = step.outcome === 'left-out' && { skipped: step.note ?? 'left out' }
    return { ...own, ...skipped, name: step.title, className: 'trunkline.verify', durationMs: step.durationMs }
  })
  const others = free.filter(({ check }) => !steps.some(({ name }) => name === check))
  const more = others.map((finding) => ({
    ...sorted([finding]),
    name: finding.what,
    className: `trunkline.${finding.check}`,
    durationMs: 0,
  }))
  return { name: 'trunkline verify', cases: [...cases, ...more] }
}

function sorted(findings: Finding[]): Pick<Case, 'failures' | 'notes' | 'skipped'> {
  const failures = findings.filter((finding) => weightOf(finding) === 'error')
  const notes = findings.filter((finding) => weightOf(finding) !== 'error')
  const pending = failures.length === 0 && notes.some((finding) => weightOf(finding) === 'pending')
  return { failures, notes, ...(pending && { skipped: 'pending' }) }
}

function isAbout({ where }: Finding, { pact, provider, interaction }: ResultEntry): boolean {
  return where.pact === pact && where.provider === provider && where.interaction === interaction
}

function hasFailed({ failures }: Case): boolean {
  return failures.length > 0
}

function suiteXml({ name, pact, cases }: Suite, startedAt: string): string {
  const attributes = {
    name,
    tests: cases.length,
    failures: cases.filter(hasFailed).length,
    errors: 0,
    skipped: cases.filter((one) => !hasFailed(one) && one.skipped !== undefined).length,
    time: secondsOf(cases.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    timestamp: startedAt.replace(/\.\d+Z$/, ''),
  }
  const property = pact
    ? `    <properties>\n      <property${xmlAttributes({ name: 'pact', value: pact })}/>\n    </properties>\n`
    : ''
  return `  <testsuite${xmlAttributes(attributes)}>\n${property}${cases.map(caseXml).join('')}  </testsuite>\n`
}

function caseXml(one: Case): string {
  const { name, className, durationMs, failures, notes, skipped } = one
  const head = `    <testcase${xmlAttributes({ name, classname: className, time: secondsOf(durationMs) })}`
  const [first] = failures
  const verdict = first
    ? `      <failure${xmlAttributes({ message: first.what, type: first.code })}>${escapeXml(failures.map(plainText).join('\n\n'))}</failure>\n`
    : skipped === undefined
      ? ''
      : `      <skipped${xmlAttributes({ message: skipped })}/>\n`
  const output =
    notes.length > 0 ? `      <system-out>${escapeXml(notes.map(plainText).join('\n\n'))}</system-out>\n` : ''
  return verdict || output ? `${head}>\n${verdict}${output}    </testcase>\n` : `${head}/>\n`
}

function plainText(finding: Finding): string {
  const { code, what, expected, got, curl, hint } = finding
  const lines = [
    `${what} [${code}]`,
    ...Object.entries({ where: placesOf(finding).join(', '), expected, got, curl, hint }).flatMap(([name, value]) =>
      value ? [`${name}: ${value}`] : [],
    ),
  ]
  return lines.join('\n')
}

function xmlAttributes(attributes: Record<string, string | number>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`)
    .join('')
}

function secondsOf(ms: number): string {
  return (ms / 1_000).toFixed(3)
}

import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Finding } from './finding.ts'
import type { VerifyOptions } from './options.ts'
import { type Output, paintFor } from './output.ts'
import { prepare } from './prepare.ts'
import { type Progress, progressOn } from './progress.ts'
import type { Report, ResultEntry, StepEntry } from './report.ts'
import { weightOf } from './reports/groups.ts'
import { writeReports } from './reports/write.ts'
import { plural, type Run, type Step, type StepResult, type Verified } from './run.ts'
import { openScratch } from './scratch.ts'
import { publishing } from './steps/publishing.ts'
import { steps } from './steps.ts'
import { summaryOf } from './summary.ts'

interface Terminal {
  stdout: Output
  stderr: Output
  env: NodeJS.ProcessEnv
}

/**
 * `trunkline verify`. Resolves to the exit code: 0 everything holds, 1 something does not. Throws Unusable where no run can be made,
 * and the reason of the signal where that stopped it.
 */
export async function runVerify(
  options: VerifyOptions,
  { stdout, stderr, env }: Terminal,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  const progress = progressOn(stderr, paintFor(stderr, env))
  const abort = abortOf(signal)
  try {
    // Only a process of its own may say where all of it puts things aside.
    const work = () => verify(options, progress, env, abort)
    const verified = env === process.env ? inScratch(signal, work) : work()
    const report = await Promise.race([verified, abort.catch((reason) => afterTidying(verified, reason))])
    await writeReports(report, options.reports, stdout, env)
    return report.verdict === 'passed' ? 0 : 1
  } finally {
    progress.end()
  }
}

/** What a stopped run has to close gets a moment for it. */
const tidyingMs = 3_000

async function afterTidying(verified: Promise<unknown>, reason: unknown): Promise<never> {
  const timeUp = pause(tidyingMs, undefined, { ref: false })
  await Promise.race([verified.catch(() => undefined), timeUp])
  throw reason
}

/** What a stopped run leaves goes away with the process: some of it may be at work until then. */
async function inScratch<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  const scratch = openScratch()
  try {
    return await work()
  } finally {
    if (!signal.aborted) scratch.close()
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  const abort = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  abort.catch(() => undefined)
  return abort
}

/** Every step of a run, one after the other. */
async function verify(
  options: VerifyOptions,
  progress: Progress,
  env: NodeJS.ProcessEnv,
  abort: Promise<never>,
): Promise<Report> {
  const startedAt = new Date()
  const since = performance.now()
  await using preparation = await prepare(options, env)
  const { run, fromBroker } = preparation
  for (const notice of new Set(fromBroker.flatMap(({ notices }) => notices))) progress.tell(notice)
  const entries = [reading(run, since)]
  entries.forEach(progress.done)
  for (const step of [...steps, publishing(fromBroker)]) {
    entries.push(await Promise.race([take(step, run, progress), abort]))
  }
  const pacts = run.pacts.map(({ interactions, content: _, ...pact }) => ({
    ...pact,
    interactions: interactions.length,
  }))
  const found = {
    results: run.verified.map(toEntry),
    ...(run.matrix && { matrix: run.matrix }),
    findings: run.findings,
  }
  const summary = summaryOf({ pacts, ...found })
  return {
    format: 'trunkline-verify',
    formatVersion: 1,
    trunkline: await version(),
    verdict: summary.errors > 0 ? 'failed' : 'passed',
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - since),
    summary,
    specifications: run.specifications,
    providers: (await run.providers()).map(({ provider: { name, title } }) => ({ name, title })),
    pacts,
    steps: entries,
    ...found,
  }
}

/** The first line: what the run is about, and what was left out while reading it. */
function reading({ pacts, findings }: Run, since: number): StepEntry {
  const interactions = pacts.reduce((sum, pact) => sum + pact.interactions.length, 0)
  const note = `${plural(interactions, 'interaction')} of ${plural(pacts.length, 'pact')}`
  return entryOf({ name: 'pacts', title: 'Pacts read' }, { findings, note }, since)
}

function entryOf(
  { name, title }: Pick<StepEntry, 'name' | 'title'>,
  { findings, note }: StepResult,
  since: number,
): StepEntry {
  const errors = countOf(findings, 'error')
  const warnings = countOf(findings, 'warning') + countOf(findings, 'pending')
  const outcome = errors > 0 ? 'failed' : warnings > 0 ? 'warned' : 'passed'
  const durationMs = Math.round(performance.now() - since)
  return { name, title, outcome, ...(note && { note }), durationMs, errors, warnings }
}

async function take(step: Step, run: Run, progress: Progress): Promise<StepEntry> {
  const { name, title } = step
  const reason = step.leftOut?.(run)
  if (reason !== undefined) {
    const entry: StepEntry = { name, title, outcome: 'left-out', note: reason, durationMs: 0, errors: 0, warnings: 0 }
    progress.done(entry)
    return entry
  }
  progress.start(title)
  const since = performance.now()
  const result = await step.check(run, progress.update)
  run.findings.push(...result.findings)
  const entry = entryOf(step, result, since)
  progress.done(entry)
  return entry
}

function countOf(findings: Finding[], weight: string): number {
  return findings.filter((finding) => weightOf(finding) === weight).length
}

function toEntry({ pact, interaction, provider, result }: Verified): ResultEntry {
  const about =
    interaction.kind === 'message'
      ? interaction.event && `event ${interaction.event}`
      : interaction.operation && `${interaction.operation} ${interaction.status}`
  return {
    consumer: pact.consumer,
    pact: pact.source,
    provider: provider.title,
    interaction: interaction.description,
    ...(about && { about }),
    outcome: result.outcome,
    durationMs: Math.round(result.durationMs),
  }
}

async function version(): Promise<string> {
  const manifest = await readFile(fileURLToPath(import.meta.resolve('trunkline/package.json')), 'utf8')
  return JSON.parse(manifest).version
}

import { performance } from 'node:perf_hooks'
import type { Json } from '../../json.ts'
import type { Finding } from '../../verify/finding.ts'
import { errorCases } from '../correspondence/error-cases.ts'
import { subjects } from '../correspondence/index.ts'
import { type ErrorCase, type Pair, pairsOf } from '../entry.ts'
import { type Intent, intents } from './intents/index.ts'
import { openReceiver } from './receiver.ts'
import { createTrial, type Rig } from './trial.ts'

/** What one intent led to through both shapes. */
export interface IntentResult {
  name: string
  /** Entries whose transformations ran on real values, and errors that were really answered. */
  entries: string[]
  passed: boolean
  /** What both ways left behind: stored, on the phone, told by events. */
  facts: Record<string, Json>
  durationMs: number
}

export interface CrossCheckOptions {
  /** Where the sandbox is asked, when not at its own address. */
  url?: string
  /** The correspondence to run instead of the one of this project. */
  pairs?: readonly Pair[]
  errorCases?: readonly ErrorCase[]
}

/**
 * Carries out the same intents through both shapes on a sandbox, each in a company of its own: they have to leave the same facts,
 * the same effect on the phone and the same events, and every mapping of the correspondence has to hold on the real values.
 */
export async function executeCrossCheck(
  sandbox: Rig['sandbox'] & { url: string },
  options: CrossCheckOptions = {},
): Promise<{ intents: IntentResult[]; findings: Finding[] }> {
  await using receiver = await openReceiver()
  const pairs = options.pairs ?? pairsOf(subjects, 'keebai', 'hubmessage')
  const cases: readonly ErrorCase[] = options.errorCases ?? errorCases
  const rig: Rig = { sandbox, url: options.url ?? sandbox.url, receiver, pairs, cases }
  const done = await Promise.all(intents.map((intent) => runIntent(rig, intent)))
  const results = done.map(({ result }) => result)
  const findings = done.flatMap((one) => one.findings)
  const executed = new Set(results.flatMap(({ entries }) => entries))
  return { intents: results, findings: [...findings, ...notExecuted(pairs, cases, executed)] }
}

async function runIntent(rig: Rig, { name, run }: Intent): Promise<{ result: IntentResult; findings: Finding[] }> {
  const trial = createTrial(rig, name)
  const began = performance.now()
  try {
    await run(trial)
  } catch (error) {
    trial.fail('intent-failed', error instanceof Error ? error.message : String(error))
  }
  const { findings, facts } = trial
  const entries = [...trial.entries].sort()
  const durationMs = performance.now() - began
  return { result: { name, entries, passed: findings.length === 0, facts, durationMs }, findings }
}

/** Mappings that no intent has run, though nothing says that none can. */
function notExecuted(pairs: readonly Pair[], cases: readonly ErrorCase[], executed: Set<string>): Finding[] {
  const mapped = pairs.filter(({ by }) => by !== undefined)
  const both = cases.filter(({ keebai, hubmessage }) => !('absent' in keebai) && !('absent' in hubmessage))
  return [...mapped, ...both]
    .filter(({ id, notExecuted: reason }) => !executed.has(id) && reason === undefined)
    .map(({ id }) => ({
      check: 'cross-check',
      severity: 'error',
      code: 'mapping-not-executed',
      what: `No intent runs ${id}.`,
      where: { provider: 'sandbox' },
      hint: 'Add an intent that shows it, or say in the entry why none can.',
    }))
}

import { performance } from 'node:perf_hooks'
import type { Json, JsonObject } from '../../json.ts'
import type { Finding } from '../../verify/finding.ts'
import { dialects } from '../correspondence/dialects.ts'
import { errorCases } from '../correspondence/error-cases.ts'
import { subjects } from '../correspondence/index.ts'
import { type ErrorCase, isAbsent, type Pair, pairsOf, type Subject } from '../entry.ts'
import { type DialectRigs, sendInBothDialects } from './dialects.ts'
import { intents } from './intents/index.ts'
import { openReceiver } from './receiver.ts'
import { createTrial, type Rig, type Trial } from './trial.ts'

/** What one intent led to through both shapes, or in both dialects. */
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
  /** Names of the intents to carry out; every one when absent. */
  only?: readonly string[]
  /** The correspondence to run instead of the one of this project. */
  subjects?: readonly Subject[]
  errorCases?: readonly ErrorCase[]
  dialects?: Subject<'prose', 'reference'>
}

type Target = Rig['sandbox'] & { url: string }

/**
 * Carries out the same intents through both shapes on a sandbox that answers `auto`, each in a company of its own: they have to leave
 * the same facts, the same effect on the phone and the same events, and every mapping of the correspondence has to hold on the real
 * values. Sends are made in both dialects of Keebai as well, there and on two sandboxes of its own that answer strictly.
 */
export async function executeCrossCheck(
  sandbox: Target,
  options: CrossCheckOptions = {},
): Promise<{ intents: IntentResult[]; findings: Finding[] }> {
  await using receiver = await openReceiver()
  const pairs = pairsOf(options.subjects ?? subjects, 'keebai', 'hubmessage')
  const cases: readonly ErrorCase[] = options.errorCases ?? errorCases
  const rig: Rig = { sandbox, url: options.url ?? sandbox.url, receiver, pairs, cases }
  const subject = options.dialects ?? dialects
  const isMeant = (name: string) => options.only?.includes(name) ?? true
  const shapes = intents
    .filter(({ name }) => isMeant(name))
    .map(({ name, run }) => runIntent(createTrial(rig, name), run))
  const inDialects = await executeDialects(rig, subject, Object.keys(sends).filter(isMeant))
  const done = [...(await Promise.all(shapes)), ...inDialects]
  const executed = new Set(done.flatMap(({ result }) => result.entries))
  const expected = options.only ? [] : [...pairs, ...pairsOf([subject], 'prose', 'reference')]
  return {
    intents: done.map(({ result }) => result),
    findings: [
      ...done.flatMap(({ findings }) => findings),
      ...notExecuted(expected, options.only ? [] : cases, executed),
    ],
  }
}

interface Done {
  result: IntentResult
  findings: Finding[]
}

const sends: Record<string, [place: string, message: JsonObject]> = {
  'send a text in both dialects': ['sendTextMessage', { text: 'Hola' }],
  'send a template in both dialects': [
    'sendTemplateMessage',
    { template_name: 'welcome_v2', language: 'es', variables: { nombre: 'Lucio', monto: '1500' } },
  ],
}

async function executeDialects(auto: Rig, subject: Subject<'prose', 'reference'>, names: string[]): Promise<Done[]> {
  if (names.length === 0) return []
  const { openSandbox } = await import('../../../mocks/sandbox/sandbox.ts')
  const open = (dialect: 'prose' | 'reference') => openSandbox({ port: 0, lazy: true, logLevel: 'error', dialect })
  await using prose = await open('prose')
  await using reference = await open('reference')
  const pairs = pairsOf([subject], 'prose', 'reference')
  const rigOf = (target: Target): Rig => ({ ...auto, sandbox: target, url: target.url, pairs })
  const rigs: DialectRigs = {
    auto: { ...auto, pairs },
    prose: rigOf(prose),
    reference: rigOf(reference),
  }
  const all = names.map((name) => {
    const [place = '', message = {}] = sends[name] ?? []
    return runIntent(createTrial(rigs.auto, name), (trial) => sendInBothDialects(rigs, trial, place, message))
  })
  return await Promise.all(all)
}

async function runIntent(trial: Trial, run: (trial: Trial) => Promise<void>): Promise<Done> {
  const began = performance.now()
  try {
    await run(trial)
  } catch (error) {
    trial.fail('intent-failed', error instanceof Error ? error.message : String(error))
  }
  const { name, findings, facts } = trial
  const entries = [...trial.entries].sort()
  const durationMs = performance.now() - began
  return { result: { name, entries, passed: findings.length === 0, facts, durationMs }, findings }
}

/** Mappings that no intent has run, though nothing says that none can; and those that ran though it is said that none can. */
function notExecuted(pairs: readonly Pair[], cases: readonly ErrorCase[], executed: Set<string>): Finding[] {
  const mapped = pairs.filter(({ by }) => by !== undefined)
  const both = cases.filter(({ keebai, hubmessage }) => !isAbsent(keebai) && !isAbsent(hubmessage))
  return [...mapped, ...both]
    .filter(({ id, notExecuted: reason }) => executed.has(id) !== (reason === undefined))
    .map(({ id }) => ({
      check: 'cross-check',
      severity: 'error',
      code: executed.has(id) ? 'mapping-executed' : 'mapping-not-executed',
      what: executed.has(id) ? `${id} was run, though its entry says that no intent can.` : `No intent runs ${id}.`,
      where: { provider: 'sandbox' },
      hint: executed.has(id)
        ? 'Take `notExecuted` out of the entry.'
        : 'Add an intent that shows it, or say in the entry why none can.',
    }))
}

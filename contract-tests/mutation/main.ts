/**
 * The mutation check: plants faults between the verifier and each provider, one at a time in each interaction, and counts how many `verify` notices.
 * `--count N` faults (600), `--seed N` which (1), `--all`, `--only TEXT` of their names. Ends with 1 below the share that has to be noticed.
 */
import { parseArgs } from 'node:util'
import { readDocument } from '../compare/document.ts'
import { readPacts } from '../pact-file/read-pacts.ts'
import { startGatewayProvider } from '../provider/gateway.ts'
import { startMockProvider } from '../provider/mock.ts'
import { startSandboxProvider } from '../provider/sandbox.ts'
import { openVerifierProcess } from '../provider/verifier-process.ts'
import { openProviderRun } from '../provider/verify-pact.ts'
import { chooseMutants } from './choose.ts'
import { mutantsOf } from './mutants-of.ts'
import { reportLines, scoreOf } from './report.ts'
import { breakGround, runMutants } from './run-mutants.ts'
import { survivors } from './survivors.ts'

const shareMin = 0.97

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})
const began = performance.now()
const say = (line: string) => process.stdout.write(`${line}\n`)

const every = ['keebai', 'hubmessage']
  .flatMap((name) => mutantsOf(readDocument(name)))
  .filter(({ name }) => name.includes(values.only))
const mutants = values.all ? every : chooseMutants(every, Number(values.count), Number(values.seed))
const subjects = new Set(mutants.map(({ surface, subject }) => `${surface} ${subject}`)).size
say(`${mutants.length} of ${every.length} faults over ${subjects} operations and events, seed ${values.seed}`)

const { pacts, findings } = readPacts([new URL('../pacts', import.meta.url).pathname])
await using verifier = openVerifierProcess()
const runs = await Promise.all(
  [startGatewayProvider, startSandboxProvider, startMockProvider].map((provider) =>
    openProviderRun({ provider, verifier }),
  ),
)
try {
  const grounds = await Promise.all(runs.map((run) => breakGround(run, pacts)))
  const failed = [...findings.map(({ what }) => what), ...grounds.flatMap((ground) => ground.failed)]
  for (const one of failed) say(`fails without any fault: ${one}`)

  const outcomes = await runMutants(mutants, pacts, grounds)
  const ran = new Set(outcomes.map(({ mutant }) => mutant))
  const unchecked = mutants.filter((mutant) => !ran.has(mutant))
  for (const line of reportLines(outcomes, unchecked)) say(line)
  const known = new Set(survivors.map(({ mutant }) => mutant))
  const outdated = outcomes.filter(({ mutant, result }) => result === 'killed' && known.has(mutant.name))
  for (const { mutant } of outdated) say(`noticed, although listed as a survivor: ${mutant.name}`)
  say(`${((performance.now() - began) / 1000).toFixed(1)} s`)
  if (failed.length > 0 || outdated.length > 0 || scoreOf(outcomes).share < shareMin) process.exitCode = 1
} finally {
  await Promise.all(runs.map((run) => run.close()))
}
// Timers of libraries (Baileys waits 30 s after each login) may hold the process no longer.
setTimeout(() => process.exit(), 100).unref()

import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { createLog } from '../../server/logging/log.ts'
import { runUntilSignal } from '../../server/run-until-signal.ts'
import { sandboxBanner } from './banner.ts'
import { readSandboxSettings, type SandboxCommand } from './settings.ts'

/** `trunkline sandbox`. Flags go before variables. Resolves with the exit code after a signal. */
export async function runSandbox(command: SandboxCommand, environment: NodeJS.ProcessEnv): Promise<number> {
  const settings = readSandboxSettings(command, environment)
  const log = createLog(settings.logLevel)
  const grow = keepYoungHeapSmall()
  const { openSandbox } = await import('./sandbox.ts')
  const seed = await seedOf(command.seedFile)
  const dataDirectory = command.ephemeral ? undefined : settings.dataDirectory
  const sandbox = await openSandbox({ ...settings, dataDirectory, seed, log })
  const stopped = runUntilSignal(log, sandbox.close)
  await Promise.race([sandbox.ready, stopped])
  grow()
  if (!['127.0.0.1', 'localhost', '::1'].includes(settings.host)) {
    process.stderr.write(`Warning: listening on ${settings.host}; whoever reaches this port controls the sandbox.\n`)
  }
  process.stdout.write(sandboxBanner(sandbox, dataDirectory))
  return stopped
}

async function seedOf(file: string | undefined) {
  if (file === undefined) return undefined
  const { readSeed } = await import('./read-seed.ts')
  return readSeed(readFileSync(file, 'utf8'), file)
}

/**
 * Everything a start loads stays, which V8 takes for a reason to grow its young generation to 48 MB; it never
 * shrinks again. Kept small until the function it returns is called, an idle sandbox needs 30 MB less.
 */
function keepYoungHeapSmall(): () => void {
  setFlagsFromString('--semi-space-growth-factor=1')
  return () => setFlagsFromString('--semi-space-growth-factor=2')
}

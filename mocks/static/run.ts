import { createLog } from '../../server/logging/log.ts'
import { runUntilSignal } from '../../server/run-until-signal.ts'
import { mockBanner } from './banner.ts'
import { type MockCommand, readMockSettings } from './settings.ts'
import { openStaticMock } from './static-mock.ts'

/** `trunkline mock`. Flags go before variables. Resolves with the exit code after a signal. */
export async function runMock(command: MockCommand, environment: NodeJS.ProcessEnv): Promise<number> {
  const { logLevel, ...settings } = readMockSettings(command, environment)
  const log = createLog(logLevel)
  const mock = await openStaticMock({ ...settings, log })
  const stopped = runUntilSignal(log, mock.close)
  await Promise.race([mock.ready, stopped])
  process.stdout.write(mockBanner(mock.url))
  return stopped
}

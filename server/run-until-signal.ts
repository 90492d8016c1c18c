import type { Log } from './domain/ports/log.ts'

/**
 * Keeps a process running until SIGTERM or SIGINT, then closes it. A signal may come twice, to
 * npm's process group and through npm itself: the second changes nothing.
 * @returns the exit code
 */
export function runUntilSignal(log: Log, close: () => Promise<void>): Promise<number> {
  // One channel's fault must not end a process that serves many.
  process.on('uncaughtException', (error) => log.fault('process.uncaught', error))
  process.on('unhandledRejection', (error) => log.fault('process.unhandled', error))
  return new Promise((resolve) => {
    let closing = false
    const stop = () => {
      if (closing) return
      closing = true
      close().then(
        () => resolve(0),
        (error: unknown) => {
          log.fault('process.close_failed', error)
          resolve(1)
        },
      )
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}

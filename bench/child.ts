import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Answer, Question, Report } from './report.ts'

/** A process under measurement (or the load generator), spoken to over IPC. */
export interface Child extends AsyncDisposable {
  pid: number
  /** Resolves with the next message that `report.ts` does not answer itself. */
  said<Message>(): Promise<Message>
  /** What the process has used so far. */
  report(): Promise<Report>
  send(message: object): void
  stop(): Promise<void>
}

/**
 * Starts a module with `report.ts` loaded before it, so that any program can be asked for its CPU time, also one
 * that is not ours. Its output is dropped: writing to /dev/null is the cheapest logging there is.
 */
export function startChild(
  module: URL | string,
  options: { args?: string[]; env?: NodeJS.ProcessEnv; quiet?: boolean } = {},
): Child {
  const child = fork(module, options.args ?? [], {
    execArgv: ['--import', new URL('./report.ts', import.meta.url).href],
    env: { ...process.env, NODE_ENV: undefined, ...options.env },
    stdio: ['ignore', 'ignore', options.quiet === false ? 'inherit' : 'ignore', 'ipc'],
  })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  return {
    pid: child.pid ?? 0,
    said: <Message>() => next(child, (message) => (isAnswer(message) ? undefined : (message as Message))),
    async report() {
      const answered = next(child, (message) => (isAnswer(message) ? message.report : undefined))
      child.send({ ask: 'report' } satisfies Question)
      return answered
    },
    send: (message) => void child.send(message),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function next<Found>(child: ChildProcess, pick: (message: unknown) => Found | undefined): Promise<Found> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      const found = pick(message)
      if (found === undefined) return
      child.off('message', onMessage).off('exit', onExit)
      resolve(found)
    }
    const onExit = (code: number | null) => reject(new Error(`a measured process ended with ${code}`))
    child.on('message', onMessage).once('exit', onExit)
  })
}

function isAnswer(message: unknown): message is Answer {
  return typeof message === 'object' && message !== null && 'report' in message
}

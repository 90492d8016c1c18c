import type { Terminal } from '../command.ts'

/** Tells how connecting goes: sentences for people, or events for programs, never both on stdout. */
export interface Report {
  /** For programs only. */
  event(name: string, data: unknown): void
  /** For people only. */
  say(text: string): void
  /** The one thing that was asked for. */
  result(name: string, data: unknown, text: string): void
  /** To people on stderr, to programs on stdout as well. */
  failure(name: string, data: unknown, text: string): void
}

export function createReport({ stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>, json: boolean): Report {
  const event = (name: string, data: unknown) => {
    if (json) stdout.write(`${JSON.stringify({ event: name, data })}\n`)
  }
  const say = (text: string) => {
    if (!json) stdout.write(text)
  }
  return {
    event,
    say,
    result(name, data, text) {
      event(name, data)
      say(`${text}\n`)
    },
    failure(name, data, text) {
      event(name, data)
      stderr.write(`${text}\n`)
    },
  }
}

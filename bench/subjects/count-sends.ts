import type { Gateway } from '../../server/compose.ts'
import { say } from './listening.ts'

export interface Sends {
  /** Messages handed to a line so far. */
  sends: number
}

/** Answers `{ask: 'sends'}`. */
export function countSends({ context }: Gateway): void {
  let sends = 0
  const { of } = context.lines
  context.lines.of = (channel) => {
    sends += 1
    return of(channel)
  }
  process.on('message', (message: { ask?: string }) => {
    if (message.ask === 'sends') say({ sends } satisfies Sends)
  })
}

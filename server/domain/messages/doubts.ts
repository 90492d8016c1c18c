import type { Context } from '../context.ts'
import { change } from './settle.ts'
import { givenUp } from './transitions.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'settings'>

/** A send that takes longer than this was lost on the way. */
const strandedAfterMs = 60_000
/** An acceptance nobody confirmed for this long counts as sent: the confirmation was lost, the message was not. */
const unconfirmedMaxMs = 600_000

/**
 * Looks after messages whose outcome is open: what a crash left `sending` is in doubt; what stays
 * in doubt is given up; an acceptance without any report becomes sent; overdue ones are withdrawn.
 */
export async function sweepDoubts(context: Tools): Promise<void> {
  const { storage, clock, signals, settings } = context
  const { messages } = storage.read
  const now = clock.now()

  for (const { id } of await messages.stranded(now - strandedAfterMs)) {
    await change(
      context,
      (tables) => tables.messages.find(id),
      (message) => (message.state === 'sending' ? { ...message, state: 'in_doubt' } : message),
    )
  }
  for (const { id } of await messages.doubtfulBefore(now - settings.doubtMs)) {
    await change(
      context,
      (tables) => tables.messages.find(id),
      (message) => (message.state === 'in_doubt' ? givenUp(message, now) : message),
    )
  }
  for (const { id } of await messages.unconfirmedSince(now - unconfirmedMaxMs)) {
    await change(
      context,
      (tables) => tables.messages.find(id),
      (message) => (message.state === 'accepted' ? { ...message, state: 'sent' } : message),
    )
  }
  const overdue = await storage.transaction((tables) => tables.messages.cancelOverdue(now))
  for (const id of overdue) signals.raise(`message.${id}`)
}

/** When the next open outcome is due to be given up. */
export async function nextDoubt({ storage, settings }: Tools): Promise<number | undefined> {
  const oldest = await storage.read.messages.oldestDoubt()
  return oldest === undefined ? undefined : oldest + settings.doubtMs
}

import type { Context } from '../context.ts'

/** How long a broadcast can be asked for after it was accepted; one that is not over yet is kept. */
export const broadcastsKeptMs = 30 * 86_400_000

const perLook = 100
/** Few enough that nobody waits long for the store. */
const messagesPerCommit = 500

/** Deletes broadcasts nobody can ask for any more, with their messages. */
export async function forgetBroadcasts({ storage, clock }: Pick<Context, 'storage' | 'clock'>): Promise<void> {
  const before = clock.now() - broadcastsKeptMs
  for (;;) {
    const ended = await storage.read.broadcasts.ended(before, perLook)
    if (ended.length === 0) return
    for (const id of ended) {
      while (!(await storage.transaction(({ broadcasts }) => broadcasts.forget(id, messagesPerCommit))));
    }
  }
}

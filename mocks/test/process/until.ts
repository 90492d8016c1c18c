import { setTimeout as pause } from 'node:timers/promises'

const everyMs = 10

/**
 * Asks until the answer is neither undefined nor false, and resolves with it. An answer that is expected
 * to fail for a while is the asker's to catch. Rejects with what was last seen when the time is up.
 */
export async function until<Answer>(
  ask: () => Answer | Promise<Answer>,
  { withinMs = 15_000, seen }: { withinMs?: number; seen?: () => unknown } = {},
): Promise<Exclude<Answer, undefined | false>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer as Exclude<Answer, undefined | false>
    if (performance.now() > deadline) {
      const last = seen === undefined ? '' : ` Last seen: ${JSON.stringify(seen())}`
      throw new Error(`It did not happen within ${withinMs} ms.${last}`)
    }
    await pause(everyMs)
  }
}

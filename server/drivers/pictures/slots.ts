import { PictureUnusable } from '../../domain/ports/pictures.ts'

/** Runs a few at a time, the others in turn. When too many wait, one more is refused. */
export function createSlots({ atOnce, waitingMax }: { atOnce: number; waitingMax: number }) {
  const waiting: (() => void)[] = []
  let running = 0

  return async function inSlot<Made>(make: () => Promise<Made>): Promise<Made> {
    if (running >= atOnce) {
      if (waiting.length >= waitingMax) throw new PictureUnusable('busy', 'too many pictures are being converted')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else {
      running += 1
    }
    try {
      return await make()
    } finally {
      // The slot goes to whoever has waited longest, or becomes free.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}

import type { Context } from '../context.ts'
import { mediumKeptMs } from './medium.ts'

const perStepMax = 100

/** Forgets media past their time, and whatever of their bytes a crash left behind. */
export async function expireMedia({
  storage,
  clock,
  blobs,
}: Pick<Context, 'storage' | 'clock' | 'blobs'>): Promise<void> {
  const now = clock.now()
  for (;;) {
    const expired = await storage.transaction(async ({ media }) => {
      const due = await media.expired(now, perStepMax)
      for (const { company, id } of due) await media.remove(company, id)
      return due
    })
    for (const { company, blob } of expired) if (blob !== null) await blobs.delete(company, blob)
    if (expired.length < perStepMax) break
  }
  await blobs.deleteOlderThan(now - mediumKeptMs)
}

import { setTimeout as pause } from 'node:timers/promises'
import type { startLoad } from './load.ts'
import { textBodies } from './recipients.ts'
import type { Sends } from './subjects/count-sends.ts'
import type { Subject } from './subjects.ts'

/** One subject in one round. */
export interface Measured {
  requestsPerSecond: number
  /** Server CPU of one request, the sending of queued messages taken out. */
  cpuUs: number
  /** As the clock of the process shows it, sends under way included. */
  cpuUsUncorrected: number
  /** CPU of sending one accepted message to its end; null where nothing is sent. */
  drainUs: number | null
  p50Ms: number
  p99Ms: number
  failed: number
  rssBytes: number
}

export interface Phases {
  warmSeconds: number
  loadSeconds: number
  drainSeconds: number
}

const nobody = 'Bearer of-nobody'

/**
 * Starts a subject, warms it, loads it, and then watches it drain. The queue leaves at the channel's pace
 * before and after, so the CPU of one send is measured when nothing else happens and taken out of the loaded phase.
 */
export async function measure(
  subject: Subject,
  load: Awaited<ReturnType<typeof startLoad>>,
  phases: Phases,
): Promise<Measured> {
  const { child, url, headers: own = { authorization: nobody } } = await subject.start()
  await using _stopped = child
  const headers = { ...own, 'content-type': 'application/json' }
  const target = { url, path: '/v1/messages/text', headers, bodies: textBodies }
  const state = async () => ({ ...(await child.report()), sends: await sendsOf() })

  async function sendsOf(): Promise<number> {
    if (!subject.queues) return 0
    const answered = child.said<Sends>()
    child.send({ ask: 'sends' })
    return (await answered).sends
  }

  await load.run(target, phases.warmSeconds)
  const before = await state()
  const result = await load.run(target, phases.loadSeconds)
  const loaded = await state()
  const drainUs = subject.queues ? await drain(state, phases.drainSeconds) : null

  const cpuUs = loaded.cpuUs - before.cpuUs
  const sending = (loaded.sends - before.sends) * (drainUs ?? 0)
  return {
    requestsPerSecond: result.requests / result.seconds,
    cpuUs: (cpuUs - sending) / result.requests,
    cpuUsUncorrected: cpuUs / result.requests,
    drainUs,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    failed: result.failed,
    rssBytes: loaded.rssBytes,
  }
}

async function drain(state: () => Promise<{ cpuUs: number; sends: number }>, seconds: number): Promise<number | null> {
  await pause(100)
  const before = await state()
  await pause(seconds * 1000)
  const after = await state()
  const sent = after.sends - before.sends
  return sent === 0 ? null : (after.cpuUs - before.cpuUs) / sent
}

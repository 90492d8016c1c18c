import type { AdvanceClockData, AdvanceClockResponses } from '../../../generated/sandbox/types.gen.ts'
import type { WorldOperation } from '../control.ts'
import { durationMs } from '../duration.ts'

export const advanceClock: WorldOperation<AdvanceClockData, AdvanceClockResponses> = async (
  { body },
  _caller,
  context,
) => {
  await context.advance(durationMs(body.by))
  return { status: 200, body: { now: new Date(context.world.clock.now()).toISOString() } }
}

import type { GetClockData, GetClockResponses } from '../../../generated/sandbox/types.gen.ts'
import type { WorldOperation } from '../control.ts'

export const getClock: WorldOperation<GetClockData, GetClockResponses> = async (_request, _caller, { world }) => {
  return { status: 200, body: { now: new Date(world.clock.now()).toISOString() } }
}

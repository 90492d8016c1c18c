import type { StateName } from '../../provider-states/catalogue.ts'
import { conditionChecks } from './checks-conditions.ts'
import { thingChecks } from './checks-things.ts'
import type { StageRig } from './stage-rig.ts'

/** Shows over HTTP that a state is true, with what its set-up answered. */
export type Show = (rig: StageRig, made: Record<string, string | undefined>) => Promise<void>

export interface Check {
  /** Without params. */
  bare: Show
  /** With a value for every param of the catalogue; absent where it has none. */
  given?: { params: Record<string, unknown>; show: Show }
  /** Params that cannot go together with the others. */
  also?: { params: Record<string, unknown>; show: Show }[]
}

/** One for each state; a state without one does not compile. */
export const checks: Record<StateName, Check> = { ...thingChecks, ...conditionChecks }

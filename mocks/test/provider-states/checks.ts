import type { StateName } from '../../provider-states/catalogue.ts'
import { channelChecks } from './checks-channels.ts'
import { conditionChecks } from './checks-conditions.ts'
import { connectingChecks } from './checks-connecting.ts'
import { templateChecks } from './checks-templates.ts'
import { webhookChecks } from './checks-webhooks.ts'
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
export const checks: Record<StateName, Check> = {
  ...channelChecks,
  ...connectingChecks,
  ...templateChecks,
  ...webhookChecks,
  ...conditionChecks,
}

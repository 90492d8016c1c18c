import type { ResetSandboxData, ResetSandboxResponses } from '../../../generated/sandbox/types.gen.ts'
import type { SandboxOperation } from '../control.ts'

export const resetSandbox: SandboxOperation<ResetSandboxData, ResetSandboxResponses> = async (
  _request,
  caller,
  context,
) => {
  const { world, recorder, recipes, abandon } = context
  await abandon(caller.company)
  world.clear(caller.realm)
  await world.clock.reset()
  await recipes.remake(caller.company)
  recorder.clear(caller.company)
  return { status: 200, body: await recipes.credentials(caller.company) }
}

import type { SetProviderStateData, SetProviderStateResponses } from '../../../generated/sandbox/types.gen.ts'
import type { SandboxOperation } from '../control.ts'

export const setProviderState: SandboxOperation<SetProviderStateData, SetProviderStateResponses> = async (
  { body = {}, query = {} },
  _caller,
  context,
) => {
  const { state: stateInQuery, action: actionInQuery, ...paramsInQuery } = query
  const { state = stateInQuery ?? '', action = actionInQuery ?? 'setup', params = {} } = body
  const states = await context.states()
  if (action === 'setup') return { status: 200, body: await states.setUp(state, { ...paramsInQuery, ...params }) }
  await states.tearDown(state)
  return { status: 200, body: {} }
}

import type { ListProviderStatesData, ListProviderStatesResponses } from '../../../generated/sandbox/types.gen.ts'
import { catalogue } from '../../provider-states/catalogue.ts'
import { commonParams } from '../../provider-states/catalogue-params.ts'
import type { SandboxOperation } from '../control.ts'

export const listProviderStates: SandboxOperation<ListProviderStatesData, ListProviderStatesResponses> = async () => {
  const copies = <Thing extends object>(list: readonly Thing[]) => list.map((one) => ({ ...one }))
  const data = catalogue.map((state) => ({ ...state, surfaces: [...state.surfaces], params: copies(state.params) }))
  return { status: 200, body: { data, common_params: copies(commonParams) } }
}

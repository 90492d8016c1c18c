import type { CreateFaultData, CreateFaultResponses } from '../../../generated/sandbox/types.gen.ts'
import { SimulatorRefusal } from '../../simulators/refusal.ts'
import type { WorldOperation } from '../control.ts'

export const createFault: WorldOperation<CreateFaultData, CreateFaultResponses> = async (
  { body },
  caller,
  { world },
) => {
  const { target, kind, status, code, times } = body
  if (target === 'multi-device') {
    return { status: 201, body: { id: world.multiDevice.addFault(caller.realm, { kind, code, times }) } }
  }
  if (kind === 'companion_reg_refresh') {
    throw new SimulatorRefusal(400, 'BAD_REQUEST', 'companion_reg_refresh is a fault of the multi-device target')
  }
  return { status: 201, body: { id: world.graph.addFault(caller.realm, { kind, status, code, times }) } }
}

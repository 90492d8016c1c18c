import type { CreatePhoneData, CreatePhoneResponses } from '../../../generated/sandbox/types.gen.ts'
import { phoneDigits } from '../../simulators/phone/phones.ts'
import type { WorldOperation } from '../control.ts'
import { toPhone } from '../to-phone.ts'

export const createPhone: WorldOperation<CreatePhoneData, CreatePhoneResponses> = async (
  { body },
  caller,
  { world },
) => {
  const { name, reads } = body
  const phone = world.phones.add(caller.realm, { number: phoneDigits(body.number), name, reads })
  return { status: 201, body: toPhone(world, phone) }
}

import type { SendFromPhoneData, SendFromPhoneResponses } from '../../../generated/sandbox/types.gen.ts'
import { phoneDigits } from '../../simulators/phone/phones.ts'
import { SimulatorRefusal } from '../../simulators/refusal.ts'
import type { WorldOperation } from '../control.ts'
import { existingPhone } from '../existing-phone.ts'
import { toPhoneMessage } from '../to-phone.ts'
import { toPhoneWrite } from '../to-phone-write.ts'

export const sendFromPhone: WorldOperation<SendFromPhoneData, SendFromPhoneResponses> = async (
  { body, path },
  caller,
  { world },
) => {
  const { realm } = caller
  const { number: from } = existingPhone(world, realm, path.number)
  const to = phoneDigits(body.to)
  const id = await world.send(realm, toPhoneWrite(from, to, body))
  const message = world.phones.message(realm, from, id)
  if (!message) throw new SimulatorRefusal(500, 'INTERNAL_ERROR', 'the message is on no screen')
  return { status: 201, body: toPhoneMessage(world, realm, from, message) }
}

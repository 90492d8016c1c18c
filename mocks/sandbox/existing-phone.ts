import { type Phone, phoneDigits } from '../simulators/phone/phones.ts'
import { SimulatorRefusal } from '../simulators/refusal.ts'
import type { World } from '../simulators/world.ts'

/** The phone of the realm with this number, written with or without the plus; 404 `PHONE_NOT_FOUND`. */
export function existingPhone(world: World, realm: string, text: string): Phone {
  const phone = world.phones.find(realm, phoneDigits(text))
  if (!phone)
    throw new SimulatorRefusal(404, 'PHONE_NOT_FOUND', `nobody has the number ${text}; POST /_sandbox/phones adds it`)
  return phone
}

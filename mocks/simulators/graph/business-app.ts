import { phoneDigits } from '../phone/phones.ts'
import type { PhoneWrite } from '../phone/writes.ts'
import { SimulatorRefusal } from '../refusal.ts'
import { about, emit, person, seconds } from './events.ts'
import { readWrite } from './inbound.ts'
import type { SendingWorld } from './messages.ts'

/**
 * The business writes to a person in its WhatsApp Business app: the message is on both screens, and the app of the
 * platform hears an echo of it. No window opens. Answers the id. Only a number under coexistence is in that app.
 */
export async function writeInApp(world: SendingWorld, realm: string, write: PhoneWrite): Promise<string> {
  const number = world.assets.numberByDigits(realm, phoneDigits(write.from))
  if (!number?.coexistence) {
    throw new SimulatorRefusal(
      400,
      'NOT_IN_THE_APP',
      `+${phoneDigits(write.from)} is not used with the WhatsApp Business app`,
    )
  }
  const to = phoneDigits(write.to)
  const file = 'media' in write ? await world.phones.shelf.putWhole(realm, write.media.bytes) : undefined
  const id = world.ids.businessWamid(to)
  const at = world.clock.now()
  world.store.transaction(() => {
    const { type, text, screen, member } = readWrite(world, realm, number, number.number, write, file)
    const shown = { id, from: number.number, to, type, text, at, context: write.context, ...screen }
    const { status } = world.phones.receive(realm, to, shown)
    world.phones.record(realm, number.number, { ...shown, status })
    const { wa_id, user_id } = person(world, realm, to)
    const recipient = wa_id === undefined ? { to_user_id: user_id } : { to: wa_id, to_user_id: user_id }
    const echo = { from: number.number, ...recipient, id, timestamp: String(seconds(world)), type, ...member }
    emit(world, realm, number, { field: 'smb_message_echoes', value: { ...about(number), message_echoes: [echo] } })
  })
  return id
}

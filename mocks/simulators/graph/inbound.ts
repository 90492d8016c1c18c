import { phoneDigits } from '../phone/phones.ts'
import { SimulatorRefusal } from '../refusal.ts'
import { about, emit, seconds } from './events.ts'
import type { Inbound, SendingWorld } from './messages.ts'

/** A person writes to a number: the message is on their phone, the window opens, the webhook leaves. Answers the id. */
export function receiveText(
  world: SendingWorld,
  realm: string,
  message: { from: string; to: string; text: string },
): string {
  const from = phoneDigits(message.from)
  const number = world.assets.numberByDigits(realm, phoneDigits(message.to))
  if (!number) {
    throw new SimulatorRefusal(404, 'NUMBER_NOT_FOUND', `No business number +${phoneDigits(message.to)} exists here`)
  }
  const wamid = world.ids.customerWamid(from)
  const at = world.clock.now()
  world.store.transaction(() => {
    const phone = world.phones.reach(realm, from)
    const { text } = message
    world.phones.record(realm, from, {
      id: wamid,
      from,
      to: number.number,
      type: 'text',
      text,
      status: 'delivered',
      at,
    })
    const inbound: Inbound = { from, phoneNumberId: number.id }
    world.store.set('graph.inbound', `${realm}/${wamid}`, inbound)
    world.windows.open(realm, number.id, from, at)
    const value = {
      ...about(number),
      contacts: [{ profile: { name: phone.name }, wa_id: from, user_id: world.ids.userId(from) }],
      messages: [{ from, id: wamid, timestamp: String(seconds(world)), type: 'text', text: { body: text } }],
    }
    emit(world, realm, number, { field: 'messages', value })
  })
  return wamid
}

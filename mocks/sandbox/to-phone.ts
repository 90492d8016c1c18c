import type { PhoneLinks, PhoneMessage, Phone as WirePhone } from '../../generated/sandbox/types.gen.ts'
import type { ChatMessage, Phone } from '../simulators/phone/phones.ts'
import type { World } from '../simulators/world.ts'

export function toPhone({ number, name, reads }: Phone): WirePhone {
  return { number: `+${number}`, name, reads }
}

export function toPhoneMessage(message: ChatMessage): PhoneMessage {
  const { id, direction, from, to, type, text, status, at } = message
  return { id, direction, from: `+${from}`, to: `+${to}`, type, text, status, at: new Date(at).toISOString() }
}

export function toLinks(world: World, realm: string, number: string): PhoneLinks {
  return { number: `+${number}`, linked_devices: world.multiDevice.devices(realm, number).length }
}

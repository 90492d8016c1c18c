import type {
  PhoneCard,
  PhoneLinks,
  PhoneMedia,
  PhoneMessage,
  Phone as WirePhone,
} from '../../generated/sandbox/types.gen.ts'
import { wamidOf } from '../../server/drivers/multi-device/wamid.ts'
import type { ScreenContent, ScreenMedia } from '../simulators/phone/content.ts'
import type { ChatMessage, Phone } from '../simulators/phone/phones.ts'
import type { World } from '../simulators/world.ts'

export function toPhone({ phones, clock }: World, { realm, number, name, reads }: Phone): WirePhone {
  const typers = phones.typers(realm, number, clock.now())
  const typing = typers.map(({ from, until }) => ({ from: `+${from}`, until: new Date(until).toISOString() }))
  return { number: `+${number}`, name, reads, ...(typing.length > 0 && { typing }) }
}

/** A message on the screen of this number's phone. */
export function toPhoneMessage(world: World, realm: string, number: string, message: ChatMessage): PhoneMessage {
  const messageId = apiIdOf(world, realm, number, message)
  const { id, direction, from, to, type, text, status, at } = message
  return {
    id,
    direction,
    from: `+${from}`,
    to: `+${to}`,
    type,
    text,
    status,
    at: new Date(at).toISOString(),
    ...(messageId !== undefined && { message_id: messageId }),
    ...toContent(message),
  }
}

/** What the APIs call a message: on a linked device another id than on the phone; undefined between two without a channel. */
function apiIdOf({ multiDevice }: World, realm: string, owner: string, message: ChatMessage): string | undefined {
  const { id, direction, from, to } = message
  if (id.startsWith('wamid.')) return id
  const other = direction === 'in' ? from : to
  const isChannel = (number: string) => multiDevice.devices(realm, number).length > 0
  if (isChannel(other)) return wamidOf(owner, id, direction === 'in' ? 'business' : 'customer')
  return isChannel(owner) ? wamidOf(other, id, direction === 'in' ? 'customer' : 'business') : undefined
}

function toContent({ media, location, contacts, reaction, interactive, reply, context }: ScreenContent) {
  return {
    ...(media && { media: toMedia(media) }),
    ...(location && { location }),
    ...(contacts && { contacts: contacts as PhoneCard[] }),
    ...(reaction && { reaction }),
    ...(interactive && { interactive }),
    ...(reply && { reply }),
    ...(context !== undefined && { reply_to: context }),
  }
}

function toMedia({ mime, file: _file, ...media }: ScreenMedia): PhoneMedia {
  return { mime_type: mime, ...media }
}

export function toLinks(world: World, realm: string, number: string): PhoneLinks {
  return { number: `+${number}`, linked_devices: world.multiDevice.devices(realm, number).length }
}

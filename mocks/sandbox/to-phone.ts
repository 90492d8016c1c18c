import type {
  PhoneCard,
  PhoneLinks,
  PhoneMedia,
  PhoneMessage,
  Phone as WirePhone,
} from '../../generated/sandbox/types.gen.ts'
import type { ScreenContent, ScreenMedia } from '../simulators/phone/content.ts'
import type { ChatMessage, Phone } from '../simulators/phone/phones.ts'
import type { World } from '../simulators/world.ts'

export function toPhone({ phones, clock }: World, { realm, number, name, reads }: Phone): WirePhone {
  const typers = phones.typers(realm, number, clock.now())
  const typing = typers.map(({ from, until }) => ({ from: `+${from}`, until: new Date(until).toISOString() }))
  return { number: `+${number}`, name, reads, ...(typing.length > 0 && { typing }) }
}

export function toPhoneMessage(message: ChatMessage): PhoneMessage {
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
    ...toContent(message),
  }
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

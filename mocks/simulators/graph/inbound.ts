import type { WebhookMessage } from '../../../generated/meta/types.gen.ts'
import { type ScreenContent, screenText } from '../phone/content.ts'
import { phoneDigits } from '../phone/phones.ts'
import type { PhoneWrite } from '../phone/writes.ts'
import { SimulatorRefusal } from '../refusal.ts'
import type { Shelved } from '../shelf.ts'
import type { BusinessNumber } from './assets.ts'
import { chosen } from './choices.ts'
import { about, emit, person, seconds } from './events.ts'
import { keepInbound } from './media.ts'
import { isAnimatedWebp } from './media-types.ts'
import type { SendingWorld } from './messages.ts'
import type { Inbound } from './read-receipts.ts'

/** A person writes to a number: the message is on their phone, the window opens, the webhook leaves. Answers the id. */
export async function receiveWrite(world: SendingWorld, realm: string, write: PhoneWrite): Promise<string> {
  const { shelf } = world.phones
  const file = 'media' in write ? await shelf.putWhole(realm, write.media.bytes) : undefined
  return receive(world, realm, write, file)
}

/** The same for a text, at once. */
export function receiveText(
  world: SendingWorld,
  realm: string,
  message: { from: string; to: string; text: string },
): string {
  return receive(world, realm, { ...message, type: 'text' }, undefined)
}

/** A text of this id is on a person's phone and known to Meta, as if it had been sent before; the window opens. */
export function seedReceived(
  world: SendingWorld,
  realm: string,
  phoneNumberId: string,
  { id, from: phone, text }: { id: string; from: string; text: string },
): void {
  const number = world.assets.number(realm, phoneNumberId)
  if (!number) throw new SimulatorRefusal(404, 'NUMBER_NOT_FOUND', `No business number ${phoneNumberId} exists here`)
  const from = phoneDigits(phone)
  const at = world.clock.now()
  world.store.transaction(() => {
    world.phones.reach(realm, from)
    world.phones.record(realm, from, { id, from, to: number.number, type: 'text', text, at, status: 'delivered' })
    const inbound: Inbound = { from, phoneNumberId }
    world.store.set('graph.inbound', `${realm}/${id}`, inbound)
    world.windows.open(realm, number.id, from, at)
  })
}

function receive(world: SendingWorld, realm: string, write: PhoneWrite, file: Shelved | undefined): string {
  const from = phoneDigits(write.from)
  const number = world.assets.numberByDigits(realm, phoneDigits(write.to))
  if (!number) {
    throw new SimulatorRefusal(404, 'NUMBER_NOT_FOUND', `No business number +${phoneDigits(write.to)} exists here`)
  }
  const id = world.ids.customerWamid(from)
  const at = world.clock.now()
  world.store.transaction(() => {
    const { name } = world.phones.reach(realm, from)
    const { type, text, screen, member, answers } = readWrite(world, realm, number, from, write, file)
    const context = write.context ?? answers
    const shown = { id, from, to: number.number, type, text, at, status: 'delivered', context, ...screen } as const
    world.phones.record(realm, from, shown)
    const inbound: Inbound = { from, phoneNumberId: number.id }
    world.store.set('graph.inbound', `${realm}/${id}`, inbound)
    world.windows.open(realm, number.id, from, at)
    const { wa_id, user_id } = person(world, realm, from)
    const sender = wa_id === undefined ? { from_user_id: user_id } : { from: wa_id, from_user_id: user_id }
    const username = wa_id === undefined ? { username: usernameOf(name) } : {}
    const message: WebhookMessage = {
      ...sender,
      id,
      timestamp: String(seconds(world)),
      type,
      ...(write.referral && { referral: write.referral as WebhookMessage['referral'] }),
      ...(context !== undefined && { context: contextOf(world, realm, number, from, context) }),
      ...member,
    }
    const value = {
      ...about(number),
      contacts: [{ profile: { name, ...username }, ...(wa_id !== undefined && { wa_id }), user_id }],
      messages: [message],
    }
    emit(world, realm, number, { field: 'messages', value })
  })
  return id
}

export interface ReadWrite {
  type: string
  text: string
  screen: ScreenContent
  /** The member of the webhook that is named like the type. */
  member: Partial<WebhookMessage>
  /** The message a choice was made of. */
  answers?: string | undefined
}

/** What a person's write shows, and says in a webhook. */
export function readWrite(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  from: string,
  write: PhoneWrite,
  file: Shelved | undefined,
): ReadWrite {
  switch (write.type) {
    case 'text':
      return { type: 'text', text: write.text, screen: {}, member: { text: { body: write.text } } }
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      if (!file) throw new Error('a medium without a file')
      return readMedia(world, realm, number, write, file)
    case 'location': {
      const { location } = write
      return { type: 'location', text: screenText({ location }), screen: { location }, member: { location } }
    }
    case 'contacts': {
      const { contacts } = write
      const member = { contacts: contacts as WebhookMessage['contacts'] }
      return { type: 'contacts', text: screenText({ contacts }), screen: { contacts }, member }
    }
    case 'reaction': {
      const { message_id, emoji } = write.reaction
      if (!world.phones.message(realm, from, message_id)) {
        throw new SimulatorRefusal(404, 'MESSAGE_NOT_FOUND', `There is no message ${message_id} on this phone`)
      }
      const member = { reaction: { message_id, ...(emoji !== '' && { emoji }) } }
      return { type: 'reaction', text: emoji, screen: { reaction: { message_id, emoji } }, member }
    }
    case 'button_reply':
    case 'list_reply':
      return readChoice(world, realm, number, from, write)
  }
}

function readMedia(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  { type, media }: Extract<PhoneWrite, { media: unknown }>,
  file: Shelved,
): ReadWrite {
  const { mime, caption, filename, voice } = media
  const { size, sha256, start } = file
  const { id } = keepInbound(world, realm, number, { ...file, mime, filename })
  const own = world.phones.shelf.copy(realm, file.key)
  const animated = type === 'sticker' ? (media.animated ?? isAnimatedWebp(start)) : undefined
  const spoken = type === 'audio' ? (voice ?? false) : undefined
  const about = {
    ...(caption !== undefined && { caption }),
    ...(filename !== undefined && { filename }),
    ...(spoken !== undefined && { voice: spoken }),
    ...(animated !== undefined && { animated }),
  }
  return {
    type,
    text: caption ?? '',
    screen: { media: { mime, size, sha256, filename, voice: spoken, animated, file: own } },
    member: { [type]: { ...about, mime_type: mime, sha256, id } },
  }
}

function readChoice(
  world: SendingWorld,
  realm: string,
  number: BusinessNumber,
  from: string,
  { type, reply }: Extract<PhoneWrite, { reply: unknown }>,
): ReadWrite {
  const { of, choice } = chosen(world.phones.messages(realm, from), number.number, type, reply)
  const { id, title, description } = choice
  const common = { text: title, screen: { reply: choice }, answers: of.id }
  // A quick reply of a template comes back under a type of its own.
  if (of.type === 'template') {
    return { ...common, type: 'button', member: { button: { payload: id, text: title } } }
  }
  const shown = { id, title, ...(description !== undefined && { description }) }
  return { ...common, type: 'interactive', member: { interactive: { type, [type]: shown } } }
}

function contextOf(world: SendingWorld, realm: string, number: BusinessNumber, from: string, id: string) {
  const answered = world.phones.message(realm, from, id)
  return { from: answered?.direction === 'out' ? from : number.number, id }
}

function usernameOf(name: string): string {
  return (
    name
      .normalize('NFD')
      .replace(/[^A-Za-z0-9]+/g, '.')
      .toLowerCase()
      .replace(/^\.|\.$/g, '') || 'someone'
  )
}

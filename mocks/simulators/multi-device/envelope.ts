import { type BinaryNode, getBinaryNodeChildren, type proto } from 'baileys'
import { decryptFrom } from './companion-session.ts'
import type { Account, Companion } from './directory.ts'
import { deviceOf } from './jids.ts'
import { child } from './nodes.ts'
import type { SignalDraft } from './signal-draft.ts'
import type { World } from './world.ts'

/** What a companion's message stanza holds: a copy for each device. */
export interface Envelope {
  /** Whom the message is for; nothing when that number is not on WhatsApp. */
  contact: Account | undefined
  contactJid: string
  /** Between the account's own devices only; shown on no screen. */
  isPeer: boolean
  copies: { account: Account; device: number; enc: BinaryNode }[]
}

export function openEnvelope({ directory }: World, account: Account, stanza: BinaryNode): Envelope {
  const { to, recipient, category } = stanza.attrs
  const contactJid = recipient ?? to ?? ''
  const copies: Envelope['copies'] = []
  for (const { attrs, content } of getBinaryNodeChildren(child(stanza, 'participants'), 'to')) {
    const device = deviceOf(directory, account.realm, attrs.jid)
    const enc = Array.isArray(content) ? content.find((part) => part.tag === 'enc') : undefined
    if (device && enc) copies.push({ ...device, enc })
  }
  const direct = child(stanza, 'enc')
  const device = deviceOf(directory, account.realm, to)
  if (direct && device) copies.push({ ...device, enc: direct })
  return {
    contact: deviceOf(directory, account.realm, contactJid)?.account,
    contactJid,
    isPeer: category === 'peer',
    copies,
  }
}

export function summary({ copies }: Envelope): string {
  return copies.map(({ account, device, enc }) => `+${account.number}:${device} (${enc.attrs.type})`).join(', ')
}

/** What became of the copies: read by phones, left closed for companions, or unreadable. */
export interface Opened {
  contactCopy: proto.IMessage | undefined
  ownCopy: proto.IMessage | undefined
  forwards: { companion: Companion; enc: BinaryNode }[]
  unreadable: Account[]
}

export async function openCopies(
  world: World,
  draft: SignalDraft,
  sender: Companion,
  copies: Envelope['copies'],
): Promise<Opened> {
  const opened: Opened = { contactCopy: undefined, ownCopy: undefined, forwards: [], unreadable: [] }
  for (const { account, device, enc } of copies) {
    if (device > 0) {
      const companion = world.directory.companion({ realm: sender.realm, number: account.number, device })
      if (companion) opened.forwards.push({ companion, enc })
      continue
    }
    try {
      const message = await decryptFrom(world, draft, account, sender, enc)
      if (account.number === sender.number) opened.ownCopy = message
      else opened.contactCopy = message
    } catch (error) {
      world.log(`phone +${account.number} cannot read a message: ${error instanceof Error ? error.message : error}`)
      opened.unreadable.push(account)
    }
  }
  return opened
}

/** What the screens show: of the contact's copy, or of one's own. */
export function shownIn({ contactCopy, ownCopy }: Opened): proto.IMessage | undefined {
  return contactCopy ?? ownCopy?.deviceSentMessage?.message ?? ownCopy
}

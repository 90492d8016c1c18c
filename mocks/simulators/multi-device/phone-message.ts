import { randomBytes } from 'node:crypto'
import type { BinaryNode } from 'baileys'
import type { CarriedMessage } from './carried.ts'
import type { Account } from './directory.ts'
import { lidJid, numberJid } from './jids.ts'
import { node } from './nodes.ts'
import type { World } from './world.ts'

/** How a message of a phone is marked beside its sender: for own companions the chat it belongs to, or its kind. */
export interface PhoneMessageMarks {
  recipient?: string | undefined
  category?: string | undefined
  type?: string | undefined
  addressing?: 'number' | 'lid' | undefined
}

/** A message of a phone as the service hands it to one companion. */
export function phoneMessage(
  { phones }: World,
  phone: Account,
  message: Pick<CarriedMessage, 'id' | 'at' | 'type'>,
  enc: BinaryNode,
  marks: PhoneMessageMarks = {},
): BinaryNode {
  const isByLid = marks.addressing === 'lid'
  const sender = isByLid
    ? { from: lidJid(phone), sender_pn: numberJid(phone), addressing_mode: 'lid' }
    : { from: numberJid(phone), sender_lid: lidJid(phone) }
  return node(
    'message',
    {
      ...sender,
      recipient: marks.recipient,
      category: marks.category,
      id: message.id,
      t: Math.floor(message.at / 1000),
      type: marks.type ?? message.type,
      notify: phones.find(phone.realm, phone.number)?.name,
    },
    [enc],
  )
}

/** Twenty hexadecimal digits beginning with 3A, as phones make them. */
export function phoneMessageId(): string {
  return `3A${randomBytes(9).toString('hex').toUpperCase()}`
}

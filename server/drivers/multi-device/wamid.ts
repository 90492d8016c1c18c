import type { MessageId } from '../../domain/ids.ts'

/**
 * The `wamid.` form of a multi-device message id, built like Meta's: `1C 18`, length and digits of the customer's
 * number, `15 02 00`, who sent it, `18`, length and text of the id, `00`. One id form on both kinds of channel.
 */
export function wamidOf(customerDigits: string, keyId: string, sentBy: 'business' | 'customer'): string {
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, customerDigits.length]),
    Buffer.from(customerDigits, 'latin1'),
    Buffer.from([0x15, 0x02, 0x00, sentBy === 'business' ? business : customer, 0x18, keyId.length]),
    Buffer.from(keyId, 'latin1'),
    Buffer.from([0x00]),
  ])
  return `wamid.${bytes.toString('base64')}`
}

/** What a wamid says, ours and Meta's alike; undefined for what is none. */
export function readWamid(
  wamid: string,
): { digits: string; keyId: string; sentBy: 'business' | 'customer' } | undefined {
  const bytes = Buffer.from(wamid.startsWith('wamid.') ? wamid.slice('wamid.'.length) : '', 'base64')
  const digits = bytes.toString('latin1', 3, 3 + (bytes[2] ?? 0))
  const sender = 3 + digits.length + 3
  const length = bytes[sender + 2] ?? 0
  const keyId = bytes.toString('latin1', sender + 3, sender + 3 + length)
  const isWhole = bytes[0] === 0x1c && bytes[1] === 0x18 && bytes[sender + 1] === 0x18 && keyId.length === length
  if (!isWhole || !/^\d{5,20}$/.test(digits) || !/^[\w.-]{1,64}$/.test(keyId)) return undefined
  return { digits, keyId, sentBy: bytes[sender] === business ? 'business' : 'customer' }
}

/**
 * The multi-device id a message of ours always travels under: `3EB0` and 18 hex characters out of its own id.
 * A repeated attempt carries the same one, and phones show an id once.
 */
export function keyIdOf(message: MessageId): string {
  return `3EB0${message.slice(-18).toUpperCase()}`
}

const business = 0x11
const customer = 0x12

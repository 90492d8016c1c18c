import type { MessageId } from '../../domain/ids.ts'

/**
 * The `wamid.` form of a multi-device message id, built like Meta's: `1C 18`, length and digits of the customer's
 * number, `15 02 00`, who sent it, `18`, length and text of the id, `00`. One id form on both kinds of channel.
 */
export function wamidOf(customerDigits: string, keyId: string, sentBy: 'business' | 'customer'): string {
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, customerDigits.length]),
    Buffer.from(customerDigits, 'latin1'),
    Buffer.from([0x15, 0x02, 0x00, sentBy === 'business' ? 0x11 : 0x12, 0x18, keyId.length]),
    Buffer.from(keyId, 'latin1'),
    Buffer.from([0x00]),
  ])
  return `wamid.${bytes.toString('base64')}`
}

/**
 * The multi-device id a message of ours always travels under: `3EB0` and 18 hex characters out of its own id.
 * A repeated attempt carries the same one, and phones show an id once.
 */
export function keyIdOf(message: MessageId): string {
  return `3EB0${message.slice(-18).toUpperCase()}`
}

import type { ChannelId } from '../ids.ts'

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** What a caller may write where a channel is meant: its id in one of three spellings, or its 24-hex alias. */
export type ChannelRef = { by: 'id'; id: ChannelId } | { by: 'alias'; alias: string }

/**
 * Reads a channel reference in any known form: `ch_` + ULID, UUID with dashes, 32 hex
 * characters, or the 24-hex alias. Undefined when it has none of these forms.
 */
export function parseChannelRef(text: string): ChannelRef | undefined {
  if (/^ch_[0-7][0-9A-HJKMNP-TV-Z]{25}$/i.test(text)) return { by: 'id', id: hexFromUlid(text.slice(3)) as ChannelId }
  if (/^[0-9a-f]{24}$/i.test(text)) return { by: 'alias', alias: text.toLowerCase() }
  const hex = text.replaceAll('-', '')
  const dashed = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
  if (dashed || /^[0-9a-f]{32}$/i.test(text)) return { by: 'id', id: hex.toUpperCase() as ChannelId }
  return undefined
}

/** The Keebai spelling: `ch_` and the id as 26 Crockford base-32 characters. */
export function keebaiChannelId(id: ChannelId): string {
  return `ch_${ulidFromHex(id)}`
}

/** The HubMessage spelling: 32 upper-case hex characters. */
export function hubMessageChannelId(id: ChannelId): string {
  return id
}

/** The spelling of older HubMessage examples: a UUID in lower case, with dashes. */
export function dashedChannelId(id: ChannelId): string {
  return id.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** 128 bits as 26 Crockford characters (the ULID alphabet, 2 leading zero bits). */
export function ulidFromHex(hex: string): string {
  let value = BigInt(`0x${hex}`)
  let text = ''
  for (let index = 0; index < 26; index += 1) {
    text = CROCKFORD.charAt(Number(value & 31n)) + text
    value >>= 5n
  }
  return text
}

function hexFromUlid(ulid: string): string {
  let value = 0n
  for (const character of ulid.toUpperCase()) value = (value << 5n) | BigInt(CROCKFORD.indexOf(character))
  return value.toString(16).toUpperCase().padStart(32, '0')
}

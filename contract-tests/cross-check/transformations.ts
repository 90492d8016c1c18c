import { isObject, type Json } from '../json.ts'
import { words } from './correspondence/error-cases.ts'

/** How a value of the left side becomes the value of the right side, and back. */
export interface Transformation {
  /** For the page: `left ↔ right` by an example. */
  shows: string
  /** Undefined where the value has no counterpart. */
  forth(value: Json | undefined, known: Known): Json | undefined
  back(value: Json | undefined, known: Known): Json | undefined
  /** Of an enumeration: each left value with its right one. */
  values?: Readonly<Record<string, string>>
  /** Both sides have it, in words of their own: only that it is there is compared. */
  anyText?: boolean
}

/** What a transformation needs beside the value. */
export interface Known {
  /** The channels of the company. */
  channels: readonly { id: string; phoneNumberId: string }[]
  /** JSON pointers into the two request bodies that mean the same. */
  pointers: readonly (readonly [left: string, right: string])[]
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const text = (value: Json | undefined) => (typeof value === 'string' ? value : undefined)

const byName = {
  same: {
    shows: 'as it is',
    forth: (value) => value,
    back: (value) => value,
  },
  operation: {
    shows: 'the one is done by the other',
    forth: (value) => value,
    back: (value) => value,
  },
  anyText: {
    shows: 'a sentence for people on both sides, each in its own words',
    forth: (value) => value,
    back: (value) => value,
    anyText: true,
  },
  channelId: {
    shows: '`ch_` and the 128 bits as 26 Crockford characters ↔ the same 128 bits as 32 hex digits',
    forth: (value) => hexOf(text(value)),
    back: (value) => ulidOf(text(value)),
  },
  channelOfNumber: {
    shows: "Meta's id of the number ↔ the id of the channel that has this number",
    forth: (value, { channels }) => hexOf(channels.find(({ phoneNumberId }) => phoneNumberId === value)?.id),
    back: (value, { channels }) => channels.find(({ id }) => id === ulidOf(text(value)))?.phoneNumberId,
  },
  numberOfChannel: {
    shows: 'the id of the channel ↔ the id Meta gave its number',
    forth: (value, { channels }) => channels.find(({ id }) => id === value)?.phoneNumberId,
    back: (value, { channels }) => channels.find(({ phoneNumberId }) => phoneNumberId === value)?.id,
  },
  channelType: enumeration({ whatsapp: 'META_WHATSAPP', instagram: 'META_INSTAGRAM', messenger: 'META_MESSENGER' }),
  phoneNumber: {
    shows: '`+5491155555555` ↔ `5491155555555`',
    forth: (value) => text(value)?.replace(/^\+/, ''),
    back: (value) => (text(value) === undefined ? undefined : `+${value}`),
  },
  degrees: {
    shows: '`-23.0696347` ↔ `"-23.0696347"`',
    forth: (value) => (typeof value === 'number' ? String(value) : undefined),
    back: (value) => (text(value) === undefined ? undefined : Number(value)),
  },
  flag: {
    shows: '`true` or `false`; left out or `null` ↔ `false`',
    forth: (value) => value === true,
    back: (value) => value === true,
  },
  completed: {
    shows: '`completed` ↔ `true`',
    forth: (value) => (value === 'completed' ? true : undefined),
    back: (value) => (value === true ? 'completed' : undefined),
    values: { completed: 'true' },
  },
  variables: {
    shows: '`{"nombre": "Ana"}` or `{"1": "Ana"}` ↔ one `body` component with a parameter each, by name or by position',
    forth: (value) => [{ type: 'body', parameters: parametersOf(value) }],
    back: (value) => variablesOf(value),
  },
  metaCode: {
    shows: '`132001` ↔ `"132001"`',
    forth: (value) => (value === undefined ? undefined : String(value)),
    back: (value) => (/^\d+$/.test(text(value) ?? '') ? Number(value) : value),
  },
  errorWord: enumeration(words),
  problemPath: {
    shows: '`/body/to` ↔ `/body/recipient/identifier`: the fields as this page maps them',
    forth: (value, { pointers }) => pointers.find(([left]) => left === value)?.[1],
    back: (value, { pointers }) => pointers.find(([, right]) => right === value)?.[0],
  },
  accepted: enumeration({ PENDING: 'sent' }),
  invalidPhone: enumeration({ BAD_REQUEST: 'invalid_phone' }),
  broadcastStatus: enumeration({
    PENDING: 'scheduled',
    IN_PROGRESS: 'running',
    COMPLETED: 'completed',
    FAILED: 'failed',
    CANCELLED: 'cancelled',
  }),
} as const satisfies Record<string, Transformation>

export type TransformationName = keyof typeof byName

export const transformations: Readonly<Record<TransformationName, Transformation>> = byName

function enumeration(values: Readonly<Record<string, string>>): Transformation {
  const backwards = new Map<string, string>()
  for (const [left, right] of Object.entries(values)) if (!backwards.has(right)) backwards.set(right, left)
  return {
    shows: Object.entries(values)
      .map(([left, right]) => `\`${left}\` ↔ \`${right}\``)
      .join(', '),
    forth: (value) => values[text(value) ?? ''],
    back: (value) => backwards.get(text(value) ?? ''),
    values,
  }
}

function hexOf(id: string | undefined): string | undefined {
  if (!/^ch_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id ?? '')) return undefined
  let bits = 0n
  for (const character of (id ?? '').slice(3)) bits = bits * 32n + BigInt(alphabet.indexOf(character))
  return bits.toString(16).toUpperCase().padStart(32, '0')
}

function ulidOf(hex: string | undefined): string | undefined {
  if (!/^[0-9A-F]{32}$/.test(hex ?? '')) return undefined
  const bits = BigInt(`0x${hex}`)
  const characters = Array.from(
    { length: 26 },
    (_, index) => alphabet[Number((bits >> BigInt(5 * (25 - index))) & 31n)],
  )
  return `ch_${characters.join('')}`
}

/** Names that are numbers are places. */
function parametersOf(variables: Json | undefined): Json[] {
  const entries = Object.entries(isObject(variables) ? variables : {})
  const byPlace = entries.every(([name]) => /^\d+$/.test(name))
  const ordered = byPlace ? entries.toSorted(([a], [b]) => Number(a) - Number(b)) : entries
  return ordered.map(([name, value]) => ({ type: 'text', ...(!byPlace && { parameter_name: name }), text: value }))
}

function variablesOf(components: Json | undefined): Json | undefined {
  const body = Array.isArray(components) ? components.find((one) => isObject(one) && one.type === 'body') : undefined
  const parameters = isObject(body) && Array.isArray(body.parameters) ? body.parameters.filter(isObject) : []
  if (parameters.length === 0) return undefined
  return Object.fromEntries(
    parameters.map(({ parameter_name, text: value }, index) => [String(parameter_name ?? index + 1), value ?? '']),
  )
}

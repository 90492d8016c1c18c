/** What Meta sent, of which nothing is certain: it adds fields, members and words at any time. */
export type Loose = Record<string, unknown>

export function loose(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {}
}

export function list(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(loose) : []
}

/** Null for what is no text and for an empty one. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Meta's ids: digits as text, and in some webhooks a number. */
export function identifier(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return text(value)
}

/** Meta writes seconds, mostly as text; facts are in milliseconds. */
export function milliseconds(value: unknown): number | null {
  const seconds = typeof value === 'number' || text(value) !== null ? Number(value) : Number.NaN
  return Number.isSafeInteger(seconds * 1000) && seconds > 0 ? seconds * 1000 : null
}

/** An object whole, or null where there is none. */
export function whole(value: unknown): Loose | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : null
}

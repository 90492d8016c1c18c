import type { SignupResult } from '../../domain/connect/signup.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Link } from './visits.ts'

/** The link a body names. Refusal `invalid_request`. */
export function readLink(body: unknown): Link {
  const given = members(body)
  if (given.channel === undefined) return { session: required(given, 'session', 200) }
  if (given.session !== undefined) throw objection('channel', 'must not stand beside session')
  const key = given.key === undefined ? undefined : required(given, 'key', 400)
  return { channel: required(given, 'channel', 100), key }
}

/** The link in a page's address. Refusal `session_not_found` when it has none, or anything twice. */
export function linkInQuery(query: URLSearchParams): Link {
  const names = ['session', 'channel', 'key']
  const given = Object.fromEntries([...query].filter(([name]) => names.includes(name)))
  const once = names.every((name) => query.getAll(name).length <= 1)
  try {
    if (once) return readLink(given)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  throw Refusal.of('session_not_found', { session: given.session ?? given.channel ?? '' })
}

/** What the page hands over after the dialog. Refusal `invalid_request`. */
export function readSignupResult(body: unknown): SignupResult {
  const given = members(body)
  return {
    code: required(given, 'code', 4096),
    wabaId: metaId(given, 'waba_id'),
    phoneNumberId: metaId(given, 'phone_number_id'),
    coexistence: flag(given, 'coexistence'),
  }
}

type Members = Record<string, unknown>

function members(body: unknown): Members {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Members
  throw objection('', 'must be an object')
}

function required(given: Members, name: string, lengthMax: number): string {
  const value = given[name]
  if (typeof value !== 'string' || value === '') throw objection(name, 'must be a text')
  if (value.length > lengthMax || value.includes('\0')) throw objection(name, 'is not valid')
  return value
}

/** Ids of Meta are decimal. */
function metaId(given: Members, name: string): string | undefined {
  const value = given[name] ?? undefined
  if (value === undefined) return undefined
  if (typeof value === 'string' && /^\d{1,32}$/.test(value)) return value
  throw objection(name, 'must be a decimal id in a text')
}

function flag(given: Members, name: string): boolean | undefined {
  const value = given[name] ?? undefined
  if (value === undefined || typeof value === 'boolean') return value
  throw objection(name, 'must be true or false')
}

function objection(name: string, message: string): Refusal {
  return Refusal.of('invalid_request', { problems: [{ path: `/body/${name}`.replace(/\/$/, ''), message }] })
}

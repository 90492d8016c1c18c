import type { SignupResult } from '../../domain/connect/signup.ts'
import { Refusal } from '../../domain/refusals.ts'

/** The session a body names. Refusal `invalid_request`. */
export function readSession(body: unknown): string {
  return required(members(body), 'session', 200)
}

/** What the page hands over after the dialog. Refusal `invalid_request`. */
export function readSignupResult(body: unknown): SignupResult & { session: string } {
  const given = members(body)
  return {
    session: readSession(body),
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

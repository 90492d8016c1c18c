import type { IncomingMessage } from 'node:http'
import { invalid, type ProblemError } from '../../server/http/pipeline/problem.ts'

/** What a request asks of the mock beside what it asks of the API, by `Prefer: code=…, example=…, dynamic=true, seed=…`. */
export interface Preferences {
  /** The declared status to answer with. */
  code: number | undefined
  /** The documented example to answer with, by its name in the document. */
  example: string | undefined
  /** Make the answer up from its schema. */
  dynamic: boolean
  /** Makes the made up answer the same each time. */
  seed: string | undefined
}

const none: Preferences = Object.freeze({ code: undefined, example: undefined, dynamic: false, seed: undefined })

/** Reads a `Prefer` header (RFC 7240); preferences that are not the mock's are passed over. Throws an `invalid` problem. */
export function readPreferences(req: IncomingMessage): Preferences {
  const { prefer } = req.headers
  if (prefer === undefined) return none
  const given = preferencesIn(String(prefer))
  return {
    code: codeOf(given.get('code')),
    example: given.get('example'),
    dynamic: dynamicOf(given.get('dynamic')),
    seed: given.get('seed'),
  }
}

/** The problem of a `Prefer` header that asks for what is not there. */
export function notPreferable(message: string): ProblemError {
  return invalid('/headers/Prefer', message)
}

const PREFERENCE = /([\w-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?/g

function preferencesIn(header: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', quoted, plain] of header.matchAll(PREFERENCE)) {
    const key = name.toLowerCase()
    if (!found.has(key)) found.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '')
  }
  return found
}

function codeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{3}$/.test(text)) throw notPreferable(`code must be a status such as 404, not "${text}"`)
  return Number(text)
}

function dynamicOf(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false
  if (text !== 'true') throw notPreferable(`dynamic must be true or false, not "${text}"`)
  return true
}

const PARAMETER = /^__(code|example|dynamic|seed)=(.*)$/

/**
 * Moves `?__code=404&__example=…`, for whoever cannot set a header, from the query into the header: the document knows
 * no such parameters. A `Prefer` header that is there already wins.
 */
export function takeQueryPreferences(req: IncomingMessage): void {
  const { url = '' } = req
  const start = url.indexOf('?')
  if (start < 0 || !url.includes('__', start)) return
  const kept: string[] = []
  const taken: string[] = []
  for (const part of url.slice(start + 1).split('&')) {
    const [, name, value = ''] = PARAMETER.exec(part) ?? []
    if (name === undefined) kept.push(part)
    else taken.push(`${name}="${decoded(value).replaceAll(/["\\]/g, '\\$&')}"`)
  }
  if (taken.length === 0) return
  req.url = url.slice(0, start) + (kept.length > 0 ? `?${kept.join('&')}` : '')
  req.headers.prefer ??= taken.join(', ')
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return value
  }
}

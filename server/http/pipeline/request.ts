import type { IncomingMessage } from 'node:http'
import { parse as parseQuery } from 'node:querystring'
import type { OperationInfo } from './operations.ts'
import { invalid } from './problem.ts'
import { readBody } from './read-body.ts'
import type { Match } from './routes.ts'

/** What an operation is called with, in the shape of its generated `…Data` type. */
export interface OperationRequest {
  body: unknown
  path: Record<string, string>
  query: Record<string, unknown>
  headers: Record<string, string | undefined>
}

const NO_VALUES: Record<string, string> = Object.freeze({})

export async function requestOf(
  req: IncomingMessage,
  operation: OperationInfo,
  match: Match,
): Promise<OperationRequest> {
  const request = envelopeOf(req, operation, match)
  if (operation.mediaTypes.length > 0) request.body = await readBody(req, operation)
  else delete req.headers['content-type']
  return request
}

/** Everything of a request but its body. */
export function envelopeOf(req: IncomingMessage, operation: OperationInfo, match: Match): OperationRequest {
  const path = operation.pathParameters.length === 0 ? NO_VALUES : pathValues(operation, match.values)
  const query = queryOf(req.url ?? '')
  ignoreMalformedEventId(req)
  return { body: undefined, path, query, headers: headersOf(req, operation) }
}

/** The path of a request as sent, without the query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

function pathValues(operation: OperationInfo, raw: string[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [index, name] of operation.pathParameters.entries()) {
    values[name] = decoded(`/path/${name}`, raw[index] ?? '')
  }
  return values
}

function decoded(path: string, raw: string): string {
  if (!raw.includes('%')) return raw
  let text: string
  try {
    text = decodeURIComponent(raw)
  } catch {
    throw invalid(path, 'must be well-formed percent-encoding')
  }
  if (text.includes('\0')) throw invalid(path, 'must not contain NUL characters')
  return text
}

function queryOf(url: string): Record<string, unknown> {
  const start = url.indexOf('?')
  if (start < 0) return {}
  const raw = url.slice(start + 1)
  if (raw.includes('%00')) throw invalid(placeOfNul(raw), 'must not contain NUL characters')
  return parseQuery(raw)
}

function placeOfNul(query: string): string {
  const [name = ''] =
    query
      .split('&')
      .find((part) => part.includes('%00'))
      ?.split('=') ?? []
  return name === '' || name.includes('%') ? '/query' : `/query/${name}`
}

/** A reader cannot always help what it kept as its last event: a bad value counts as none. */
function ignoreMalformedEventId({ headers }: IncomingMessage): void {
  const id = headers['last-event-id']
  if (id !== undefined && !(typeof id === 'string' && /^\d{1,15}$/.test(id))) delete headers['last-event-id']
}

function headersOf(req: IncomingMessage, operation: OperationInfo): Record<string, string | undefined> {
  if (operation.headers.length === 0) return NO_VALUES
  const values: Record<string, string | undefined> = {}
  for (const { name, lower } of operation.headers) {
    const value = req.headers[lower]
    values[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return values
}

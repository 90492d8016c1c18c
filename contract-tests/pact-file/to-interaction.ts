import { pointerTo } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { contentOf, headersOf, plainBody, queryOf, statesOf, withContentType } from './parts.ts'

/** An interaction as its pact has it; of which surface, and so of which operation, is not known yet. */
export type RawInteraction = RawHttp | RawMessage

interface RawBase {
  index: number
  description: string
  states: { name: string; params: Record<string, Json> }[]
  pending: boolean
  pointer: string
}

export interface RawHttp extends RawBase {
  kind: 'http'
  method: string
  path: string
  query: Record<string, string[]>
  requestHeaders: Record<string, string>
  requestBody: Json | undefined
  status: number
  responseHeaders: Record<string, string>
  responseBody: Json | undefined
}

export interface RawMessage extends RawBase {
  kind: 'message'
  contents: Json
  metadata: Record<string, Json>
}

/** Something about one interaction that makes it unusable; the others of the pact are read all the same. */
export interface Unreadable {
  pointer: string
  description: string
  what: string
  hint: string
}

/** Every interaction of a pact, in the order of the file: `interactions` first, then `messages` of version 3. */
export function toInteractions(pact: JsonObject, version: number): (RawInteraction | Unreadable)[] {
  const found: (RawInteraction | Unreadable)[] = []
  for (const list of ['interactions', 'messages']) {
    for (const [position, node] of (Array.isArray(pact[list]) ? pact[list] : []).entries()) {
      found.push(toInteraction(node, found.length, pointerTo(list, position), version, list === 'messages'))
    }
  }
  return found
}

function toInteraction(node: Json, index: number, pointer: string, version: number, isMessage: boolean) {
  if (!isObject(node)) return unreadable(pointer, '', 'is not an object')
  const description = typeof node.description === 'string' ? node.description : ''
  const base = { index, description, states: statesOf(node), pending: node.pending === true, pointer }
  const type = typeof node.type === 'string' ? node.type : ''
  if (type === 'Synchronous/Messages') {
    const hint = 'Neither surface has messages that are answered; leave it out or make it an HTTP interaction.'
    return { pointer, description, what: 'is a synchronous message, which is not verified', hint }
  }
  if (isMessage || type === 'Asynchronous/Messages') return message(node, base, version)
  if (type !== '' && type !== 'Synchronous/HTTP')
    return unreadable(pointer, description, `has the unknown type ${type}`)
  return http(node, base, version)
}

function http(node: JsonObject, base: RawBase, version: number): RawHttp | Unreadable {
  const { request, response } = node
  const bad = (what: string) => unreadable(base.pointer, base.description, what)
  if (!isObject(request)) return bad('has no `request`')
  if (!isObject(response)) return bad('has no `response`')
  const method = typeof request.method === 'string' && request.method !== '' ? request.method.toUpperCase() : 'GET'
  const written = request.path ?? '/'
  if (typeof written !== 'string') return bad('has a `request.path` that is not a text')
  const [path = '/', search] = written.split('?', 2)
  const status = Number(response.status ?? 200)
  if (!Number.isInteger(status) || status < 100 || status > 599) return bad('has a `response.status` that is no status')
  const asked = bodyAndHeaders(request, version)
  const answered = bodyAndHeaders(response, version)
  return {
    ...base,
    kind: 'http',
    method,
    path: path === '' ? '/' : path,
    query: { ...queryOf(search), ...queryOf(request.query) },
    requestHeaders: asked.headers,
    requestBody: asked.body,
    status,
    responseHeaders: answered.headers,
    responseBody: answered.body,
  }
}

function bodyAndHeaders(part: JsonObject, version: number) {
  const headers = headersOf(part.headers)
  if (version < 4) return { headers, body: plainBody(part.body, headers['content-type']) }
  const { body, contentType } = contentOf(part.body, headers['content-type'])
  return { headers: withContentType(headers, contentType), body }
}

function message(node: JsonObject, base: RawBase, version: number): RawMessage | Unreadable {
  const metadata = isObject(node.metadata) ? node.metadata : isObject(node.metaData) ? node.metaData : {}
  const declared = metadata.contentType ?? metadata['content-type'] ?? 'application/json'
  const contentType = typeof declared === 'string' ? declared : undefined
  const contents = version < 4 ? plainBody(node.contents, contentType) : contentOf(node.contents, contentType).body
  if (contents === undefined) return unreadable(base.pointer, base.description, 'has no `contents`')
  return { ...base, kind: 'message', contents, metadata }
}

function unreadable(pointer: string, description: string, what: string): Unreadable {
  return { pointer, description, what, hint: 'Write the pact again with its Pact library.' }
}

import { isObject, type Json, type JsonObject } from '../json.ts'
import type { ProviderState } from './interaction.ts'

/** Version 2 has one state as a text (null from PHP, `provider_state` from old Ruby), 3 and 4 a list with parameters. */
export function statesOf(node: JsonObject): ProviderState[] {
  if (Array.isArray(node.providerStates)) return node.providerStates.flatMap(stateOf)
  return stateOf(node.providerStates ?? node.providerState ?? node.provider_state ?? null)
}

function stateOf(state: Json): ProviderState[] {
  if (typeof state === 'string') return state === '' ? [] : [{ name: state, params: {} }]
  if (!isObject(state) || typeof state.name !== 'string' || state.name === '') return []
  return [{ name: state.name, params: isObject(state.params) ? state.params : {} }]
}

/** A text in version 2, an object of lists since 3; some writers leave single values out of their lists. */
export function queryOf(query: Json | undefined): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  if (typeof query === 'string') {
    for (const [name, value] of new URLSearchParams(query)) found[name] = [...(found[name] ?? []), value]
  } else if (isObject(query)) {
    for (const [name, value] of Object.entries(query)) found[name] = (Array.isArray(value) ? value : [value]).map(text)
  }
  return found
}

/** Names in lower case; several values of one header are joined as HTTP has it. */
export function headersOf(headers: Json | undefined): Record<string, string> {
  if (!isObject(headers)) return {}
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.map(text).join(', ') : text(value),
    ]),
  )
}

/** A body of version 2 or 3: JSON stands in the pact as itself, and so may null where there is none. */
export function plainBody(body: Json | undefined, contentType: string | undefined): Json | undefined {
  if (body === null || body === undefined) return undefined
  return typeof body === 'string' ? parsedText(body, contentType) : body
}

/** A body of version 4: `{content, contentType, encoded}`. */
export function contentOf(
  body: Json | undefined,
  header: string | undefined,
): { body: Json | undefined; contentType: string | undefined } {
  if (!isObject(body) || body.content === undefined) return { body: undefined, contentType: header }
  const contentType = typeof body.contentType === 'string' ? body.contentType : header
  if (typeof body.content !== 'string') return { body: body.content, contentType }
  const encoded = typeof body.encoded === 'string' ? body.encoded.toLowerCase() : body.encoded
  const isBase64 = encoded === true || encoded === 'base64'
  const content = isBase64 ? Buffer.from(body.content, 'base64').toString('utf8') : body.content
  return { body: parsedText(content, contentType), contentType }
}

export function withContentType(
  headers: Record<string, string>,
  contentType: string | undefined,
): Record<string, string> {
  return contentType === undefined || headers['content-type'] !== undefined
    ? headers
    : { ...headers, 'content-type': contentType }
}

function parsedText(body: string, contentType: string | undefined): Json {
  if (contentType !== undefined && !/[/+]json\b/i.test(contentType)) return body
  try {
    return JSON.parse(body) as Json
  } catch {
    return body
  }
}

function text(value: Json): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

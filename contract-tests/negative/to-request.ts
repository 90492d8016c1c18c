import type { Json } from '../json.ts'
import type { PlainRequest } from '../provider/provider.ts'
import { toForm } from './form.ts'
import type { BaseRequest } from './mutant.ts'

/** What of a request is written otherwise than its parts say. */
export interface Written {
  /** Path parameters as they stand in the path, percent-encoded. */
  rawPath?: Record<string, string>
  /** Of the query, behind what is there. */
  rawQuery?: string
  /** In lower case; undefined for one that is left out. */
  headers?: Record<string, string | undefined>
  text?: string
}

/** A request as it goes over the wire, below the base path of its surface. */
export function toRequest(base: BaseRequest, written: Written = {}): PlainRequest {
  const { operation, body } = base
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    return written.rawPath?.[name] ?? encodeURIComponent(base.path[name] ?? '')
  })
  const query = [new URLSearchParams(base.query).toString(), written.rawQuery].filter(Boolean).join('&')
  const { type, text } = body ? serialized(body.mediaType, body.value) : { type: undefined, text: '' }
  const headers = { ...lowered(base.headers), ...(type && { 'content-type': type }), ...written.headers }
  return {
    method: operation.method.toUpperCase(),
    path: query === '' ? path : `${path}?${query}`,
    headers: Object.fromEntries(
      Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    body: written.text ?? text,
  }
}

function serialized(mediaType: string, value: Json): { type: string; text: string } {
  return mediaType === 'multipart/form-data' ? toForm(value) : { type: mediaType, text: JSON.stringify(value) }
}

function lowered(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

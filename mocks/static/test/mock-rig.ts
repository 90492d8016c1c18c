import {
  type Document,
  exemplified,
  isObject,
  type Json,
  type Operation,
  pointerTo,
  readDocument,
} from '../../../spec/documents.ts'
import { openStaticMock, type StaticMock } from '../static-mock.ts'

export type SurfaceName = 'keebai' | 'hubmessage'

export const tokens = { keebai: 'kbai_pk_test', hubmessage: 'hm_sk_test' }
const prefixes = { keebai: '', hubmessage: '/hubmessage' }

/** An operation with what the document says a request of it looks like. */
export interface Sample {
  surface: SurfaceName
  document: Document
  operation: Operation
  /** Where it is on the mock, path parameters filled in. */
  path: string
  body: Json | undefined
  isForm: boolean
}

/** Every operation of both surfaces, as the first examples of the documents ask it. */
export const samples: Sample[] = (['keebai', 'hubmessage'] as const).flatMap((surface) => {
  const document = readDocument(surface)
  const operations = document.operations.filter(({ isEvent }) => !isEvent)
  return operations.map((operation) => ({
    surface,
    document,
    operation,
    path: prefixes[surface] + pathOf(document, operation),
    body: requestOf(document, operation)?.examples.values().next().value,
    isForm: requestOf(document, operation)?.mediaType === 'multipart/form-data',
  }))
})

export function sampleOf(operationId: string): Sample {
  const found = samples.find(({ operation }) => operation.id === operationId)
  if (!found) throw new Error(`no operation ${operationId}`)
  return found
}

function pathOf(document: Document, operation: Operation): string {
  const parameters = Array.isArray(operation.content.parameters) ? operation.content.parameters : []
  const resolved = parameters.map((one) => document.resolve(one))
  const query = resolved.filter((one) => one.in === 'query' && one.required === true)
  const search = new URLSearchParams(query.map(({ name, example }) => [String(name), String(example)])).toString()
  const path = resolved
    .filter((one) => one.in === 'path')
    .reduce((way, { name, example }) => way.replace(`{${name}}`, encodeURIComponent(String(example))), operation.path)
  return search === '' ? path : `${path}?${search}`
}

function requestOf(document: Document, operation: Operation) {
  return exemplified(document, operation).find((place) => place.isRequest && place.mediaType)
}

/** The declared answers of an operation: each status, its media type, its schema and its examples. */
export function answersOf({ document, operation }: Sample) {
  const responses = document.resolve(operation.content.responses)
  const places = exemplified(document, operation).filter((place) => !place.isRequest && place.mediaType)
  return Object.entries(responses).map(([status, response]) => {
    const own = isObject(response) && typeof response.$ref === 'string' ? response.$ref.slice(1) : undefined
    const at = own ?? operation.pointer + pointerTo('responses', status)
    const place = places.find(({ pointer }) => pointer.startsWith(`${at}/`))
    return {
      status: Number(status),
      isOlder: document.resolve(response)['x-generation'] === 'older',
      mediaType: place?.mediaType,
      pointer: place?.pointer,
      examples: place?.examples ?? new Map<string, Json>(),
      headers: Object.keys(document.resolve(document.resolve(response).headers)),
    }
  })
}

export interface Ask {
  headers?: Record<string, string>
  /** Sent as it is when it is text, as JSON otherwise. */
  body?: unknown
  method?: string
  token?: string | null
  query?: string
}

export interface Answered {
  status: number
  headers: Headers
  text: string
  /** The body read as JSON, or undefined. */
  body: unknown
}

/** Sends what the document shows, or something else. */
export async function ask(url: string, sample: Sample, other: Ask = {}): Promise<Answered> {
  const { surface, operation, path } = sample
  const token = other.token === undefined ? tokens[surface] : other.token
  const query = other.query ?? ''
  return send(url + path + (path.includes('?') ? query.replace('?', '&') : query), {
    method: other.method ?? operation.method.toUpperCase(),
    ...bodyFor(sample, other, token === null ? {} : { authorization: `Bearer ${token}` }),
  })
}

function bodyFor({ body, isForm }: Sample, other: Ask, headers: Record<string, string>): RequestInit {
  if (isForm && !('body' in other)) return { headers: { ...headers, ...other.headers }, body: formOf(body) }
  const sent = 'body' in other ? other.body : body
  return {
    headers: { ...headers, ...(sent !== undefined && { 'content-type': 'application/json' }), ...other.headers },
    ...(sent !== undefined && { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
  }
}

/** The member `file` of an example stands for bytes. */
function formOf(example: Json | undefined): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(isObject(example) ? example : {})) {
    if (name === 'file') form.append(name, new Blob([String(value)]), 'file')
    else form.append(name, String(value))
  }
  return form
}

export async function send(url: string, init: RequestInit): Promise<Answered> {
  const response = await fetch(url, init)
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined }
}

/** A mock whose streams do not keep a test waiting. */
export function startMock(): Promise<StaticMock> {
  return openStaticMock({ eventSpacingMs: 1 })
}

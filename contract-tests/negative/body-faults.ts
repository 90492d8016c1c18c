import type { Document } from '../compare/document.ts'
import { isObject } from '../json.ts'
import { whole } from './fault.ts'
import { faultsIn } from './faults-in.ts'
import type { BaseRequest, Mutant } from './mutant.ts'
import { toRequest, type Written } from './to-request.ts'
import type { Verdicts } from './verdicts.ts'

/** A request whose JSON body breaks one keyword of its schema, is no JSON, is missing, or says it is something else. */
export function* bodyFaults(document: Document, base: BaseRequest, verdicts: Verdicts): Generator<Mutant> {
  const { operation, body } = base
  if (!body || body.mediaType === 'multipart/form-data') return
  const schema = document.at(body.pointer)
  const seen = new Set<string>()
  for (const { keyword, pointer, value } of faultsIn(document, schema, body.value, whole)) {
    if (value === undefined) continue
    const text = JSON.stringify(value)
    if (seen.has(text) || verdicts.isWrong(schema, value) === undefined) continue
    seen.add(text)
    yield { operation, keyword, place: `/body${pointer}`, request: toRequest(base, { text }) }
  }
  const written = (keyword: string, more: Written): Mutant => {
    return { operation, keyword, place: '/body', request: toRequest(base, more) }
  }
  for (const text of malformed(JSON.stringify(body.value))) yield written('text', { text })
  if (body.isRequired) yield written('required', { text: '', headers: { 'content-type': undefined } })
  if (body.isRequired) yield written('required', { text: '' })
  if (isObject(body.value)) yield written('text', { text: withProto(JSON.stringify(body.value)) })
  for (const type of foreignTypes) yield written('media type', { headers: { 'content-type': type } })
  yield written('media type', { headers: { 'content-encoding': 'gzip' } })
}

function malformed(text: string): string[] {
  const texts = [text.slice(0, -1), `${text},`, text + text, text.replaceAll('"', "'"), 'undefined', `\uFEFF${text}`]
  return texts.filter((one) => one !== text)
}

function withProto(text: string): string {
  return text === '{}' ? '{"__proto__":{}}' : text.replace('{', '{"__proto__":{},')
}

const foreignTypes = [
  undefined,
  'text/plain',
  'text/json',
  'application/xml',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'multipart/form-data; boundary=x',
]

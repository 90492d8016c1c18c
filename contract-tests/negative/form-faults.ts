import type { Document } from '../compare/document.ts'
import { isObject, type Json } from '../json.ts'
import { whole } from './fault.ts'
import { faultsIn } from './faults-in.ts'
import { boundary, partOf, toForm } from './form.ts'
import type { BaseRequest, Mutant } from './mutant.ts'
import { toRequest, type Written } from './to-request.ts'
import type { Verdicts } from './verdicts.ts'

/** A form that breaks one keyword of its schema, is cut off, says a thing twice, or is no form. */
export function* formFaults(document: Document, base: BaseRequest, verdicts: Verdicts): Generator<Mutant> {
  const { operation, body } = base
  if (body?.mediaType !== 'multipart/form-data' || !isObject(body.value)) return
  const schema = document.at(body.pointer)
  for (const { keyword, pointer, value } of faultsIn(document, schema, body.value, whole)) {
    if (!isForm(value) || verdicts.isWrong(schema, value) === undefined) continue
    yield { operation, keyword, place: `/body${pointer}`, request: toRequest(base, { text: toForm(value).text }) }
  }
  const written = (keyword: string, more: Written, place = '/body'): Mutant => {
    return { operation, keyword, place, request: toRequest(base, more) }
  }
  const { text } = toForm(body.value)
  for (const cut of cutOff(text)) yield written('form', { text: cut })
  for (const [name, value] of Object.entries(body.value)) {
    const part = partOf(name, String(value))
    yield written('given twice', { text: text.replace(part, part + part) }, `/body/${name}`)
  }
  yield written('required', { text: '' })
  yield written('required', { text: '', headers: { 'content-type': undefined } })
  for (const type of foreignTypes) yield written('media type', { headers: { 'content-type': type } })
}

/** Every member a text, as all fields of a form are. */
function isForm(value: Json | undefined): value is { [name: string]: string } {
  return isObject(value) && Object.values(value).every((member) => typeof member === 'string')
}

function cutOff(text: string): string[] {
  const end = `--${boundary}--\r\n`
  return [
    text.slice(0, -end.length),
    text.slice(0, text.length / 2),
    text.replaceAll('\r\n', '\n'),
    text.replaceAll('Content-Disposition', 'X-Disposition'),
    text.replaceAll('form-data; name', 'attachment; name'),
    text.replaceAll(boundary, 'another'),
    end,
  ]
}

const foreignTypes = [
  undefined,
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/mixed; boundary=trunkline-form',
  'multipart/form-data',
]

import type { Document } from '../compare/document.ts'
import type { Json } from '../json.ts'
import { type Parameter, parametersOf } from './base-requests.ts'
import { whole } from './fault.ts'
import { faultsIn } from './faults-in.ts'
import type { BaseRequest, Mutant } from './mutant.ts'
import { toRequest } from './to-request.ts'
import type { Verdicts } from './verdicts.ts'

/** A request with one parameter that is wrong, missing, given twice or unknown. */
export function* parameterFaults(document: Document, base: BaseRequest, verdicts: Verdicts): Generator<Mutant> {
  const { operation } = base
  const parameters = parametersOf(document, operation)
  for (const parameter of parameters) {
    const { name, schema, isRequired, in: where } = parameter
    const place = placeOf(parameter)
    const isWrong = (text: string) => verdicts.isWrong(schema, typed(text, schema.type))
    for (const text of wrongTexts(document, parameter)) {
      const mutant = { operation, place, request: withText(base, parameter, text) }
      const keyword = isWrong(text)
      if (keyword !== undefined && canBeSent(parameter, text)) yield { ...mutant, keyword }
    }
    if (isRequired && where === 'query') {
      const { [name]: _, ...query } = base.query
      yield { operation, keyword: 'required', place, request: toRequest({ ...base, query }) }
    }
    if (where === 'query') {
      const twice = `${name}=${encodeURIComponent(String(parameter.example))}`
      const request = withText(base, parameter, String(parameter.example), twice)
      yield { operation, keyword: 'given twice', place, request }
    }
    if (where === 'path') {
      for (const raw of ['%zz', '%', 'a%00b', '%c3%28']) {
        yield { operation, keyword: 'encoding', place, request: toRequest(base, { rawPath: { [name]: raw } }) }
      }
    }
  }
  yield {
    operation,
    keyword: 'unknown',
    place: '/query/surprise',
    request: toRequest(base, { rawQuery: 'surprise=1' }),
  }
  yield { operation, keyword: 'encoding', place: '/query', request: toRequest(base, { rawQuery: 'surprise=%00' }) }
}

function placeOf({ in: where, name }: Parameter): string {
  return `/${where === 'header' ? 'headers' : where}/${name}`
}

function wrongTexts(document: Document, { schema, example }: Parameter): Set<string> {
  const texts = [...faultsIn(document, schema, example, whole)].flatMap(({ value }) => {
    return value === undefined || (typeof value === 'object' && value !== null) ? [] : [String(value)]
  })
  return new Set(texts)
}

/** The text of a parameter as its schema sees it. */
function typed(text: string, type: Json | undefined): Json {
  if ((type === 'integer' || type === 'number') && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

/** Headers carry printable text without space around it; an empty step of a path is another path. */
function canBeSent({ in: where }: Parameter, text: string): boolean {
  if (where === 'header') return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)
  return where === 'query' || text !== ''
}

function withText(base: BaseRequest, { in: where, name }: Parameter, text: string, rawQuery?: string) {
  const written = rawQuery === undefined ? {} : { rawQuery }
  if (where === 'path') return toRequest({ ...base, path: { ...base.path, [name]: text } }, written)
  if (where === 'query') return toRequest({ ...base, query: { ...base.query, [name]: text } }, written)
  return toRequest({ ...base, headers: { ...base.headers, [name]: text } }, written)
}

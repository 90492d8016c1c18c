import type { ErrorObject } from 'ajv'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { masked } from '../provider/masked.ts'
import { type Document, placeOf } from './document.ts'
import { pointerTo } from './pointer.ts'

/** One way in which a value does not fit its schema, or an answer its operation. */
export interface Problem {
  /** Stable, kebab-case: `body-incompatible`, `status-undeclared` … */
  code: string
  /** Into what was checked: `/body/error/code`, `/headers/retry-after`, `/status`; empty for a payload as a whole. */
  pointer: string
  /** One sentence without its full stop. */
  what: string
  expected?: string
  got?: string
  /** Of the rule that is broken, in the document. */
  specPointer?: string
}

/** Holds a value against the schema at `schemaPointer`; `at` is where the value stands in what is checked. */
export function problemsWith(
  document: Document,
  schemaPointer: string,
  value: Json | undefined,
  at = '',
  code = 'body-incompatible',
): Problem[] {
  const validate = document.validator(schemaPointer)
  if (validate(value)) return []
  const errors = explained(document, [...(validate.errors ?? [])])
  const seen = new Set<string>()
  return errors.flatMap((error) => {
    const problem = problemOf(document, error, at, code)
    const key = `${problem.pointer} ${problem.what}`
    if (seen.has(key)) return []
    seen.add(key)
    return [problem]
  })
}

/**
 * Of a union that fits nowhere Ajv reports every branch; kept are the errors of the branch that was meant: the one whose constants fit,
 * and of those the one with the fewest errors.
 */
function explained(document: Document, errors: ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = []
  for (const error of errors) {
    if (error.keyword === 'if') continue
    if (error.keyword !== 'oneOf' && error.keyword !== 'anyOf') {
      kept.push(error)
      continue
    }
    const branches = branchesOf(document, error)
    const fitting = branches.filter((branch) => branch.length === 0).length
    kept.splice(kept.length - ownErrors(kept, error, branches))
    const best = fitting > 0 ? undefined : meantBranch(branches)
    const unknown = fitting > 0 ? undefined : unknownValue(error, branches)
    if (unknown) kept.push(unknown)
    else if (!best) kept.push(error)
    else kept.push(...explained(document, best).map((one) => below(one, error.instancePath)))
  }
  return kept
}

function branchesOf(document: Document, union: ErrorObject): ErrorObject[][] {
  const place = document.pointerOf(union.parentSchema as JsonObject)
  const schemas = union.schema as Json[]
  if (place === undefined) return []
  return schemas.map((schema, index) => {
    const validate = document.validator(placeOf(schema, place + pointerTo(union.keyword, index)))
    return validate(union.data) ? [] : [...(validate.errors ?? [])]
  })
}

/** How many of the errors before a union's own are those of its branches. */
function ownErrors(kept: ErrorObject[], union: ErrorObject, branches: ErrorObject[][]): number {
  const raised = branches.reduce((sum, errors) => sum + explainedLength(errors), 0)
  let count = 0
  while (count < raised && kept.at(-1 - count)?.instancePath.startsWith(union.instancePath)) count++
  return count
}

function explainedLength(errors: ErrorObject[]): number {
  return errors.filter(({ keyword }) => keyword !== 'if').length
}

/** Where every branch wants another value at the same place, that value is what is wrong. */
function unknownValue(union: ErrorObject, branches: ErrorObject[][]): ErrorObject | undefined {
  const [first = [], ...others] = branches.map((errors) =>
    errors.filter(({ keyword }) => keyword === 'const' || keyword === 'enum'),
  )
  const same = (errors: ErrorObject[], path: string) => errors.find(({ instancePath }) => instancePath === path)
  const told = first.find(({ instancePath }) => others.every((errors) => same(errors, instancePath)))
  if (!told) return undefined
  const values = [first, ...others].flatMap((errors) => same(errors, told.instancePath)?.schema as Json)
  return below({ ...told, keyword: 'enum', schema: values, parentSchema: union.parentSchema }, union.instancePath)
}

function meantBranch(branches: ErrorObject[][]): ErrorObject[] | undefined {
  const weight = (errors: ErrorObject[]) =>
    errors.reduce((sum, { keyword, instancePath }) => {
      if (keyword === 'type' && instancePath === '') return sum + 1000
      return sum + (keyword === 'const' || keyword === 'enum' ? 100 : 1)
    }, 0)
  const ranked = branches.map((errors) => ({ errors, weight: weight(errors) })).sort((a, b) => a.weight - b.weight)
  const [best, next] = ranked
  return best && best.weight !== next?.weight ? best.errors : undefined
}

function below(error: ErrorObject, instancePath: string): ErrorObject {
  return { ...error, instancePath: instancePath + error.instancePath }
}

function problemOf(document: Document, error: ErrorObject, at: string, code: string): Problem {
  const place = document.pointerOf(error.parentSchema as JsonObject)
  const name = error.params.missingProperty ?? error.params.additionalProperty ?? error.params.unevaluatedProperty
  const pointer = at + error.instancePath + (typeof name === 'string' ? pointerTo(name) : '')
  const told = wording(error)
  return {
    code,
    pointer,
    ...told,
    ...(told.got === undefined && error.keyword !== 'required' && name === undefined ? { got: shown(error.data) } : {}),
    ...(place === undefined ? {} : { specPointer: `${place}/${error.keyword}` }),
  }
}

function wording({ keyword, params, schema, parentSchema, message }: ErrorObject): {
  what: string
  expected?: string
  got?: string
} {
  switch (keyword) {
    case 'required':
      return { what: `\`${params.missingProperty}\` is missing`, expected: 'present', got: 'absent' }
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return {
        what: `\`${params.additionalProperty ?? params.unevaluatedProperty}\` is not documented`,
        expected: 'absent',
        got: 'present',
      }
    case 'type':
      return { what: 'it is of another type', expected: [schema].flat().join(' or ') }
    case 'const':
      return { what: 'it is another value', expected: shown(schema) }
    case 'enum':
      return { what: 'it is none of the documented values', expected: (schema as Json[]).map(shown).join(', ') }
    case 'pattern':
      return { what: 'it is not of the documented form', expected: String(schema) }
    case 'format':
      return { what: `it is no ${schema}`, expected: String(schema) }
    case 'oneOf':
    case 'anyOf': {
      const fits = params.passingSchemas ? 'more than one' : 'none'
      return { what: `it fits ${fits} of the documented shapes`, expected: namesOf(parentSchema, keyword) }
    }
    default:
      return { what: `it ${message ?? `breaks ${keyword}`}`, expected: `${keyword} ${shown(schema)}` }
  }
}

function namesOf(schema: unknown, keyword: string): string {
  const branches = isObject(schema) && Array.isArray(schema[keyword]) ? schema[keyword] : []
  return branches
    .map((branch) => {
      if (!isObject(branch)) return String(branch)
      return typeof branch.$ref === 'string'
        ? (branch.$ref.split('/').at(-1) ?? '')
        : String(branch.type ?? 'another shape')
    })
    .join(' or ')
}

/** A value as a report shows it: one line, not too long, without credentials. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))
  return masked(text.length > 200 ? `${text.slice(0, 199)}…` : text)
}

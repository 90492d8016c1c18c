import type { Detail } from './problem.ts'
import { exampleIn } from './such-as.ts'

/** The part of a verbose Ajv error we read. */
export interface AjvError {
  keyword: string
  instancePath: string
  message?: string
  params: Record<string, unknown>
  /** What was judged. */
  data?: unknown
  /** The schema the keyword stands in. */
  parentSchema?: Record<string, unknown>
}

/** The errors of a value under a schema that is part of the document. */
export type Judge = (schema: object, value: unknown) => AjvError[]

const detailsMax = 50
/** A form is easier to see than to read. */
const shownByExample = new Set(['pattern', 'anyOf', 'oneOf'])

/**
 * Every problem once, with the place it is at. A union that fits nowhere reports each of its alternatives; of
 * these only the alternative the caller evidently meant is told, or one sentence for all. The alternatives are
 * judged anew, because the errors do not say which of them they belong to.
 */
export function detailsOf(errors: AjvError[], judge: Judge): Detail[] {
  const unique = new Map<string, Detail>()
  for (const error of withoutUnionNoise(errors, judge)) {
    const detail = detailOf(error)
    unique.set(`${detail.path} ${detail.message}`, detail)
    if (unique.size === detailsMax) break
  }
  return [...unique.values()]
}

/** Ajv appends the errors of the alternatives right before the error of the union itself. */
function withoutUnionNoise(errors: AjvError[], judge: Judge): AjvError[] {
  const kept: AjvError[] = []
  for (const error of errors) {
    if (error.keyword === 'anyOf' || (error.keyword === 'oneOf' && !error.params.passingSchemas)) {
      dropInside(kept, error.instancePath)
      kept.push(...meantBy(error, judge))
    } else if (error.keyword === 'if') {
      sayUnless(kept, error)
    } else {
      kept.push(error)
    }
  }
  return kept
}

/** What a schema asks for only where another member is missing says so; Ajv puts the error of the condition behind. */
function sayUnless(kept: AjvError[], { instancePath, parentSchema }: AjvError): void {
  const condition = parentSchema?.if as { not?: { required?: unknown } } | undefined
  const asked = kept.at(-1)
  if (!Array.isArray(condition?.not?.required) || asked?.keyword !== 'required') return
  if (asked.instancePath !== instancePath) return
  kept.splice(-1, 1, { ...asked, message: `${asked.message} unless ${condition.not.required.join(' and ')} is given` })
}

function dropInside(kept: AjvError[], path: string): void {
  for (let last = kept.at(-1); last && isInside(last.instancePath, path); last = kept.at(-1)) kept.pop()
}

function isInside(path: string, container: string): boolean {
  return path === container || path.startsWith(`${container}/`)
}

function meantBy(union: AjvError, judge: Judge): AjvError[] {
  const alternatives = alternativesOf(union).map((schema) => withoutUnionNoise(judge(schema, union.data), judge))
  const meant = alternatives.filter((errors) => !errors.some(isTag))
  const told =
    meant.length === 0 ? [unknownTag(alternatives.flat())] : (common(meant) ?? [generic(union, meant.flat())])
  return told.map((error) => ({ ...error, instancePath: union.instancePath + error.instancePath }))
}

function alternativesOf({ keyword, parentSchema }: AjvError): object[] {
  const alternatives = parentSchema?.[keyword]
  return Array.isArray(alternatives) ? alternatives : []
}

/** A constant member directly inside tells alternatives apart. */
function isTag({ keyword, instancePath }: AjvError): boolean {
  return (keyword === 'const' || keyword === 'enum') && /^\/[^/]+$/.test(instancePath)
}

/** What is wrong whichever alternative was meant. */
function common([first = [], ...others]: AjvError[][]): AjvError[] | undefined {
  const found = first.filter((error) => others.every((errors) => errors.some((other) => isSame(error, other))))
  return found.length > 0 ? found : undefined
}

function isSame(one: AjvError, other: AjvError): boolean {
  return one.instancePath === other.instancePath && one.message === other.message
}

function unknownTag(errors: AjvError[]): AjvError {
  const tags = errors.filter(isTag)
  const values = tags.flatMap(({ params }) => params.allowedValues ?? [params.allowedValue])
  const message = `must be equal to one of the allowed values: ${[...new Set(values)].join(', ')}`
  return { keyword: 'union', instancePath: tags[0]?.instancePath ?? '', message, params: {} }
}

function generic({ keyword, parentSchema = {} }: AjvError, errors: AjvError[]): AjvError {
  const names = errors.flatMap(({ params, instancePath }) =>
    instancePath === '' ? (params.missingProperty ?? []) : [],
  )
  const allMissing = names.length > 0 && names.length === errors.length
  const message = allMissing ? `must have ${names.join(' or ')}` : 'must match one of the documented forms'
  return { keyword, instancePath: '', message, params: {}, parentSchema: allMissing ? {} : parentSchema }
}

function detailOf(error: AjvError): Detail {
  const member = error.params.missingProperty ?? error.params.additionalProperty ?? error.params.unevaluatedProperty
  const path = error.instancePath + (typeof member === 'string' ? `/${member}` : '')
  return { path: path.replace(/^\/params/, '/path'), message: messageOf(error) }
}

function messageOf(error: AjvError): string {
  const allowed = error.params.allowedValues
  const message = error.message ?? `must satisfy ${error.keyword}`
  return Array.isArray(allowed) && !message.includes(':')
    ? `${message}: ${allowed.join(', ')}`
    : message + (shownByExample.has(error.keyword) ? exampleIn(error.parentSchema) : '')
}

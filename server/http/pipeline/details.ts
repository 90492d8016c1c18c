import type { Detail } from './problem.ts'

/** The part of an Ajv error we read. */
export interface AjvError {
  keyword: string
  instancePath: string
  schemaPath: string
  message?: string
  params: Record<string, unknown>
}

const detailsMax = 50

export function isAjvErrors(value: unknown[]): value is AjvError[] {
  return value.every((one) => typeof one === 'object' && one !== null && 'keyword' in one && 'instancePath' in one)
}

/**
 * Every problem once, with the place it is at. A union that fits nowhere reports each of its
 * alternatives; of these only the alternative the caller evidently meant is told, or one sentence for all.
 */
export function detailsOf(errors: AjvError[]): Detail[] {
  const details = withoutUnionNoise(errors).map(detailOf)
  const unique = new Map(details.map((detail) => [`${detail.path} ${detail.message}`, detail]))
  return [...unique.values()].slice(0, detailsMax)
}

/** Ajv appends the errors of the alternatives right before the error of the union itself. */
function withoutUnionNoise(errors: AjvError[]): AjvError[] {
  const kept: AjvError[] = []
  for (const error of errors) {
    if (error.keyword === 'anyOf' || (error.keyword === 'oneOf' && !error.params.passingSchemas)) {
      kept.push(...bestOf(error, takeInside(kept, error.instancePath)))
    } else if (error.keyword !== 'if') {
      kept.push(error)
    }
  }
  return kept
}

function takeInside(kept: AjvError[], path: string): AjvError[] {
  let from = kept.length
  while (from > 0 && isInside(kept[from - 1]?.instancePath ?? '', path)) from -= 1
  return kept.splice(from)
}

function isInside(path: string, container: string): boolean {
  return path === container || path.startsWith(`${container}/`)
}

function bestOf(union: AjvError, inside: AjvError[]): AjvError[] {
  const alternatives = [...Map.groupBy(inside, (error) => alternativeOf(union, error)).values()]
  const meant = alternatives.filter((errors) => !errors.some((error) => isTag(union, error)))
  if (meant.length === 1 && alternatives.length > 1) return meant[0] ?? []
  if (meant.length === 0 && alternatives.length > 0) return [unknownTag(union, inside)]
  const names = inside.filter((error) => error.keyword === 'required').map((error) => error.params.missingProperty)
  const allRequired = names.length > 0 && names.length === inside.length
  return [
    { ...union, message: allRequired ? `must have ${names.join(' or ')}` : 'must match one of the documented forms' },
  ]
}

/** Inline alternatives are numbered in the schema path; referenced ones begin at their own component. */
function alternativeOf(union: AjvError, error: AjvError): string {
  if (error.schemaPath.startsWith(`${union.schemaPath}/`)) {
    return error.schemaPath.slice(union.schemaPath.length + 1).split('/')[0] ?? ''
  }
  return error.schemaPath.split('/').slice(0, 4).join('/')
}

/** A constant member directly inside the union tells its alternatives apart. */
function isTag(union: AjvError, error: AjvError): boolean {
  const below = error.instancePath.slice(union.instancePath.length).split('/').length - 1
  return (error.keyword === 'const' || error.keyword === 'enum') && below === 1
}

function unknownTag(union: AjvError, inside: AjvError[]): AjvError {
  const tags = inside.filter((error) => isTag(union, error))
  const values = tags.flatMap((tag) => tag.params.allowedValues ?? [tag.params.allowedValue])
  const allowed = [...new Set(values)].join(', ')
  const [first] = tags
  return { ...(first ?? union), keyword: 'union', message: `must be equal to one of the allowed values: ${allowed}` }
}

function detailOf(error: AjvError): Detail {
  const member = error.params.missingProperty ?? error.params.additionalProperty ?? error.params.unevaluatedProperty
  const path = error.instancePath + (typeof member === 'string' ? `/${member}` : '')
  return { path: path.replace(/^\/params/, '/path'), message: messageOf(error) }
}

function messageOf(error: AjvError): string {
  const allowed = error.params.allowedValues
  const message = error.message ?? `must satisfy ${error.keyword}`
  return Array.isArray(allowed) && !message.includes(':') ? `${message}: ${allowed.join(', ')}` : message
}

import { isObject, type Json } from '../json.ts'
import type { Finding } from '../verify/finding.ts'
import { type Document, type Operation, placeOf } from './document.ts'
import { streamEvents } from './event-stream.ts'
import { exemplified } from './exemplified.ts'
import { locate } from './locate.ts'
import { parametersOf } from './places.ts'
import { pointerTo, valueAt } from './pointer.ts'
import { type Problem, problemsWith } from './problem.ts'

/**
 * Whether a document can be relied on by the other checks: its `$ref`s lead somewhere, operations have names of their own, the parameters of
 * paths are declared, schemas compile, and every example fits its schema.
 */
export function checkSpecification(document: Document): Finding[] {
  const unresolved = unresolvedReferences(document)
  if (unresolved.length > 0) return unresolved
  return [...namesTwice(document), ...undeclaredPathParameters(document), ...wrongExamples(document)]
}

function finding(
  document: Document,
  code: string,
  what: string,
  pointer: string,
  more: Partial<Finding> = {},
): Finding {
  const { where, ...rest } = more
  return {
    check: 'spec',
    severity: 'error',
    code,
    what,
    where: { pointer, ...locate(document, pointer), ...where },
    ...rest,
  }
}

function unresolvedReferences(document: Document): Finding[] {
  const found: Finding[] = []
  walk(document.content, '', false)
  return found

  function walk(node: Json, pointer: string, isMap: boolean): void {
    if (Array.isArray(node)) for (const [index, item] of node.entries()) walk(item, `${pointer}/${index}`, false)
    if (!isObject(node)) return
    if (!isMap && typeof node.$ref === 'string') check(node.$ref, pointer)
    for (const [key, item] of Object.entries(node)) {
      if (isMap || !isData(key, item)) walk(item, pointer + pointerTo(key), !isMap && maps.has(key))
    }
  }

  function check(reference: string, pointer: string): void {
    if (!reference.startsWith('#')) {
      const hint = 'Bundle it into one file first: npx @redocly/cli bundle openapi.yaml --output bundled.yaml'
      const what = `The reference ${reference} leads out of the document, and only one file is read.`
      found.push(finding(document, 'ref-external', what, `${pointer}/$ref`, { hint }))
    } else if (valueAt(document.content, reference.slice(1)) === undefined) {
      found.push(
        finding(document, 'ref-unresolved', `The reference ${reference} leads nowhere.`, `${pointer}/$ref`, {
          got: reference,
        }),
      )
    }
  }
}

/** Whose members have names of the document's own, which may be any word. */
const maps = new Set([
  'properties',
  'patternProperties',
  'schemas',
  '$defs',
  'headers',
  'examples',
  'parameters',
  'responses',
])

/** What stands there is a sample of a value, in which nothing has a meaning. */
function isData(key: string, item: Json): boolean {
  return ['example', 'default', 'const', 'value', 'enum'].includes(key) || (key === 'examples' && Array.isArray(item))
}

function namesTwice(document: Document): Finding[] {
  const first = new Map<string, Operation>()
  return document.operations.flatMap((operation) => {
    if (typeof operation.content.operationId !== 'string') {
      const what = `${operation.method.toUpperCase()} ${operation.path} has no operationId.`
      return [finding(document, 'operation-id-missing', what, operation.pointer, { severity: 'warning' })]
    }
    const other = first.get(operation.id)
    if (!other) {
      first.set(operation.id, operation)
      return []
    }
    const what = `The operationId ${operation.id} is given twice: here and to ${other.method.toUpperCase()} ${other.path}.`
    return [
      finding(document, 'operation-id-twice', what, `${operation.pointer}/operationId`, {
        where: { operation: operation.id },
      }),
    ]
  })
}

function undeclaredPathParameters(document: Document): Finding[] {
  return document.operations.flatMap((operation) => {
    if (operation.isEvent) return []
    const used = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '')
    const declared = parametersOf(document, operation).filter(({ content }) => content.in === 'path')
    const names = declared.map(({ content }) => content.name)
    const where = { operation: operation.id }
    const missing = used.filter((name) => !names.includes(name))
    const unused = declared.filter(({ content }) => !used.includes(String(content.name)))
    return [
      ...missing.map((name) => {
        const what = `The path ${operation.path} has {${name}}, and ${operation.id} does not declare it.`
        return finding(document, 'path-parameter-undeclared', what, operation.pointer, {
          where,
          expected: `a path parameter \`${name}\``,
        })
      }),
      ...unused.map(({ content, pointer }) => {
        const what = `${operation.id} declares the path parameter \`${content.name}\`, which ${operation.path} does not have.`
        return finding(document, 'path-parameter-unused', what, pointer, { where })
      }),
    ]
  })
}

function wrongExamples(document: Document): Finding[] {
  const seen = new Set<string>()
  return document.operations.flatMap((operation) =>
    exemplified(document, operation).flatMap(({ pointer, mediaType, examples }) =>
      [...examples].flatMap(([name, value]) => {
        const place = examplePlace(document, pointer, name)
        const key = `${place} ${pointer}`
        if (seen.has(key) || document.at(pointer.slice(0, -'/schema'.length)).schema === undefined) return []
        seen.add(key)
        return exampleFindings(document, operation, pointer, mediaType, { name, value, place })
      }),
    ),
  )
}

function exampleFindings(
  document: Document,
  operation: Operation,
  schemaPointer: string,
  mediaType: string | undefined,
  { name, value, place }: { name: string; value: Json; place: string },
): Finding[] {
  const where = { operation: operation.isEvent ? operation.path : operation.id }
  const isStream = mediaType === 'text/event-stream' && typeof value === 'string'
  const samples = isStream ? streamEvents(value) : [value]
  if (samples.length === 0) {
    return [
      finding(document, 'example-empty', `The example \`${name}\` of ${where.operation} has no event.`, place, {
        where,
      }),
    ]
  }
  let problems: Problem[]
  try {
    problems = samples.flatMap((sample, index) =>
      problemsWith(document, schemaPointer, sample as Json, isStream ? `/${index}` : ''),
    )
  } catch (error) {
    const what = `A schema of ${where.operation} cannot be compiled: ${error instanceof Error ? error.message : error}.`
    return [finding(document, 'schema-invalid', what, schemaPointer, { where })]
  }
  return problems.map(({ pointer, what, expected, got }) => {
    const told = `The example \`${name}\` of ${where.operation} does not fit its schema: ${pointer === '' ? '' : `${pointer}: `}${what}.`
    const at = isStream ? place : place + pointer
    return finding(document, 'example-invalid', told, at, {
      where,
      ...(expected ? { expected } : {}),
      ...(got ? { got } : {}),
    })
  })
}

/** Where the example's value stands: beside the schema, or where its `$ref` leads. */
function examplePlace(document: Document, schemaPointer: string, name: string): string {
  const holder = schemaPointer.slice(0, -'/schema'.length)
  const examples = document.at(holder).examples
  if (!isObject(examples) || examples[name] === undefined) return `${holder}/example`
  return `${placeOf(examples[name], holder + pointerTo('examples', name))}/value`
}

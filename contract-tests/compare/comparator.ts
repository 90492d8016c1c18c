import { setImmediate } from 'node:timers/promises'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { HttpInteraction } from '../pact-file/interaction.ts'
import type { Document } from './document.ts'

/** A result of the comparator, as far as it is used. */
export interface ComparatorResult {
  code: string
  message: string
  type: 'error' | 'warning' | 'info'
  mockDetails?: { location: string; value: unknown }
  specDetails?: { location: string; value: unknown }
}

interface Comparator {
  compare(pact: unknown): AsyncIterable<ComparatorResult>
}

const comparators = new WeakMap<Document, Promise<Comparator>>()

/** Interactions after which the comparator lets others work: signals, providers that start, a line of progress. */
const batchMax = 8

/**
 * Holds interactions against a document with @pactflow/openapi-pact-comparator. It is given what we read of them, in the form of version 2,
 * so that every writer's habits are dealt with in one place. Results come per interaction.
 */
export async function compareInteractions(
  document: Document,
  interactions: HttpInteraction[],
): Promise<Map<HttpInteraction, ComparatorResult[]>> {
  const comparator = await comparatorOf(document)
  const found = new Map<HttpInteraction, ComparatorResult[]>()
  for (let from = 0; from < interactions.length; from += batchMax) {
    const batch = interactions.slice(from, from + batchMax)
    for await (const result of comparator.compare(plainPact(batch))) {
      const index = Number(/\.interactions\[(\d+)\]/.exec(result.mockDetails?.location ?? '')?.[1])
      const interaction = batch[index]
      if (interaction) found.set(interaction, [...(found.get(interaction) ?? []), result])
    }
    await setImmediate()
  }
  return found
}

function plainPact(interactions: HttpInteraction[]) {
  return { metadata: { pactSpecification: { version: '2.0.0' } }, interactions: interactions.map(plainInteraction) }
}

function plainInteraction(one: HttpInteraction) {
  const query = Object.entries(one.query).flatMap(([name, values]) => values.map((value) => [name, value]))
  return {
    description: one.description,
    request: {
      method: one.method,
      path: one.path,
      headers: one.requestHeaders,
      ...(query.length > 0 ? { query: new URLSearchParams(query).toString() } : {}),
      ...(one.requestBody === undefined ? {} : { body: one.requestBody }),
    },
    response: {
      status: one.status,
      headers: one.responseHeaders,
      ...(one.responseBody === undefined ? {} : { body: one.responseBody }),
    },
  }
}

function comparatorOf(document: Document): Promise<Comparator> {
  const known = comparators.get(document) ?? create(document)
  comparators.set(document, known)
  return known
}

async function create(document: Document): Promise<Comparator> {
  const name = '@pactflow/openapi-pact-comparator'
  const loaded = await import('@pactflow/openapi-pact-comparator').catch((cause: unknown) => {
    throw new Error(`Comparing pacts with a specification needs the package ${name}: npm install ${name}`, { cause })
  })
  // Its declarations lead nowhere outside of its own build.
  const { Comparator } = loaded as unknown as { Comparator: new (options: { oas: JsonObject }) => Comparator }
  return new Comparator({ oas: prepared(document) })
}

/**
 * The comparator changes the document it is given, and of an expected answer it asks too much in two places: a part of a body that fits
 * several alternatives of a `oneOf` would be refused, and so would any member of a free-form object.
 */
function prepared(document: Document): JsonObject {
  const content = structuredClone(document.content)
  const asked = new Set(
    document.operations.flatMap(({ content }) => reachable(document, [content.requestBody, content.parameters])),
  )
  const schemas = isObject(content.components) && isObject(content.components.schemas) ? content.components.schemas : {}
  for (const [name, schema] of Object.entries(schemas)) {
    if (!asked.has(`#/components/schemas/${name}`)) loosen(schema)
  }
  for (const item of Object.values(isObject(content.paths) ? content.paths : {})) {
    for (const operation of Object.values(isObject(item) ? item : {})) {
      if (isObject(operation) && operation.responses !== undefined) loosen(operation.responses)
    }
  }
  if (isObject(content.components) && content.components.responses !== undefined) loosen(content.components.responses)
  return content
}

function loosen(node: Json): void {
  if (Array.isArray(node)) for (const item of node) loosen(item)
  if (!isObject(node)) return
  if (Array.isArray(node.oneOf) && node.anyOf === undefined) {
    node.anyOf = node.oneOf
    delete node.oneOf
    delete node.discriminator
  }
  const isFree = node.type === 'object' && node.properties === undefined && !('allOf' in node || 'anyOf' in node)
  if (isFree && (node.additionalProperties === undefined || node.additionalProperties === true))
    node.additionalProperties = {}
  for (const item of Object.values(node)) loosen(item)
}

/** Every `$ref` that can be reached from some nodes. */
function reachable(document: Document, nodes: (Json | undefined)[]): string[] {
  const found = new Set<string>()
  const walk = (node: Json | undefined): void => {
    if (Array.isArray(node)) for (const item of node) walk(item)
    if (!isObject(node)) return
    if (typeof node.$ref === 'string' && !found.has(node.$ref)) {
      found.add(node.$ref)
      walk(document.at(node.$ref.slice(1)))
    }
    for (const item of Object.values(node)) walk(item)
  }
  for (const node of nodes) walk(node)
  return [...found]
}

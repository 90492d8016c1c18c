import { type Document, toDocument } from '../../compare/document.ts'
import type { JsonObject } from '../../json.ts'

/** A schema or anything else a test puts into a document. */
export type Node = JsonObject

/** What a small document says, each part replaceable. */
export interface Parts {
  /** Schema of the request body, of the answer, of the webhook event. */
  request?: Node
  answer?: Node
  event?: Node
  components?: Node
  /** Members of the operation, in place of the usual ones. */
  operation?: Node
  paths?: Node
  webhooks?: Node
  /** Members of the root. */
  root?: Node
}

const json = (schema: Node): Node => ({ 'application/json': { schema } })

/** One operation that takes a body and answers with one, and one event. */
export function aDocument(parts: Parts = {}): Document {
  const { request = {}, answer = {}, event = {}, components = {}, operation = {}, paths, webhooks, root = {} } = parts
  const content: Node = {
    openapi: '3.1.0',
    info: { title: 'small', version: '1' },
    security: [{ bearer: [] }],
    paths: paths ?? { '/things/{id}': { post: anOperation(request, answer, operation) } },
    webhooks: webhooks ?? { 'thing.made': aWebhook(event) },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } }, ...components },
    ...root,
  }
  return toDocument(structuredClone(content), 'small')
}

export function anOperation(request: Node = {}, answer: Node = {}, more: Node = {}): Node {
  return {
    operationId: 'makeThing',
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    requestBody: { content: json(request) },
    responses: { 200: { description: 'Made.', content: json(answer) } },
    ...more,
  }
}

export function aWebhook(event: Node = {}, more: Node = {}): Node {
  const body = { required: true, content: json(event) }
  return {
    post: { operationId: 'onThingMade', requestBody: body, responses: { 200: { description: 'Taken.' } }, ...more },
  }
}

/** An operation that streams events of these names. */
export function aStream(events: Record<string, Node>): { paths: Node; components: Node } {
  const names = Object.keys(events)
  const schemas = Object.fromEntries(
    names.map((name) => [
      `${name}Event`,
      {
        type: 'object',
        required: ['event', 'data'],
        properties: { event: { type: 'string', const: name }, data: events[name] ?? {} },
      },
    ]),
  )
  const oneOf = names.map((name) => ({ $ref: `#/components/schemas/${name}Event` }))
  const responses = {
    200: { description: 'A stream.', content: { 'text/event-stream': { schema: { type: 'object', oneOf } } } },
  }
  return { paths: { '/stream': { get: { operationId: 'follow', responses } } }, components: { schemas } }
}

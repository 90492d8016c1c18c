import { readFileSync } from 'node:fs'
import { isObject, type Json, type JsonObject } from '../../json.ts'

/** One documented operation, with every reference on the way to its examples resolved; schemas keep theirs. */
export interface DocumentedOperation {
  id: string
  /** Upper case. */
  method: string
  /** As documented: `/v1/channels/{id}`. */
  path: string
  requestSchema: JsonObject | undefined
  requestExamples: Record<string, Json>
  responses: DocumentedResponse[]
}

export interface DocumentedResponse {
  status: number
  contentType: string | undefined
  schema: JsonObject
  /** Empty for an answer without a body. */
  examples: Record<string, Json>
  headers: Record<string, DocumentedValue>
}

/** A header: its schema and the example written beside it. */
export interface DocumentedValue {
  schema: JsonObject
  example: Json
}

export interface DocumentedEvent {
  name: string
  schema: JsonObject
  example: Json
  /** Of an example that is not the first: its name. */
  variant?: string
  headers: Record<string, DocumentedValue>
}

/** A bundled OpenAPI document, as anybody gets it from `/v1/docs-json`. */
export class OpenApiDocument {
  readonly content: JsonObject

  constructor(content: JsonObject) {
    this.content = content
  }

  static read(surface: string): OpenApiDocument {
    const file = new URL(`../../../generated/openapi/${surface}.json`, import.meta.url)
    return new OpenApiDocument(JSON.parse(readFileSync(file, 'utf8')))
  }

  operations(): DocumentedOperation[] {
    return entries(this.content.paths).flatMap(([path, item]) =>
      entries(item)
        .filter(([, operation]) => typeof operation.operationId === 'string')
        .map(([method, operation]) => this.#toOperation(method, path, operation)),
    )
  }

  /** What the surface sends to a webhook subscription: each event with each of its examples. */
  webhooks(): DocumentedEvent[] {
    return entries(this.content.webhooks).flatMap(([name, item]) =>
      entries(item).flatMap(([, operation]) => {
        const content = object(object(this.resolve(operation.requestBody).content)['application/json'])
        const examples = Object.entries(this.#examples(content))
        if (examples.length === 0) throw new Error(`The event ${name} has no example`)
        const event = { name, schema: object(content.schema), headers: this.#headerParameters(operation) }
        return examples.map(([variant, example], index) => ({ ...event, example, ...(index > 0 && { variant }) }))
      }),
    )
  }

  /** What a reference points to; anything else as it is. */
  resolve(value: Json | undefined): JsonObject {
    let target = object(value)
    while (typeof target.$ref === 'string') {
      const steps = target.$ref.slice('#/'.length).split('/')
      target = object(
        steps.reduce<Json | undefined>(
          (at, step) => object(at)[step.replaceAll('~1', '/').replaceAll('~0', '~')],
          this.content,
        ),
      )
    }
    return target
  }

  #toOperation(method: string, path: string, operation: JsonObject): DocumentedOperation {
    const request = object(object(this.resolve(operation.requestBody).content)['application/json'])
    return {
      id: String(operation.operationId),
      method: method.toUpperCase(),
      path,
      requestSchema: isObject(request.schema) ? request.schema : undefined,
      requestExamples: this.#examples(request),
      responses: entries(operation.responses).map(([status, response]) => this.#toResponse(Number(status), response)),
    }
  }

  #toResponse(status: number, reference: JsonObject): DocumentedResponse {
    const response = this.resolve(reference)
    const [contentType, content] = entries(response.content)[0] ?? []
    const headers = entries(response.headers).map(([name, header]) => [name, toValue(this.resolve(header))] as const)
    return {
      status,
      contentType,
      schema: object(content?.schema),
      examples: this.#examples(content ?? {}),
      headers: Object.fromEntries(headers),
    }
  }

  #examples(content: JsonObject): Record<string, Json> {
    const named = entries(content.examples).map(([name, example]) => [name, this.resolve(example).value ?? null])
    return Object.fromEntries(named)
  }

  #headerParameters(operation: JsonObject): Record<string, DocumentedValue> {
    const parameters = Array.isArray(operation.parameters) ? operation.parameters : []
    const headers = parameters
      .map((parameter) => this.resolve(parameter))
      .filter((parameter) => parameter.in === 'header')
    return Object.fromEntries(headers.map((header) => [String(header.name), toValue(header)]))
  }
}

function toValue({ schema, example }: JsonObject): DocumentedValue {
  return { schema: object(schema), example: example ?? null }
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

function entries(value: Json | undefined): [string, JsonObject][] {
  return Object.entries(object(value)).filter((entry): entry is [string, JsonObject] => isObject(entry[1]))
}

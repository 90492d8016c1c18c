import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { OpenApiDocument } from './document.ts'

/** What the schemas of a document say of one value in particular: unions are decided, references followed. */
export class Schemas {
  readonly #document: OpenApiDocument
  readonly #ajv: Ajv2020
  readonly #compiled = new Map<JsonObject, ValidateFunction>()

  constructor(document: OpenApiDocument) {
    this.#document = document
    this.#ajv = new Ajv2020({ strict: false })
    addFormats.default(this.#ajv)
  }

  allows(schema: JsonObject, value: Json): boolean {
    let validate = this.#compiled.get(schema)
    if (!validate) {
      validate = this.#ajv.compile({ ...schema, components: this.#document.content.components })
      this.#compiled.set(schema, validate)
    }
    return validate(value)
  }

  /** The schema as far as it is about this value: one flat schema without `$ref`, `allOf`, `oneOf` and `anyOf`. */
  about(schema: JsonObject, value: Json): JsonObject {
    const { allOf, oneOf, anyOf, ...own } = this.#document.resolve(schema)
    const parts = list(allOf)
    for (const union of [list(oneOf), list(anyOf)]) {
      const branch = union.find((each) => this.allows(each, value))
      if (branch) parts.push(branch)
    }
    return parts.map((part) => this.about(part, value)).reduce(merge, own)
  }
}

/** Of two schemas that both hold; the second is the more particular one. */
function merge(one: JsonObject, other: JsonObject): JsonObject {
  const properties = { ...record(one.properties) }
  for (const [name, schema] of Object.entries(record(other.properties))) {
    const known = properties[name]
    properties[name] = known === undefined ? schema : { allOf: [known, schema] }
  }
  return { ...one, ...other, ...(Object.keys(properties).length > 0 && { properties }) }
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function record(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

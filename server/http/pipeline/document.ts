import { readFileSync } from 'node:fs'
import type { OpenAPIV3 } from 'express-openapi-validator/dist/framework/types.js'

/** A bundled document of generated/openapi: every `$ref` in it points at `#/components`. */
export interface SurfaceDocument {
  name: string
  /** As published. */
  text: string
  content: OpenAPIV3.DocumentV3_1
}

const loaded = new Map<string, SurfaceDocument>()

/** The document of a surface, read once per process, so that everything compiled from it is shared as well. */
export function loadDocument(name: 'keebai' | 'hubmessage' | 'sandbox'): SurfaceDocument {
  const known = loaded.get(name)
  if (known) return known
  const text = readFileSync(new URL(`../../../generated/openapi/${name}.json`, import.meta.url), 'utf8')
  const document = { name, text, content: JSON.parse(text) as OpenAPIV3.DocumentV3_1 }
  loaded.set(name, document)
  return document
}

import type { OpenAPIV3 } from 'express-openapi-validator/dist/framework/types.js'
import type { SurfaceDocument } from './document.ts'

/** What the pipeline needs to know of one operation of a document, worked out once. */
export interface OperationInfo {
  id: string
  /** Upper case. */
  method: string
  /** As in the document, `/v1/channels/{channelId}`. */
  path: string
  /** Names of the path parameters in order of appearance. */
  pathParameters: string[]
  /** Header parameters: name as documented, and as Node spells it. */
  headers: { name: string; lower: string }[]
  /** The request body's media types; empty when it takes none. */
  mediaTypes: string[]
  bodyRequired: boolean
  /** Members of its form that are files (`format: binary`); empty where it takes none. */
  files: string[]
  /** Each alternative names the scopes it needs; undefined when the operation is public. */
  security: Requirement[] | undefined
  /** Any one of these scopes is enough (`x-scopes-any`). */
  scopesAny: string[] | undefined
  bodyBytesMax: number
  /** All parameters are optional and none has a default: a request that gives none has nothing to check but its body. */
  parametersOptional: boolean
}

/** One way to be let in; `anonymous` needs no credential at all. */
export interface Requirement {
  anonymous: boolean
  scopes: string[]
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const
const BODY_BYTES_MAX = 64 * 1024

/** Every operation of a document. */
export function operationsOf(document: SurfaceDocument): OperationInfo[] {
  return Object.entries(document.content.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item?.[method]
      return operation ? [operationInfo(document, path, item.parameters ?? [], method, operation)] : []
    }),
  )
}

type Described = OpenAPIV3.OperationObject & { 'x-scopes-any'?: unknown; 'x-body-max'?: unknown }

function operationInfo(
  document: SurfaceDocument,
  path: string,
  shared: (OpenAPIV3.ParameterObject | OpenAPIV3.ReferenceObject)[],
  method: string,
  operation: Described,
): OperationInfo {
  if (!operation.operationId) throw new Error(`${method} ${path} of ${document.name} has no operationId`)
  const parameters = [...shared, ...(operation.parameters ?? [])].map((parameter) => parameterOf(document, parameter))
  const body = bodyOf(document, operation)
  const security = operation.security ?? document.content.security
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    pathParameters: [...path.matchAll(/\{([^}]+)\}/g)].map((found) => found[1] ?? ''),
    headers: parameters.filter((one) => one.in === 'header').map(({ name }) => ({ name, lower: name.toLowerCase() })),
    mediaTypes: Object.keys(body?.content ?? {}),
    bodyRequired: body?.required === true,
    files: filesOf(document, body),
    security: security?.length ? security.map(requirement) : undefined,
    scopesAny: textList(operation['x-scopes-any']),
    parametersOptional: parameters.every((one) => !one.required && !hasDefault(document, one.schema)),
    bodyBytesMax: typeof operation['x-body-max'] === 'number' ? operation['x-body-max'] : BODY_BYTES_MAX,
  }
}

function requirement(entry: OpenAPIV3.SecurityRequirementObject): Requirement {
  const schemes = Object.values(entry)
  return { anonymous: schemes.length === 0, scopes: schemes.flat() }
}

function textList(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined
}

function hasDefault(document: SurfaceDocument, schema: OpenAPIV3.ParameterObject['schema']): boolean {
  if (!schema || !('$ref' in schema)) return schema?.default !== undefined
  return hasDefault(document, document.content.components?.schemas?.[lastPart(schema.$ref)])
}

function parameterOf(
  document: SurfaceDocument,
  parameter: OpenAPIV3.ParameterObject | OpenAPIV3.ReferenceObject,
): OpenAPIV3.ParameterObject {
  if (!('$ref' in parameter)) return parameter
  const found = document.content.components?.parameters?.[lastPart(parameter.$ref)]
  if (!found || '$ref' in found) throw new Error(`${parameter.$ref} of ${document.name} leads nowhere`)
  return found
}

function bodyOf(document: SurfaceDocument, operation: Described): OpenAPIV3.RequestBodyObject | undefined {
  const body = operation.requestBody
  if (!body || !('$ref' in body)) return body
  const found = document.content.components?.requestBodies?.[lastPart(body.$ref)]
  if (!found || '$ref' in found) throw new Error(`${body.$ref} of ${document.name} leads nowhere`)
  return found
}

function filesOf(document: SurfaceDocument, body: OpenAPIV3.RequestBodyObject | undefined): string[] {
  const form = schemaOf(document, body?.content['multipart/form-data']?.schema)
  return Object.entries(form?.properties ?? {}).flatMap(([name, property]) =>
    schemaOf(document, property)?.format === 'binary' ? [name] : [],
  )
}

function schemaOf(
  document: SurfaceDocument,
  schema: OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject | undefined,
): OpenAPIV3.SchemaObject | undefined {
  if (!schema || !('$ref' in schema)) return schema
  return schemaOf(document, document.content.components?.schemas?.[lastPart(schema.$ref)])
}

function lastPart(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1)
}

import { setTimeout as pause } from 'node:timers/promises'
import { AjvOptions } from 'express-openapi-validator/dist/framework/ajv/options.js'
import type {
  NormalizedOpenApiValidatorOpts,
  OpenAPIV3,
  OpenApiRequest,
} from 'express-openapi-validator/dist/framework/types.js'
import { BadRequest } from 'express-openapi-validator/dist/framework/types.js'
import { RequestValidator } from 'express-openapi-validator/dist/middlewares/openapi.request.validator.js'
import { ResponseValidator } from 'express-openapi-validator/dist/middlewares/openapi.response.validator.js'
import { SchemaPreprocessor } from 'express-openapi-validator/dist/middlewares/parsers/schema.preprocessor.js'
import { type AjvError, detailsOf } from './details.ts'
import type { SurfaceDocument } from './document.ts'
import { checkInParts, longListOf } from './long-list.ts'
import { type OperationInfo, operationsOf } from './operations.ts'
import type { Detail } from './problem.ts'
import { createReplies } from './replies.ts'
import { keepOneExample } from './such-as.ts'

/** What of a request is held against the document. Query and path values are coerced in place, defaults are filled in. */
export interface Checked {
  headers: Record<string, string | string[] | undefined>
  query: Record<string, unknown>
  params: Record<string, unknown>
  body: unknown
  /** Path and query as sent. */
  url: string
}

export interface Validators {
  operations: OperationInfo[]
  /** What is wrong with a request; empty when nothing is. Others get their turn while a long list is looked through. */
  check(operation: OperationInfo, request: Checked): Promise<Detail[]>
  /** What is wrong with an answer; undefined when nothing is. */
  checkReply(operation: OperationInfo, status: number, body: unknown): string | undefined
  /** Compiles every operation, one per turn of the event loop. */
  warm(): Promise<void>
}

/** Between two slices whoever waits gets a few turns: a pairing of the first second must not wait for validators. */
const idle = () => pause(2)

const compiled = new WeakMap<SurfaceDocument, Validators>()

/**
 * express-openapi-validator's own validators over a document, compiled once per process.
 * They are called as functions rather than mounted as middlewares, because mounted they
 * read the body before the token is known and search all routes with fresh expressions at each request.
 */
export function validatorsOf(document: SurfaceDocument): Validators {
  const known = compiled.get(document) ?? onDemand(document)
  compiled.set(document, known)
  return known
}

const normalized: NormalizedOpenApiValidatorOpts = {
  apiSpec: '',
  validateApiSpec: false,
  validateRequests: { allErrors: true, allowUnknownQueryParameters: false, coerceTypes: false },
  validateResponses: { allErrors: true, removeAdditional: false, coerceTypes: false },
  validateSecurity: false,
  fileUploader: false,
  $refParser: { mode: 'bundle' },
  operationHandlers: false,
  validateFormats: true,
  ajvFormats: { mode: 'full' },
  formats: {},
  serDes: [],
}

/** The operations are known at once; the validators (30 ms a document) are built by `warm` or by the first request. */
function onDemand(document: SurfaceDocument): Validators {
  const operations = operationsOf(document)
  let built: Omit<Validators, 'operations'> | undefined
  function validators() {
    built ??= createValidators(document, operations)
    return built
  }
  return {
    operations,
    check: (operation, request) => validators().check(operation, request),
    checkReply: (operation, status, body) => validators().checkReply(operation, status, body),
    async warm() {
      await idle()
      await validators().warm()
    },
  }
}

function createValidators(document: SurfaceDocument, operations: OperationInfo[]): Omit<Validators, 'operations'> {
  const options = new AjvOptions(normalized)
  const source = withoutExamples(structuredClone(document.content))
  keepOneExample(source.paths)
  keepOneExample(source.components)
  const { apiDoc, apiDocRes } = preprocess(source, options)
  const requests = lean(apiDoc, (slim) => new RequestValidator(slim, { ...options.request, verbose: true }))
  // Private to the validator, and nothing else holds the errors as Ajv made them.
  // biome-ignore lint/complexity/useLiteralKeys: private
  const [general, bodies] = [requests['ajv'] as Ajv, requests['ajvBody'] as Ajv]
  const alternatives = new WeakMap<object, Validate>()
  const responses = lean(apiDocRes, (slim) => new ResponseValidator(slim, options.response, {}, 0))
  const metadata = new Map(operations.map((operation) => [operation, metadataOf(apiDoc, operation)]))
  const described = new Map(operations.map((operation) => [operation, describedIn(apiDocRes, operation).responses]))
  const replies = createReplies(responses, apiDocRes, (operation) => described.get(operation) ?? {})
  let warmed: Promise<void> | undefined

  const longLists = new Map(operations.map((operation) => [operation, longListOf(document, operation)]))

  async function check(operation: OperationInfo, request: Checked): Promise<Detail[]> {
    const list = longLists.get(operation)
    const judged = () => checkWhole(operation, request)
    return list ? checkInParts(request.body, list, judged) : judged()
  }

  function checkWhole(operation: OperationInfo, request: Checked): Detail[] {
    if (givesNoParameters(operation, request)) {
      // What the validator does first costs as much as everything else and can find nothing.
      const validate = bodies.getSchema(keyOf(operation, request))
      if (validate) return validate(request) ? [] : detailsOf(errorsOf(validate), judge)
    }
    try {
      requests.validate(eovRequest(operation, request), null as never, passed)
      return []
    } catch (error) {
      if (error instanceof BadRequest) return rejection(operation, request, error)
      throw error
    }
  }

  /** The raw errors tell which alternative of a union they come from; the thrown ones no longer do. */
  function rejection(operation: OperationInfo, request: Checked, error: BadRequest): Detail[] {
    const byAjv = error.errors.some((one) => one.errorCode?.endsWith('.openapi.validation'))
    if (!byAjv) return [{ path: error.path?.startsWith('/query') ? error.path : '', message: error.message }]
    const key = keyOf(operation, request)
    return detailsOf([...errorsOf(general.getSchema(key)), ...errorsOf(bodies.getSchema(key))], judge)
  }

  function judge(schema: object, value: unknown): AjvError[] {
    const validate = alternatives.get(schema) ?? bodies.compile(schema)
    alternatives.set(schema, validate)
    validate(value)
    return errorsOf(validate)
  }

  function eovRequest(operation: OperationInfo, request: Checked): OpenApiRequest {
    const { headers, query, params, body, url } = request
    const openapi = metadata.get(operation)
    return { openapi, method: operation.method, path: url, originalUrl: url, headers, query, params, body } as never
  }

  async function warmAll(): Promise<void> {
    for (const operation of operations) {
      for (const type of operation.mediaTypes.length ? operation.mediaTypes : [undefined]) {
        await check(operation, {
          headers: { 'content-type': type },
          query: {},
          params: {},
          body: {},
          url: operation.path,
        })
      }
      await idle()
      replies.warm(operation)
      await idle()
    }
  }

  return {
    check,
    checkReply: replies.check,
    warm() {
      warmed ??= warmAll()
      return warmed
    },
  }

  function metadataOf(source: typeof apiDoc, operation: OperationInfo) {
    const schema = describedIn(source, operation)
    return { expressRoute: operation.path, openApiRoute: operation.path, pathParams: {}, schema, serial: 0 }
  }
}

/** The part of an Ajv instance we use. */
interface Ajv {
  getSchema(key: string): Validate | undefined
  compile(schema: object): Validate
}

type Validate = ((value: unknown) => unknown) & { errors?: object[] | null }

function errorsOf(validate: Validate | undefined): AjvError[] {
  return (validate?.errors ?? []) as AjvError[]
}

function passed(): void {}

/** The name under which express-openapi-validator keeps what it compiled for such a request. */
function keyOf(operation: OperationInfo, request: Checked): string {
  return `${operation.method}-${operation.path}-${request.headers['content-type'] ?? 'not_provided'}`
}

function givesNoParameters(operation: OperationInfo, { url, headers }: Checked): boolean {
  if (!operation.parametersOptional || url.includes('?')) return false
  for (const { lower } of operation.headers) if (headers[lower] !== undefined) return false
  return true
}

function describedIn(source: OpenAPIV3.DocumentV3 | OpenAPIV3.DocumentV3_1, operation: OperationInfo) {
  const method = operation.method.toLowerCase() as 'get' | 'put' | 'post' | 'delete' | 'patch'
  const found = source.paths?.[operation.path]?.[method]
  if (!found) throw new Error(`${operation.id} is not in its own document`)
  return found
}

/**
 * Builds a validator over a document and then hides its schemas from enumeration. The validators attach the
 * document to every schema they compile, and Ajv first walks all it can enumerate, 15-35 ms an operation;
 * references are looked up by name and still find them.
 */
function lean<Built>(
  source: OpenAPIV3.DocumentV3 | OpenAPIV3.DocumentV3_1,
  build: (document: OpenAPIV3.DocumentV3 | OpenAPIV3.DocumentV3_1) => Built,
): Built {
  const slim = { ...source, components: { ...source.components } }
  const built = build(slim)
  slim.paths = {}
  slim.components = Object.defineProperty({ parameters: source.components?.parameters }, 'schemas', {
    value: source.components?.schemas,
  })
  return built
}

/**
 * What express-openapi-validator makes of a document. It would look up each reference with `getSchema` of an Ajv
 * of its own, which compiles the schema to find it: 250 ms for our three documents, thrown away afterwards.
 */
function preprocess(source: OpenAPIV3.DocumentV3_1, options: AjvOptions) {
  const preprocessor = new SchemaPreprocessor(source, options.preprocessor, {})
  // biome-ignore lint/complexity/useLiteralKeys: private
  const resolved = preprocessor['resolvedSchemaCache'] as Map<string, unknown>
  for (const [kind, named] of Object.entries(source.components ?? {})) {
    for (const name of Object.keys(named)) {
      const reference = `#/components/${kind}/${name}`
      resolved.set(reference, referenced(source, reference))
    }
  }
  return preprocessor.preProcess()
}

/** What a reference leads to; one that leads to nothing but another reference leads on. */
function referenced(source: OpenAPIV3.DocumentV3_1, reference: string): unknown {
  const found = reference
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], source)
  const { $ref, ...beside } = (found ?? {}) as { $ref?: string }
  return $ref !== undefined && Object.keys(beside).length === 0 ? referenced(source, $ref) : found
}

function withoutExamples(content: OpenAPIV3.DocumentV3_1): OpenAPIV3.DocumentV3_1 {
  if (content.components) delete content.components.examples
  return content
}

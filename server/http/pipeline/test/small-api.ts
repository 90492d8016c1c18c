import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Refusal } from '../../../domain/refusals.ts'
import type { SurfaceDocument } from '../document.ts'
import type { HttpProblem } from '../problem.ts'
import { createSurface } from '../surface.ts'
import type { AnyOperation, SurfaceOptions, Violation } from '../surface-options.ts'

/** A caller of the small API below, as its tokens name them. */
export interface TestCaller {
  name: string
  scopes: string[]
}

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', minLength: 1 } }
const answers = { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } } }

/** A small API with one of everything the pipeline has to deal with. */
const content = {
  openapi: '3.1.0',
  info: { title: 'small', version: '1' },
  security: [{ bearer: [] }],
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    schemas: {
      Circle: {
        type: 'object',
        required: ['kind', 'radius'],
        properties: { kind: { type: 'string', enum: ['circle'] }, radius: { type: 'number' } },
      },
      Square: {
        type: 'object',
        required: ['kind', 'side'],
        properties: { kind: { type: 'string', enum: ['square'] }, side: { type: 'number' } },
      },
      Thing: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', maxLength: 10 },
          size: { type: 'integer' },
          shape: { oneOf: [{ $ref: '#/components/schemas/Circle' }, { $ref: '#/components/schemas/Square' }] },
          owner: { type: 'object', anyOf: [{ required: ['mail'] }, { required: ['phone'] }] },
          extra: { type: 'object', additionalProperties: true },
        },
      },
    },
  },
  paths: {
    '/v1/things': {
      post: {
        operationId: 'createThing',
        security: [{ bearer: ['things:write'] }],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
        },
        responses: answers,
      },
      get: {
        operationId: 'listThings',
        parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', default: 20 } }],
        responses: answers,
      },
    },
    '/v1/things/{id}': { get: { operationId: 'getThing', parameters: [id], responses: answers } },
    '/v1/things/{id}/stream': { get: { operationId: 'streamThing', parameters: [id], responses: answers } },
  },
}

const text = JSON.stringify(content)
export const document: SurfaceDocument = { name: 'small', text, content: JSON.parse(text) }

export interface SmallApi extends AsyncDisposable {
  url: string
  server: Server
  faults: unknown[]
  violations: Violation[]
  call(path: string, init?: RequestInit): Promise<{ status: number; body: unknown; headers: Headers }>
}

/** Serves the small API on a port of its own. Tokens: `all` may everything, `none` has no scope. */
export async function startSmallApi(
  handlers: Record<string, AnyOperation<TestCaller, null>> = {},
  more: Partial<SurfaceOptions<TestCaller, null>> = {},
): Promise<SmallApi> {
  const faults: unknown[] = []
  const violations: Violation[] = []
  const echo: AnyOperation<TestCaller, null> = async (request) => ({ status: 200, body: { request } })
  const surface = createSurface<TestCaller, null>({
    document,
    operations: { createThing: echo, listThings: echo, getThing: echo, streamThing: echo, ...handlers },
    wording: {
      refusal: ({ code, facts }: Refusal) => ({ status: 409, body: { code, facts } }),
      problem: (problem: HttpProblem) => ({ status: statuses[problem.kind], body: problem }),
    },
    context: null,
    log: { info() {}, warn() {}, fault: (_, error) => faults.push(error) },
    authenticate: async (text) => callers[text],
    scopesOf: ({ scopes }) => scopes,
    responses: { mode: 'all', onViolation: (violation) => violations.push(violation) },
    ...more,
  })
  const server = createServer((req, res) => {
    const path = (req.url ?? '').split('?')[0] ?? ''
    if (!surface.handle(req, res, path)) surface.notFound(req, res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    server,
    faults,
    violations,
    async call(path, init = {}) {
      const headers = { authorization: 'Bearer all', ...(init.body != null && json), ...init.headers }
      const response = await fetch(url + path, { ...init, headers })
      const text = await response.text()
      return { status: response.status, body: text ? JSON.parse(text) : undefined, headers: response.headers }
    },
    async [Symbol.asyncDispose]() {
      surface.drain()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const json = { 'content-type': 'application/json' }

const callers: Record<string, TestCaller> = {
  all: { name: 'all', scopes: ['things:write'] },
  none: { name: 'none', scopes: [] },
}

const statuses: Record<HttpProblem['kind'], number> = {
  unauthorized: 401,
  insufficient_scope: 403,
  invalid: 400,
  not_found: 404,
  method_not_allowed: 405,
  unsupported_media_type: 415,
  payload_too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  fault: 500,
}

import { createRequire } from 'node:module'
import type { getHttpOperationsFromSpec, IHttpOperationConfig } from '@stoplight/prism-http'
import type { SurfaceDocument } from '../../server/http/pipeline/document.ts'
import { PackageMissing } from './package-missing.ts'

/** One documented answer. */
export interface PrismAnswer {
  status: number
  mediaType: string | undefined
  /** The declared headers, the content type not among them. */
  headers: Record<string, string>
  body: unknown
}

export interface PrismWish {
  status: number
  example: string | undefined
  dynamic: boolean
  seed: string | undefined
}

/** Prism over one document. It is asked for answers only: the gateway's own pipeline has judged the request before. */
export interface Prism {
  answer(operationId: string, wish: PrismWish): Promise<PrismAnswer>
}

type HttpOperation = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>[number]

const packageName = '@stoplight/prism-http'

/** Throws PackageMissing when Prism, an optional dependency, is not installed. Takes no time, importing it 0.4 s. */
export function requirePrism(): void {
  try {
    createRequire(import.meta.url).resolve(packageName)
  } catch (cause) {
    throw new PackageMissing('The static mock', packageName, cause)
  }
}

export async function openPrism(document: SurfaceDocument): Promise<Prism> {
  const { createInstance, getHttpOperationsFromSpec, resetJSONSchemaGenerator } = await import('@stoplight/prism-http')
  // Reading dereferences in place. Webhooks are no operations to Prism, only weight.
  const { webhooks: _, ...content } = structuredClone(document.content)
  const operations = new Map((await getHttpOperationsFromSpec(content)).map((one) => [one.iid, one]))
  const prism = createInstance(configOf({ dynamic: false }), {
    logger: mute as never,
    // Called with the one operation that was found already.
    route: ({ resources: [found] }) => ({ _tag: 'Right', right: found as HttpOperation }),
  })

  return {
    async answer(operationId, { status, example, dynamic, seed }) {
      const operation = operations.get(operationId)
      if (!operation) throw new Error(`${operationId} is no operation of ${document.name}`)
      const { method, path } = operation
      const input = { method: method as 'get', url: { path } }
      const mock: IHttpOperationConfig = { code: status, dynamic: dynamic && example === undefined }
      if (example !== undefined) mock.exampleKey = example
      if (seed !== undefined) mock.seed = seed
      const answered = await prism.request(input, [operation], configOf(mock))()
      // A seed stays with the generator, which all documents share.
      if (seed !== undefined) resetJSONSchemaGenerator()
      if (answered._tag === 'Left') throw answered.left
      return toAnswer(answered.right.output)
    },
  }
}

function configOf(mock: IHttpOperationConfig) {
  const unchecked = { checkSecurity: false, validateRequest: false, validateResponse: false, errors: false }
  return { ...unchecked, isProxy: false as const, upstreamProxy: undefined, mock }
}

function toAnswer(output: { statusCode: number; headers?: Record<string, unknown>; body?: unknown }): PrismAnswer {
  const { 'Content-type': type, ...declared } = output.headers ?? {}
  const given = Object.entries(declared).filter(([, value]) => value !== null && value !== undefined)
  const headers = Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
  const mediaType = output.body === undefined ? undefined : String(type)
  return { status: output.statusCode, mediaType, headers, body: output.body }
}

const silence = () => undefined

/** Prism tells its logger of every step of every answer. */
const mute = {
  info: silence,
  warn: silence,
  error: silence,
  debug: silence,
  trace: silence,
  fatal: silence,
  success: silence,
  child: () => mute,
}

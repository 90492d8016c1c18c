import { type Document, type Operation, readDocument } from '../compare/document.ts'
import { createResponseCheck } from '../compare/response-check.ts'
import { isObject, type Json } from '../json.ts'
import type { SurfaceName } from '../pact-file/interaction.ts'
import { surfaceNames } from '../pact-file/surface-of.ts'
import { keptExchange } from './masked.ts'
import type { Exchange, PlainRequest, Provider } from './provider.ts'
import type { Seam } from './seam.ts'
import type { Upstream } from './send-upstream.ts'

/** A documented answer that was provoked apart from any pact. */
export interface Probe {
  surface: SurfaceName
  /** `operationId`. */
  operation: string
  status: number
  passed: boolean
  /** What is wrong with the answer; empty where nothing is. */
  problems: string[]
  durationMs: number
  /** The body of its request is told by its size. */
  exchange: Exchange | undefined
}

/** Larger than what operations without a limit of their own take, which is 64 kB. */
const bodyBytes = 128 * 1024
const anyToken = { keebai: `kbai_pk_${'0'.repeat(64)}`, hubmessage: `hm_sk_${'0'.repeat(64)}` }

/** Asks every operation that documents a 413 with a body that is too large. Nothing is asked where nobody would be let in. */
export async function probe(
  { provider, upstream }: { provider: Provider; upstream: Upstream },
  seam?: Seam,
): Promise<Probe[]> {
  if (provider.name === 'url' && !provider.states) return []
  const nothing = { name: '', params: {} }
  const made = (await provider.states?.setUp(nothing)) ?? {}
  try {
    const probes: Probe[] = []
    for (const surface of surfaceNames) {
      const document = readDocument(surface)
      const token = surface === 'keebai' ? made.token : made.secret_key
      const authorization = `Bearer ${typeof token === 'string' ? token : anyToken[surface]}`
      for (const operation of document.operations.filter((one) => isProbed(document, one, 413))) {
        const request = tooLarge(document, operation, surface, authorization)
        probes.push(await probeOnce(document, operation, surface, request, upstream, seam))
      }
    }
    return probes
  } finally {
    await provider.states?.tearDown(nothing)
  }
}

/** Whether a documented answer is one that is probed: a 413 to a JSON body. */
export function isProbed(document: Document, { isEvent, content }: Operation, status: number): boolean {
  const types = document.resolve(document.resolve(content.requestBody).content)
  if (isEvent || status !== 413 || types['application/json'] === undefined) return false
  return document.resolve(content.responses)['413'] !== undefined
}

async function probeOnce(
  document: Document,
  { id }: Operation,
  surface: SurfaceName,
  request: PlainRequest,
  upstream: Upstream,
  seam: Seam | undefined,
): Promise<Probe> {
  const startedAt = performance.now()
  const result = (problems: string[], exchange?: Exchange): Probe => {
    const passed = problems.length === 0
    return {
      surface,
      operation: id,
      status: 413,
      passed,
      problems,
      durationMs: performance.now() - startedAt,
      exchange,
    }
  }
  try {
    const given = await upstream.send(request)
    const response = seam?.onResponse?.(-1, request, given) ?? given
    const shown = { ...request, body: `(${Buffer.byteLength(request.body)} bytes)` }
    const exchange = keptExchange({ request: shown, response })
    if (response.status !== 413) return result([`answered ${response.status}, not 413`], exchange)
    const found = createResponseCheck(document)(id, 413, response.headers, response.body)
    return result(
      found.map(({ pointer, what }) => (pointer === '' ? what : `${pointer}: ${what}`)),
      exchange,
    )
  } catch (error) {
    return result([error instanceof Error ? error.message : String(error)])
  }
}

function tooLarge(
  document: Document,
  { content, method, path }: Operation,
  surface: SurfaceName,
  authorization: string,
): PlainRequest {
  const limit = content['x-body-max']
  const filler = 'x'.repeat(typeof limit === 'number' ? limit : bodyBytes)
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(exampleOf(document, content, name)))
  return {
    method: method.toUpperCase(),
    path: surface === 'hubmessage' ? `/hubmessage${filled}` : filled,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ filler }),
  }
}

function exampleOf(document: Document, content: Record<string, Json>, name: string): string {
  const list = Array.isArray(content.parameters) ? content.parameters.map((one) => document.resolve(one)) : []
  const found = list.find((one) => one.in === 'path' && one.name === name)
  const [named] = Object.values(isObject(found?.examples) ? found.examples : {})
  const example = found?.example ?? document.resolve(named).value
  return typeof example === 'string' ? example : 'x'
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { boundaryOf } from '../../../server/http/pipeline/multipart.ts'
import { answerCall, realmOf } from './api.ts'
import { GraphError, toErrorBody } from './errors.ts'
import type { GraphFaults } from './faults.ts'
import { fetchMedium } from './media.ts'
import type { SendingWorld } from './messages.ts'
import { appToken } from './oauth.ts'
import { answerPage } from './pages.ts'
import { isRecord } from './parameters.ts'
import { dropUpload, readUpload } from './upload.ts'
import type { Caller, GraphCall } from './world.ts'

const BODY_MAX = 4 * 1024 * 1024

/** The HTTP side: versions, tokens, bodies, faults. */
export interface GraphHttp {
  /** False when the path belongs to somebody else. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** How many calls of a realm a `hang` keeps waiting. */
  hanging(realm: string): number
  /** Cuts the connections that a `hang` keeps waiting, of one realm or of all. */
  release(realm?: string): void
}

export function createGraphHttp(world: SendingWorld, faults: GraphFaults): GraphHttp {
  const hanging = new Map<ServerResponse, string>()
  return {
    handle(request, response) {
      const { path, query } = locate(request.url ?? '/')
      if (path[0] === 'realms' && path.length >= 3) {
        guard(response, answerPage(world, request, response, path.slice(1), readBody))
        return true
      }
      const caller = callerOf(request, query)
      if (path[0] === 'whatsapp_business' && path[1] === 'attachments') {
        guard(response, serveFile(response, { query, caller }))
        return true
      }
      if (!/^v\d+\.\d+$/.test(path[0] ?? '')) return false
      const origin = `http://${request.headers.host ?? 'graph.invalid'}`
      const call = { method: request.method ?? 'GET', path: path.slice(1), query, caller, origin }
      guard(response, serve(request, response, call))
      return true
    },
    hanging: (realm) => [...hanging.values()].filter((of) => of === realm).length,
    release(realm) {
      for (const [response, of] of hanging) if (realm === undefined || of === realm) response.destroy()
    },
  }

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    head: Omit<GraphCall, 'body' | 'upload'>,
  ): Promise<void> {
    const realm = realmOf(world, head)
    const fault = realm === undefined ? undefined : faults.meet(realm)
    const boundary = boundaryOf(request.headers['content-type'])
    try {
      const upload = boundary === undefined ? undefined : await readUpload(world.phones.shelf, realm, request, boundary)
      const text = boundary === undefined ? await readBody(request) : ''
      const planted = fault !== undefined && fault.kind !== 'lost'
      if (upload && (planted || head.path[1] !== 'media')) dropUpload(world.phones.shelf, realm, upload)
      if (fault?.kind === 'down') throw new GraphError(131016)
      if (fault?.kind === 'hang') {
        hanging.set(response, realm ?? '')
        response.on('close', () => hanging.delete(response))
        return
      }
      if (fault?.kind === 'cut') {
        response.destroy()
        return
      }
      if (fault?.kind === 'error') {
        const details = 'Planted: whoever runs this simulation asked for this error'
        throw new GraphError(fault.code ?? 131000, { status: fault.status, details })
      }
      const { status, body } = await answerCall(world, { ...head, body: parseBody(request, text), upload })
      if (fault?.kind === 'lost') response.destroy()
      else sendJson(response, status, body)
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      sendJson(response, error.status, toErrorBody(error, `A${world.ids.opaque(22)}`))
    }
  }

  /** A file by its address, streamed. */
  async function serveFile(response: ServerResponse, call: Pick<GraphCall, 'query' | 'caller'>): Promise<void> {
    try {
      const { realm, medium } = fetchMedium(world, call)
      response.writeHead(200, {
        'content-type': medium.mime,
        'content-length': medium.size,
        'cache-control': 'private',
      })
      await pipeline(world.phones.shelf.read(realm, medium.file), response)
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      sendJson(response, error.status, toErrorBody(error, `A${world.ids.opaque(22)}`))
    }
  }

  function callerOf(request: IncomingMessage, query: URLSearchParams): Caller {
    const [, bearer] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    const token = bearer ?? query.get('access_token') ?? undefined
    if (token === undefined) return { kind: 'nobody' }
    if (token === appToken(world)) return { kind: 'app' }
    const access = world.assets.token(token)
    return access ? { kind: 'business', token, access } : { kind: 'nobody' }
  }

  function guard(response: ServerResponse, work: Promise<void>): void {
    work.catch((error: unknown) => {
      world.log(`graph: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      if (response.headersSent || response.destroyed) response.destroy()
      else sendJson(response, 500, toErrorBody(new GraphError(1, { status: 500 }), 'Afault'))
    })
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
  })
  response.end(bytes)
}

/** Path segments, decoded, and the query. */
function locate(target: string): { path: string[]; query: URLSearchParams } {
  const mark = target.indexOf('?')
  const pathname = mark < 0 ? target : target.slice(0, mark)
  return {
    path: pathname
      .split('/')
      .filter((segment) => segment !== '')
      .map(decode),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > BODY_MAX) throw new GraphError(1, { status: 413 })
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** JSON or a form; Graph takes both. */
function parseBody(request: IncomingMessage, text: string): Record<string, unknown> {
  if (text === '') return {}
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text))
  }
  try {
    const body: unknown = JSON.parse(text)
    if (isRecord(body)) return body
  } catch {
    // Falls through to the refusal, like a JSON value that is no object.
  }
  throw new GraphError(100, { message: '(#100) The request body is not a JSON object' })
}

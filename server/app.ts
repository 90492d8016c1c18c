import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import express, { type ErrorRequestHandler, type Response, type Router } from 'express'
import type { Context } from './domain/context.ts'
import type { CompanyId } from './domain/ids.ts'
import type { Refusal } from './domain/refusals.ts'
import { createThrottle, type RateLimit, type Throttle } from './domain/tokens/rate-limit.ts'
import type { Caller, Surface as SurfaceName } from './domain/tokens/token.ts'
import { fileLinkPath } from './http/hubmessage/media/file-link.ts'
import { serveFile } from './http/hubmessage/media/serve-file.ts'
import { createHubMessage } from './http/hubmessage/surface.ts'
import { createKeebai } from './http/keebai/surface.ts'
import type { MetaIngress } from './http/meta/ingress.ts'
import type { DialectSetting, HubMessageGeneration } from './http/operation.ts'
import { loadDocument } from './http/pipeline/document.ts'
import { ProblemError } from './http/pipeline/problem.ts'
import { pathOf } from './http/pipeline/request.ts'
import { apiHeaders } from './http/pipeline/respond.ts'
import { createStreamSlots, type StreamLimits, type TakeSlot } from './http/pipeline/stream-slots.ts'
import type { Surface } from './http/pipeline/surface.ts'
import type { RequestRecord, Violation } from './http/pipeline/surface-options.ts'

export interface AppOptions {
  context: Context
  dialect: DialectSetting
  /** Where people reach the portal, without a slash at the end; null takes each request's own host. */
  publicUrl: string | null
  /** Requests to this host (with or without a port) find the HubMessage API at the root. */
  hubMessageHost?: string | null
  /** `newer` unless given. */
  hubMessageGeneration?: HubMessageGeneration | undefined
  /** Answers are held against the documents: all of them, or one in a hundred. */
  responses: { mode: 'all' | 'sample'; onViolation(violation: Violation & { surface: SurfaceName }): void }
  portal: Router
  metaIngress: MetaIngress
  /** What else is served, asked before a request is answered 404. */
  extra?: Router[]
  /** Why the process cannot take requests now; undefined when it can. Asked by `/readyz`. */
  unready?(): string | undefined
  /** Of a token that has no limit of its own; without it such a token has none. */
  rateLimit?: RateLimit | undefined
  /** Of event streams; without it there is none. */
  streamLimits?: StreamLimits | undefined
  /** Asked before an operation, for a caller who may call it; what it throws is answered as a fault of the operation. */
  intercept?(caller: Caller, operationId: string): void | Promise<void>
  /** Headers to add to a refusal. */
  onRefusal?(surface: SurfaceName, refusal: Refusal): Record<string, string>
  /** Called for each answered request of the two APIs. */
  onRequest?(request: RequestEntry): void
  /** One log line per answered request. */
  logRequests?: boolean
}

export interface RequestEntry {
  /** Domain time. */
  at: number
  surface: SurfaceName
  method: string
  path: string
  operationId: string | null
  status: number
  company: CompanyId | null
}

export interface App {
  handle: RequestListener
  /** Compiles every validator in idle slices; `/readyz` is 200 afterwards. */
  warm(): Promise<void>
  /** `/readyz` is 200 from now on, and what is not compiled yet is at the first request that needs it. */
  serveCold(): void
  /** Takes up nothing new (503) and ends the open event streams, which would keep a server from closing. */
  drain(): void
}

const HUBMESSAGE_PREFIX = '/hubmessage'

/** Everything one port answers: both APIs, the portal, Meta's webhooks, documents and health. */
export function createApp(options: AppOptions): App {
  const { dialect, publicUrl, hubMessageGeneration = 'newer' } = options
  const context = { ...options.context, http: { dialect, publicUrl, hubMessageGeneration } }
  const throttle = createThrottle(context.clock, options.rateLimit)
  const slots = options.streamLimits && createStreamSlots(options.streamLimits)
  const keebai = createKeebai(context, shared(options, throttle, 'keebai', slots))
  const hubmessage = createHubMessage(context, shared(options, throttle, 'hubmessage', slots))
  const isHubMessageHost = hostMatcher(options.hubMessageHost)
  let ready = false
  let draining = false

  /** The API a request is for, and its path inside that API's document. */
  function target(req: IncomingMessage): { surface: Surface; path: string } {
    const path = pathOf(req)
    if (path === HUBMESSAGE_PREFIX || path.startsWith(`${HUBMESSAGE_PREFIX}/`)) {
      return { surface: hubmessage, path: path.slice(HUBMESSAGE_PREFIX.length) }
    }
    return { surface: isHubMessageHost(req.headers.host) ? hubmessage : keebai, path }
  }

  function showReadiness(res: Response): void {
    const why = draining ? 'shutting down' : ready ? options.unready?.() : 'starting'
    res.status(why === undefined ? 200 : 503).json({ status: why ?? 'ready' })
  }

  /** Express takes it for an error handler by its four parameters. */
  const answerFault: ErrorRequestHandler = (error, req, res, _next) => {
    const details = [{ path: '', message: 'the request is malformed' }]
    const shown = isClientError(error) ? new ProblemError({ kind: 'invalid', details }) : error
    target(req).surface.fault(req, res, shown)
  }

  const rest = express()
    .disable('x-powered-by')
    .disable('etag')
    .get('/healthz', (_req, res) => void res.set(apiHeaders).json({ status: 'ok' }))
    .get('/readyz', (_req, res) => showReadiness(res.set(apiHeaders)))
    .get('/v1/docs-json', (_req, res) => sendDocument(res, 'keebai'))
    .get(`${HUBMESSAGE_PREFIX}/openapi.json`, (_req, res) => sendDocument(res, 'hubmessage'))
    .get(`${fileLinkPath}:sealed`, (req, res) => serveFile(context, req.params.sealed, req, res))
    .use(options.portal, ...(options.extra ?? []))
    .use((req, res) => target(req).surface.notFound(req, res))
    .use(answerFault)

  function handle(req: IncomingMessage, res: ServerResponse): void {
    const { surface, path } = target(req)
    if (surface.handle(req, res, path)) return
    if (options.metaIngress(req, res, (error) => surface.fault(req, res, error))) return
    rest(req, res)
  }

  return {
    handle,
    async warm() {
      await keebai.warm()
      await hubmessage.warm()
      ready = true
    },
    serveCold() {
      ready = true
    },
    drain() {
      draining = true
      keebai.drain()
      hubmessage.drain()
    },
  }
}

/** What both surfaces do alike. */
function shared(options: AppOptions, throttle: Throttle, surface: SurfaceName, slots: TakeSlot | undefined) {
  const { context, responses, intercept, onRefusal, onRequest, logRequests } = options
  return {
    throttle: ({ token }: Caller) => throttle(token),
    ...(slots && { holdStream: ({ token, company }: Caller) => slots({ token: token.id, company }) }),
    intercept,
    responses: {
      mode: responses.mode,
      onViolation: (violation: Violation) => responses.onViolation({ surface, ...violation }),
    },
    onRefusal: onRefusal && ((refusal: Refusal) => onRefusal(surface, refusal)),
    onRequest:
      onRequest || logRequests
        ? ({ requestId, caller, ...answered }: RequestRecord<Caller>) => {
            const entry = { at: context.clock.now(), surface, ...answered, company: caller?.company ?? null }
            onRequest?.(entry)
            if (logRequests) context.log.info('http.request', { request: requestId, ...entry })
          }
        : undefined,
  }
}

function hostMatcher(host: string | null | undefined): (header: string | undefined) => boolean {
  if (!host) return () => false
  const wanted = host.toLowerCase()
  return (header = '') => {
    const given = header.toLowerCase()
    return given === wanted || given.replace(/:\d+$/, '') === wanted
  }
}

function sendDocument(res: Response, name: SurfaceName): void {
  res.set(apiHeaders).type('json').send(loadDocument(name).text)
}

/** Express and its parsers mark what the client did wrong with a status of its own. */
function isClientError(error: unknown): boolean {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 500
}

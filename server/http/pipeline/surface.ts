import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../../domain/refusals.ts'
import { allowsAnonymous, bearerText, requireScopes } from './authorize.ts'
import { type Frame, writeEventStream } from './event-stream.ts'
import { Exchange } from './exchange.ts'
import type { OperationInfo } from './operations.ts'
import { ClientGone, type Detail, ProblemError } from './problem.ts'
import { envelopeOf, type OperationRequest, pathOf, requestOf } from './request.ts'
import { type Answer, respond } from './respond.ts'
import { createRoutes, type Match } from './routes.ts'
import type { SurfaceOptions } from './surface-options.ts'
import { dropFiles, type StagedFile, takeForm, takesForm } from './take-form.ts'
import { validatorsOf } from './validators.ts'
import { type FileAnswer, writeFile } from './write-file.ts'

/** One API over its document: routing, authentication, validation, operations, answers. */
export interface Surface {
  /** Answers when the document has this path (any method); false otherwise. `path` is the path inside the document. */
  handle(req: IncomingMessage, res: ServerResponse, path: string): boolean
  /** Answers that there is no such path. */
  notFound(req: IncomingMessage, res: ServerResponse): void
  /** Answers 500 for what broke outside of an operation. */
  fault(req: IncomingMessage, res: ServerResponse, error: unknown): void
  /** Compiles every validator, a slice per turn of the event loop. */
  warm(): Promise<void>
  /** Answers 503 from now on and ends every open event stream, so that a server can close. What was begun is finished. */
  drain(): void
}

const SAMPLE = 100
/** Nobody knows when another stream closes. */
const streamRetrySeconds = 5

export function createSurface<Caller, Context>(options: SurfaceOptions<Caller, Context>): Surface {
  const { document, wording, context, log } = options
  const validators = validatorsOf(document)
  const routes = createRoutes(validators.operations)
  const streams = new Set<ServerResponse>()
  let answered = 0
  let draining = false

  async function serve(exchange: Exchange, match: Match): Promise<void> {
    const { req } = exchange
    let operation: OperationInfo | undefined
    let caller: Caller | undefined
    try {
      operation = match.route.operations.get(req.method ?? '')
      if (draining) throw new ProblemError({ kind: 'unavailable' })
      if (!operation) throw new ProblemError({ kind: 'method_not_allowed', allow: match.route.allow })
      caller = await callerOf(req, operation)
      const waitMs = options.throttle?.(caller) ?? 0
      if (waitMs > 0) throw new ProblemError({ kind: 'rate_limited', retryAfterSeconds: Math.ceil(waitMs / 1000) })
      requireScopes(operation, options.scopesOf(caller))
      if (options.intercept) await options.intercept(caller, operation.id)
      const reply = takesForm(operation)
        ? await replyToForm(exchange, operation, match, caller)
        : await replyTo(exchange, operation, await requestOf(req, operation, match), caller)
      if ('stream' in reply) await stream(exchange, operation, caller, reply.stream)
      else if ('file' in reply) await file(exchange, operation, caller, reply.file)
      else finish(exchange, operation, caller, reply)
    } catch (error) {
      if (error instanceof ClientGone) exchange.res.destroy()
      else finish(exchange, operation, caller, answerTo(error, exchange, operation))
    }
  }

  async function replyTo(
    exchange: Exchange,
    operation: OperationInfo,
    request: OperationRequest,
    caller: Caller,
    files?: Map<string, StagedFile>,
  ) {
    const { req } = exchange
    const { path: params, query, body } = request
    const details = await validators.check(operation, { headers: req.headers, query, params, body, url: req.url ?? '' })
    if (details.length > 0) return rejection(operation, request, details, exchange)
    return run(operation, files ? withFiles(request, files) : request, caller, exchange)
  }

  /** Once an operation has answered, the files of its form are its own; until then nothing of them stays when it fails. */
  async function replyToForm(exchange: Exchange, operation: OperationInfo, match: Match, caller: Caller) {
    const keeper = options.files
    if (!keeper) throw new Error(`${operation.id} takes files, and nobody keeps them`)
    const { req } = exchange
    const request = envelopeOf(req, operation, match)
    const form = await takeForm(req, operation, keeper, caller)
    try {
      const reply = await replyTo(exchange, operation, { ...request, body: form.fields }, caller, form.files)
      if ('status' in reply && reply.status >= 400) await dropFiles(form, keeper, caller)
      return reply
    } catch (error) {
      await dropFiles(form, keeper, caller)
      throw error
    }
  }

  async function callerOf(req: IncomingMessage, operation: OperationInfo): Promise<Caller> {
    const text = bearerText(req)
    if (
      text === undefined &&
      req.headers.authorization === undefined &&
      options.anonymous &&
      allowsAnonymous(operation)
    ) {
      return options.anonymous()
    }
    const caller = text === undefined ? undefined : await options.authenticate(text)
    if (caller === undefined) throw new ProblemError({ kind: 'unauthorized' })
    return caller
  }

  async function rejection(
    operation: OperationInfo,
    request: OperationRequest,
    details: Detail[],
    exchange: Exchange,
  ): Promise<Answer> {
    const refined = await options.refine?.(operation.id, request, details, exchange)
    const precise = refined ?? new ProblemError({ kind: 'invalid', details })
    if (precise instanceof Error) throw precise
    return precise
  }

  function run(operation: OperationInfo, request: OperationRequest, caller: Caller, exchange: Exchange) {
    const handler = options.operations[operation.id]
    if (!handler) throw new Error(`${operation.id} has no handler`)
    // The validator has just proven what the handler's parameter type says.
    return handler(request as never, caller, context, exchange)
  }

  async function stream(
    exchange: Exchange,
    operation: OperationInfo,
    caller: Caller,
    frames: AsyncIterable<Frame>,
  ): Promise<void> {
    const release = options.holdStream ? options.holdStream(caller) : () => {}
    if (!release) {
      await frames[Symbol.asyncIterator]().return?.()
      throw new ProblemError({ kind: 'rate_limited', retryAfterSeconds: streamRetrySeconds })
    }
    record(exchange, operation, caller, 200)
    streams.add(exchange.res)
    exchange.res.once('close', () => {
      streams.delete(exchange.res)
      release()
    })
    if (exchange.res.destroyed) release()
    const text = bearerText(exchange.req)
    await writeEventStream(
      exchange,
      frames,
      async () => text === undefined || Boolean(await options.authenticate(text)),
    )
  }

  async function file(exchange: Exchange, operation: OperationInfo, caller: Caller, answer: FileAnswer): Promise<void> {
    await writeFile(exchange, answer)
    record(exchange, operation, caller, 200)
  }

  function answerTo(error: unknown, exchange: Exchange, operation: OperationInfo | undefined): Answer {
    const answer = wordedAlike(error, exchange, operation)
    return (operation && options.reword?.(operation.id, answer, exchange.req, error)) ?? answer
  }

  function wordedAlike(error: unknown, exchange: Exchange, operation: OperationInfo | undefined): Answer {
    if (error instanceof Refusal) {
      const answer = wording.refusal(error)
      const hints = options.onRefusal?.(error)
      return hints ? { ...answer, headers: { ...answer.headers, ...hints } } : answer
    }
    if (error instanceof ProblemError) return wording.problem(error.problem)
    log.fault('http.fault', error, { request: exchange.id, operation: operation?.id })
    return wording.problem({ kind: 'fault' })
  }

  function finish(
    exchange: Exchange,
    operation: OperationInfo | undefined,
    caller: Caller | undefined,
    answer: Answer,
  ): void {
    if (exchange.res.headersSent) {
      exchange.res.destroy()
      return
    }
    if (operation) inspect(exchange, operation, answer)
    record(exchange, operation, caller, answer.status)
    respond(exchange, answer)
  }

  function inspect(exchange: Exchange, operation: OperationInfo, answer: Answer): void {
    answered += 1
    if (options.responses.mode === 'sample' && answered % SAMPLE !== 1) return
    // As it goes over the wire: without members that are undefined.
    const body = answer.body === undefined ? undefined : (JSON.parse(JSON.stringify(answer.body)) as unknown)
    const message = validators.checkReply(operation, answer.status, body)
    if (message === undefined) return
    const { method, id: operationId } = operation
    options.responses.onViolation({ operationId, method, path: pathOf(exchange.req), status: answer.status, message })
  }

  function record(
    exchange: Exchange,
    operation: OperationInfo | undefined,
    caller: Caller | undefined,
    status: number,
  ): void {
    if (!options.onRequest) return
    const { req } = exchange
    const operationId = operation?.id ?? null
    const { id: requestId } = exchange
    options.onRequest({ requestId, method: req.method ?? '', path: pathOf(req), operationId, status, caller })
  }

  return {
    handle(req, res, path) {
      const match = routes.match(path)
      if (!match) return false
      const exchange = new Exchange(req, res)
      serve(exchange, match).catch((error) => {
        log.fault('http.fault', error, { request: exchange.id })
        res.destroy()
      })
      return true
    },
    notFound(req, res) {
      finish(new Exchange(req, res), undefined, undefined, wording.problem({ kind: 'not_found' }))
    },
    fault(req, res, error) {
      const exchange = new Exchange(req, res)
      finish(exchange, undefined, undefined, answerTo(error, exchange, undefined))
    },
    warm: () => validators.warm(),
    drain() {
      draining = true
      for (const res of streams) res.destroy()
    },
  }
}

function withFiles(request: OperationRequest, files: Map<string, StagedFile>): OperationRequest {
  return { ...request, body: { ...(request.body as object), ...Object.fromEntries(files) } }
}

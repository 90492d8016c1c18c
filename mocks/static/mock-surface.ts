import type { Log } from '../../server/domain/ports/log.ts'
import type { Surface as SurfaceName } from '../../server/domain/tokens/token.ts'
import { wording as hubmessageWording } from '../../server/http/hubmessage/refusals.ts'
import { reword } from '../../server/http/hubmessage/reword.ts'
import { wording as keebaiWording } from '../../server/http/keebai/refusals.ts'
import { loadDocument } from '../../server/http/pipeline/document.ts'
import type { Frame } from '../../server/http/pipeline/event-stream.ts'
import type { Exchange } from '../../server/http/pipeline/exchange.ts'
import type { OperationInfo } from '../../server/http/pipeline/operations.ts'
import type { OperationRequest } from '../../server/http/pipeline/request.ts'
import type { Answer } from '../../server/http/pipeline/respond.ts'
import { createSurface, type Surface } from '../../server/http/pipeline/surface.ts'
import { validatorsOf } from '../../server/http/pipeline/validators.ts'
import type { FileAnswer } from '../../server/http/pipeline/write-file.ts'
import { createAnswers } from './answers.ts'
import { type Choice, choose, chooseRejection } from './choose.ts'
import { documentedAnswers } from './documented.ts'
import { framesOf, paced } from './frames.ts'
import { type Preferences, readPreferences } from './preferences.ts'
import type { PrismAnswer } from './prism.ts'
import { callerOf, type MockCaller } from './tokens.ts'

const wordings = { keebai: keebaiWording, hubmessage: hubmessageWording }

/**
 * One surface with documented answers in the place of operations. Everything before an operation (routes, token, scopes,
 * body, validation, and how errors are worded) is the gateway's own pipeline, so the two cannot differ in it.
 */
export function createMockSurface(
  name: SurfaceName,
  { eventSpacingMs, log }: { eventSpacingMs: number; log: Log },
): Surface {
  const document = loadDocument(name)
  const { operations } = validatorsOf(document)
  const answers = createAnswers(document)
  const documented = new Map(operations.map((one) => [one.id, documentedAnswers(document, one)]))
  const allScopes = [...new Set(operations.flatMap(scopesNamedBy))]

  function documentedFor(operationId: string) {
    const found = documented.get(operationId)
    if (!found) throw new Error(`${operationId} is not in ${name}`)
    return found
  }

  async function answer(operationId: string, request: OperationRequest, exchange: Exchange) {
    const preferences = readPreferences(exchange.req)
    const choice = choose(documentedFor(operationId), request, preferences)
    return toReply(await given(operationId, choice, preferences), exchange)
  }

  /** The body of an invalid request is worded by the gateway, with what is wrong in it, unless an answer of its own is documented. */
  async function refine(operationId: string, request: OperationRequest, exchange: Exchange) {
    const preferences = readPreferences(exchange.req)
    const choice = chooseRejection(documentedFor(operationId), request, preferences)
    return choice && toAnswer(await given(operationId, choice, preferences))
  }

  function given(operationId: string, choice: Choice, { dynamic, seed }: Preferences): Promise<PrismAnswer> {
    return answers.of(operationId, { ...choice, dynamic, seed })
  }

  function toReply(
    answered: PrismAnswer,
    { req, signal }: Exchange,
  ): Answer | { stream: AsyncIterable<Frame> } | { file: FileAnswer } {
    if (answered.mediaType === '*/*' && answered.status < 300) return { file: fileOf(answered.body) }
    if (answered.mediaType !== 'text/event-stream') return toAnswer(answered)
    const after = Number(req.headers['last-event-id'] ?? 0)
    return { stream: paced(framesOf(answered.body), { spacingMs: eventSpacingMs, after, signal }) }
  }

  const surface = createSurface<MockCaller, null>({
    document,
    operations: Object.fromEntries(
      operations.map(({ id }) => [
        id,
        (request: OperationRequest, _caller: MockCaller, _context: null, exchange: Exchange) =>
          answer(id, request, exchange),
      ]),
    ),
    wording: wordings[name],
    context: null,
    log,
    authenticate: async (text) => callerOf(name, text),
    scopesOf: ({ scopes }) => scopes ?? allScopes,
    responses: {
      mode: 'sample',
      onViolation: (violation) => log.warn('mock.spec_violation', { surface: name, ...violation }),
    },
    ...(name === 'hubmessage' && { reword }),
    files: {
      async keep(_caller, bytes) {
        for await (const _ of bytes) {
          // Nothing of it counts.
        }
      },
      drop: async () => {},
    },
    refine: (operationId, request, _details, exchange) => refine(operationId, request, exchange),
  })
  return {
    ...surface,
    async warm() {
      await answers.load()
      await surface.warm()
    },
  }
}

function toAnswer({ status, headers, body }: PrismAnswer): Answer {
  return { status, headers, body }
}

/** A documented file, which its example has as text. */
function fileOf(body: unknown): FileAnswer {
  const bytes = Buffer.from(String(body))
  return { mime: 'text/plain; charset=utf-8', size: bytes.length, filename: null, bytes: once(bytes) }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

function scopesNamedBy({ security, scopesAny }: OperationInfo): string[] {
  return [...(security ?? []).flatMap(({ scopes }) => scopes), ...(scopesAny ?? [])]
}

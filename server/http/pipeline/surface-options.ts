import type { IncomingMessage } from 'node:http'
import type { Log } from '../../domain/ports/log.ts'
import type { Refusal } from '../../domain/refusals.ts'
import type { SurfaceDocument } from './document.ts'
import type { Frame } from './event-stream.ts'
import type { Exchange } from './exchange.ts'
import type { Detail, HttpProblem } from './problem.ts'
import type { OperationRequest } from './request.ts'
import type { Answer } from './respond.ts'
import type { FileKeeper } from './take-form.ts'
import type { FileAnswer } from './write-file.ts'

/** An operation as the pipeline sees it: its request is validated, so what the compiler knows of it stays with the operation. */
export type AnyOperation<Caller, Context> = (
  request: never,
  caller: Caller,
  context: Context,
  exchange: Exchange,
) => Promise<Answer | { stream: AsyncIterable<Frame> } | { file: FileAnswer }>

/** How a surface words what is not an operation's own answer. */
export interface Wording {
  refusal(refusal: Refusal): Answer
  problem(problem: HttpProblem): Answer
}

export interface RequestRecord<Caller> {
  /** Also in the answer's `X-Request-Id`. */
  requestId: string
  method: string
  /** As sent, without the query. */
  path: string
  operationId: string | null
  status: number
  caller: Caller | undefined
}

export interface Violation {
  operationId: string
  method: string
  path: string
  status: number
  message: string
}

export interface ResponseCheck {
  /** `sample`: one answer in a hundred. */
  mode: 'all' | 'sample'
  onViolation(violation: Violation): void
}

export interface SurfaceOptions<Caller, Context> {
  document: SurfaceDocument
  operations: Record<string, AnyOperation<Caller, Context>>
  wording: Wording
  context: Context
  log: Log
  /** The caller behind a bearer text; undefined answers 401. */
  authenticate(text: string): Promise<Caller | undefined>
  /** Who a request without credentials acts as, where the document allows one. */
  anonymous?(): Promise<Caller>
  scopesOf(caller: Caller): string[]
  /** Counts a request of this caller; more than 0 turns it away: the milliseconds to wait before the next. */
  throttle?(caller: Caller): number
  /** A place for an event stream of this caller, given back when it closes; undefined when there is none left. */
  holdStream?(caller: Caller): (() => void) | undefined
  /**
   * Asked once a request may be made and before it is read. Whatever it throws is answered as if the operation had
   * thrown it, so a sandbox can provoke what healthy code never does.
   */
  intercept?(caller: Caller, operationId: string): void | Promise<void>
  responses: ResponseCheck
  /** A more precise answer than "invalid" for a request that does not fit the document. */
  refine?(
    operationId: string,
    request: OperationRequest,
    details: Detail[],
    exchange: Exchange,
  ): Refusal | Answer | undefined | Promise<Answer | undefined>
  /** What one operation says in other words than the rest of its surface: its answer to what was thrown. */
  reword?(operationId: string, answer: Answer, req: IncomingMessage, error: unknown): Answer
  /** Needed where the document has operations that take files. */
  files?: FileKeeper<Caller>
  /** Headers to add to a refusal. */
  onRefusal?(refusal: Refusal): Record<string, string>
  /** One call per answered request. */
  onRequest?(record: RequestRecord<Caller>): void
}

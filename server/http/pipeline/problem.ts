/** Something wrong with one place of a request; `path` is a JSON pointer beginning with /body, /query, /path or /headers. */
export interface Detail {
  path: string
  message: string
}

/** Why the pipeline turned a request away before any operation saw it. */
export type HttpProblem =
  | { kind: 'unauthorized' }
  | { kind: 'insufficient_scope'; required: string[]; missing: string[] }
  | { kind: 'invalid'; details: Detail[] }
  | { kind: 'not_found' }
  | { kind: 'method_not_allowed'; allow: string }
  | { kind: 'unsupported_media_type'; accepted: string[] }
  | { kind: 'payload_too_large'; bytesMax: number }
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  /** The process is going down and takes nothing up any more. */
  | { kind: 'unavailable' }
  | { kind: 'fault' }

/** Carries a problem up to the place that answers it. */
export class ProblemError extends Error {
  readonly problem: HttpProblem

  constructor(problem: HttpProblem) {
    super(problem.kind)
    this.problem = problem
  }
}

export function invalid(path: string, message: string): ProblemError {
  return new ProblemError({ kind: 'invalid', details: [{ path, message }] })
}

/** The client went away; there is nobody to answer. */
export class ClientGone extends Error {}

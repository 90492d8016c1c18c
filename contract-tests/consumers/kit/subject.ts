import type { Json, JsonObject } from '../../json.ts'

/** A fact about the provider, by the name under which it is documented. */
export interface Given {
  state: string
  params?: JsonObject
}

export interface Request {
  /** Values of the path's placeholders. */
  path?: Record<string, string>
  query?: Record<string, string>
  headers?: Record<string, string>
  /** The name of a documented request example, or a body of its own. */
  body?: string | JsonObject
}

/** One documented answer: when it comes, and to which request where that is another than the subject's own. */
export interface Answer extends Expected {
  given?: Given[]
  request?: Request
  /** The documented response example; by default the one the answer is named after. */
  example?: string
}

/** How far what comes may be from its documented example. Members are named by JSON pointers. */
export interface Expected extends Freedom {
  /** Members that are otherwise in this state; undefined for one that is left out. */
  but?: Record<string, Json | undefined>
}

export interface Freedom {
  /** Texts that may also be null in this state. */
  maybeNull?: string[]
  /** Codes that may be any documented one in this state. */
  anyCode?: string[]
  /** Objects whose members are the caller's own, which come back as they were sent. */
  asSent?: string[]
}

/**
 * How an integrator calls one operation. Answers every operation has in the same way (401, 403, 415, 429, 500, 503 and the 400 of
 * a malformed request) are known without being listed; listed here, they are taken from here.
 */
export interface Subject {
  /** A function of the client. */
  call: Call
  /** A request that is right. */
  request: Request
  /** By status and name: `202 channel_id`. */
  answers: Record<string, Answer>
}

export type Call = (
  options: CallOptions,
) => Promise<{ data?: unknown; error?: unknown; response?: Response | undefined }>

export interface CallOptions {
  client: never
  path: never
  query: never
  headers: never
  body: never
  bodySerializer?: (body: unknown) => string
}

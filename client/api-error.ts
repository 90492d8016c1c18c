/** An answer that is no success. What the API said is in it; a connection that failed is not an ApiError. */
export class ApiError extends Error {
  /** The HTTP status. */
  readonly status: number
  /** What went wrong, for programs (`CHANNEL_NOT_FOUND`); null where the body names no code. */
  readonly code: string | null
  /** What the code is about: problems of validation, missing scopes, Meta's own error. */
  readonly details: unknown
  /** The whole body, parsed if it was JSON. */
  readonly body: unknown

  constructor(status: number, body: unknown) {
    const { code, message, details } = readErrorBody(status, body)
    super(message ?? `The API answered with HTTP status ${status}`)
    this.name = 'ApiError'
    this.status = status
    this.code = code ?? null
    this.details = details
    this.body = body
  }
}

/**
 * The data of an operation's result, or what it failed with: an ApiError when the API answered, otherwise the error
 * of the connection. `const { data } = await unwrap(keebai.listChannels({ client }))`
 */
export async function unwrap<R extends Result>(result: R | Promise<R>): Promise<Exclude<R['data'], undefined>> {
  const { data, error, response } = await result
  if (error === undefined) return data as Exclude<R['data'], undefined>
  if (error instanceof Error || !response) throw error
  throw new ApiError(response.status, error)
}

interface Result {
  data?: unknown
  error?: unknown
  response?: Response | undefined
}

interface ErrorFacts {
  code?: string | undefined
  message?: string | undefined
  details?: unknown
}

/**
 * Reads every documented error body: Keebai's `{error: {code, message, details}}`, the framework's
 * `{message, error: "Unauthorized", statusCode}`, HubMessage's `{error: 422, message: "CODE"}` and `{errors: [{subCode, message}]}`, and Meta's errors passed through.
 */
function readErrorBody(status: number, body: unknown): ErrorFacts {
  if (!isObject(body)) return { message: text(body) }
  const { error, message, details, value } = body
  if (isObject(error) && Array.isArray(error.errors)) {
    const said = isObject(error.errors[0]) ? error.errors[0] : {}
    return { code: codeOf(said), message: text(said.description) ?? text(said.message), details: error.errors }
  }
  if (isObject(error)) {
    return { code: text(error.code), message: text(error.message) ?? text(body.message), details: error.details }
  }
  if (isObject(value) && Array.isArray(value.errors)) {
    return { code: codeOf(value.errors[0]), message: text(error), details: value.errors }
  }
  // Errors of a file: in a list, or alone in the older contract of HubMessage. `code` is the same for each, the sub-code tells them apart.
  const [entry]: unknown[] = Array.isArray(body.errors) ? body.errors : [body]
  if (isObject(entry) && entry.subCode !== undefined) {
    return { code: text(entry.subCode), message: text(entry.message), details: body.errors }
  }
  const code = typeof error === 'string' ? toCode(error) : status === 422 ? codeIn(message) : undefined
  return { code, message: text(message), details }
}

/** Meta's number. */
function codeOf(entry: unknown): string | undefined {
  return isObject(entry) && entry.code !== undefined ? String(entry.code) : undefined
}

function codeIn(message: unknown): string | undefined {
  return typeof message === 'string' && /^[A-Z][A-Z0-9_]+$/.test(message) ? message : undefined
}

function toCode(phrase: string): string {
  return phrase.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

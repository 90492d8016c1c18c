/** A refusal in Graph's own error envelope. Throw one anywhere below an API call. */
export class GraphError extends Error {
  readonly code: number
  readonly status: number
  readonly details: string | undefined
  readonly subcode: number | undefined
  readonly type: string
  /** What Meta would have people read. */
  readonly user: { title: string; message: string } | undefined

  constructor(
    code: number,
    options: {
      details?: string
      message?: string
      status?: number
      subcode?: number
      type?: string
      userTitle?: string
      userMessage?: string
    } = {},
  ) {
    const known = GRAPH_ERRORS[code]
    super(options.message ?? `(#${code}) ${known?.title ?? 'An unknown error occurred'}`)
    this.code = code
    this.status = options.status ?? known?.status ?? 400
    this.details = options.details
    this.subcode = options.subcode
    this.type = options.type ?? 'OAuthException'
    const { userTitle: title = '', userMessage: message } = options
    this.user = message === undefined ? undefined : { title, message }
  }
}

/** Title and usual HTTP status per code. Meta tells clients not to rely on the status. */
export const GRAPH_ERRORS: Readonly<Record<number, { title: string; status: number; transient?: boolean }>> = {
  1: { title: 'An unknown error occurred', status: 400 },
  2: { title: 'Service temporarily unavailable', status: 503, transient: true },
  3: { title: 'Application does not have the capability to make this API call', status: 500 },
  4: { title: 'Application request limit reached', status: 400, transient: true },
  10: { title: 'Application does not have permission for this action', status: 403 },
  100: { title: 'Invalid parameter', status: 400 },
  190: { title: 'Access token has expired or is invalid', status: 401 },
  200: { title: 'Permissions error', status: 403 },
  368: { title: 'Temporarily blocked for policies violations', status: 403 },
  803: { title: 'Some of the aliases you requested do not exist', status: 404 },
  2500: { title: 'Unknown path components', status: 400 },
  80007: { title: 'Rate limit issues', status: 400, transient: true },
  130429: { title: 'Rate limit hit', status: 429, transient: true },
  130472: { title: "User's number is part of an experiment", status: 400 },
  131000: { title: 'Something went wrong', status: 500, transient: true },
  131005: { title: 'Access denied', status: 403 },
  131008: { title: 'Required parameter is missing', status: 400 },
  131009: { title: 'Parameter value is not valid', status: 400 },
  131016: { title: 'Service unavailable', status: 503, transient: true },
  131021: { title: 'Recipient cannot be sender', status: 400 },
  131026: { title: 'Message undeliverable', status: 400 },
  131030: { title: 'Recipient phone number not in allowed list', status: 400 },
  131031: { title: 'Business Account locked', status: 403 },
  131042: { title: 'Business eligibility payment issue', status: 400 },
  131045: { title: 'Incorrect certificate', status: 500 },
  131047: { title: 'Re-engagement message', status: 400 },
  131048: { title: 'Spam rate limit hit', status: 400, transient: true },
  131049: { title: 'This message was not delivered to maintain healthy ecosystem engagement.', status: 400 },
  131050: { title: 'User has stopped marketing messages from your business', status: 400 },
  131051: { title: 'Unsupported message type', status: 400 },
  131052: { title: 'Media download error', status: 400 },
  131053: { title: 'Media upload error', status: 400 },
  131056: { title: '(Business Account, Consumer Account) pair rate limit hit', status: 400, transient: true },
  131057: { title: 'Account in maintenance mode', status: 500, transient: true },
  132000: { title: 'Number of parameters does not match the expected number of params', status: 400 },
  132001: { title: 'Template name does not exist in the translation', status: 404 },
  132005: { title: 'Translated text too long', status: 400 },
  132012: { title: 'Parameter format does not match format in the created template', status: 400 },
  132015: { title: 'Template is paused', status: 400 },
  132016: { title: 'Template is disabled', status: 400 },
  133005: { title: 'Two-step verification PIN mismatch', status: 400 },
  133010: { title: 'Account not registered', status: 400 },
  133016: { title: 'Account register/deregister rate limit exceeded', status: 400 },
  2593107: { title: 'Synchronization request limit exceeded', status: 400 },
  2593108: { title: 'Synchronization request made outside of allowed time window', status: 400 },
}

/** The HTTP body of a refusal. */
export function toErrorBody(error: GraphError, trace: string) {
  return {
    error: {
      message: error.message,
      type: error.type,
      code: error.code,
      ...(error.subcode === undefined ? {} : { error_subcode: error.subcode }),
      ...(GRAPH_ERRORS[error.code]?.transient ? { is_transient: true } : {}),
      ...(error.user ? { error_user_title: error.user.title, error_user_msg: error.user.message } : {}),
      ...(error.details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details: error.details } }),
      fbtrace_id: trace,
    },
  }
}

/** The form an error takes inside a status webhook. */
export function toWebhookError(code: number, details: string) {
  const title = GRAPH_ERRORS[code]?.title ?? 'Unknown error'
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  }
}

/** The answer to an id that is unknown or belongs to somebody else: Graph does not tell the two apart. */
export function unknownObject(method: string, id: string): GraphError {
  return new GraphError(100, {
    subcode: 33,
    type: 'GraphMethodException',
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  })
}

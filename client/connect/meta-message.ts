/** How Meta's signup window ended, as it tells the page that opened it; the code comes apart. */
export type SignupMessage =
  | { end: 'finished'; wabaId?: string; phoneNumberId?: string; coexistence: boolean }
  /** An account was shared, without a number. */
  | { end: 'no_number' }
  | { end: 'left' }
  | { end: 'failed'; why: string }

/** Reads a `message` event of the window; undefined for what is not about a signup, or not from Meta. */
export function readSignupMessage(
  { origin, data }: { origin: string; data: unknown },
  alsoTrusted: readonly string[],
): SignupMessage | undefined {
  if (!alsoTrusted.includes(origin) && !isMeta(origin)) return undefined
  const message = parse(data)
  if (message?.type !== 'WA_EMBEDDED_SIGNUP') return undefined
  const facts = isObject(message.data) ? message.data : {}
  const why = typeof facts.error_message === 'string' ? facts.error_message : undefined
  switch (message.event) {
    case 'FINISH':
      return { ...accounts(facts), coexistence: facts.is_wa_login_user === true }
    case 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING':
      return { ...accounts(facts), coexistence: true }
    case 'FINISH_ONLY_WABA':
      return { end: 'no_number' }
    case 'CANCEL':
      return why === undefined ? { end: 'left' } : { end: 'failed', why }
    case 'ERROR':
      return { end: 'failed', why: why ?? 'it gave no reason' }
    default:
      return undefined
  }
}

/** Exactly facebook.com or below it, over https; `endsWith` alone would admit evilfacebook.com. */
function isMeta(origin: string): boolean {
  const { protocol, hostname, port } = parseUrl(origin) ?? {}
  return protocol === 'https:' && port === '' && /^([^.]+\.)*facebook\.com$/.test(hostname ?? '')
}

/** A coexistence event names no number, as Meta documents it. */
function accounts({ waba_id, phone_number_id }: Record<string, unknown>) {
  const [wabaId, phoneNumberId] = [graphId(waba_id), graphId(phone_number_id)]
  return { end: 'finished' as const, ...(wabaId && { wabaId }), ...(phoneNumberId && { phoneNumberId }) }
}

function graphId(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^\d+$/.test(text) ? text : undefined
}

/** Meta sends JSON text, and now and then something else. */
function parse(data: unknown): Record<string, unknown> | undefined {
  try {
    const value: unknown = typeof data === 'string' ? JSON.parse(data) : data
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

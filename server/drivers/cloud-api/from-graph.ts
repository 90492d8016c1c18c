import type {
  DebugTokenResult,
  GraphMedium,
  GraphPhoneNumber,
  SendGraphMessageResult,
} from '../../../generated/meta/types.gen.ts'
import type { ReadOutcome, SendOutcome } from '../../domain/ports/line.ts'
import type { UpstreamMedium } from '../../domain/ports/media.ts'
import type { MetaNumber, TokenFacts } from '../../domain/ports/signup.ts'
import { type MetaRefusal, Refusal } from '../../domain/refusals.ts'
import type { GraphError, GraphReply } from './graph-client.ts'

/** How long to leave a number alone after an error by which Meta says "not taken, come back". */
const backOffMs: Record<number, number> = {
  /** Calls of the app. */
  4: 60_000,
  /** Calls of the WABA. */
  80007: 60_000,
  /** Throughput of the number. */
  130429: 1_000,
  /** Service down. */
  131016: 5_000,
  /** One number to one user: one message in 6 s. */
  131056: 6_000,
  /** Maintenance or throughput upgrade, up to a minute. */
  131057: 15_000,
}

/** The token is over, withdrawn or of an account that is. */
const badToken = 190
const unreachableRetryMs = 1_000
/** Meta's code for a signup code that is unknown, used, expired or of another app. */
const badSignupCode = 100

/** The outcome of a send. */
export function outcomeFromGraph(reply: GraphReply): SendOutcome {
  switch (reply.got) {
    case 'answer': {
      const wamid = (reply.body as SendGraphMessageResult).messages?.[0]?.id
      if (typeof wamid === 'string') return { outcome: 'accepted', wamid }
      return { outcome: 'unknown', why: 'Meta answered without a message id' }
    }
    case 'error': {
      const retryInMs = backOffMs[reply.error.code]
      const refusal = factsOf(reply.error)
      if (retryInMs !== undefined) return { outcome: 'postponed', retryInMs, why: reply.error.message, refusal }
      return { outcome: 'refused', ...refusal, ...(reply.error.code === badToken && { credentialsRefused: true }) }
    }
    case 'not_sent':
      return { outcome: 'postponed', retryInMs: unreachableRetryMs, why: reply.why }
    case 'lost':
      return { outcome: 'unknown', why: reply.why }
  }
}

/** The body of a successful call. Refusals `upstream_refused`, `upstream_unavailable`. */
export function bodyFromGraph<Body>(reply: GraphReply): Body {
  if (reply.got === 'answer') return reply.body as Body
  if (reply.got === 'error') throw Refusal.of('upstream_refused', refusalOf(reply.error))
  throw Refusal.of('upstream_unavailable', { upstream: 'meta', why: reply.why })
}

/** The token of a code exchange. Additionally Refusal `signup_code_refused`. */
export function tokenFromGraph(reply: GraphReply): string {
  if (reply.got === 'error' && reply.error.code === badSignupCode) {
    const { error_subcode: subcode } = reply.error
    throw Refusal.of('signup_code_refused', { ...factsOf(reply.error), ...(subcode && { subcode: String(subcode) }) })
  }
  const { access_token } = bodyFromGraph<{ access_token?: unknown }>(reply)
  if (typeof access_token === 'string' && access_token !== '') return access_token
  throw Refusal.of('upstream_unavailable', { upstream: 'meta', why: 'Meta answered the code without a token' })
}

/** The id is unknown, gone, or of somebody else: Graph does not tell these apart. */
export function isUnknownObject(reply: GraphReply): boolean {
  if (reply.got !== 'error') return false
  const { code, error_subcode: subcode } = reply.error
  return code === 803 || (code === 100 && subcode === 33)
}

/** What Meta said, when it refused with one of these subcodes. */
export function refusedBy(reply: GraphReply, subcodes: number[]): MetaRefusal | undefined {
  if (reply.got !== 'error' || !subcodes.includes(reply.error.error_subcode ?? 0)) return undefined
  return refusalOf(reply.error)
}

/** Undefined when the object is no medium. */
export function mediumFromGraph(medium: Partial<GraphMedium>): UpstreamMedium | undefined {
  const { id, url, mime_type: mime, file_size: size, sha256 } = medium
  if (id === undefined || url === undefined || mime === undefined) return undefined
  // Numbers come as text from some versions.
  return { id: String(id), url, mime, size: Number(size ?? 0), sha256: sha256 ?? null }
}

/** What became of marking a message read. */
export function readOutcomeFromGraph(reply: GraphReply): ReadOutcome {
  if (reply.got === 'answer') return { outcome: 'done' }
  if (reply.got === 'error') return { outcome: 'refused', ...factsOf(reply.error) }
  return { outcome: 'unavailable', why: reply.why }
}

/** WABAs in the order of the token's grant, newest first; none when it is invalid or of another app. */
export function wabasFromGraph(result: DebugTokenResult, appId: string): string[] {
  const { valid, ours, wabas } = tokenFactsFromGraph(result, appId)
  return valid && ours ? (wabas ?? []) : []
}

export function tokenFactsFromGraph({ data }: DebugTokenResult, appId: string): TokenFacts {
  const grant = data?.granular_scopes?.find(({ scope }) => scope === 'whatsapp_business_management')
  return {
    valid: data?.is_valid === true,
    ours: data?.app_id === appId,
    scopes: data?.scopes ?? [],
    wabas: grant?.target_ids ?? null,
    expiresAt: data?.expires_at ? data.expires_at * 1000 : null,
  }
}

export function numberFromGraph(number: GraphPhoneNumber): MetaNumber {
  const display = number.display_phone_number ?? ''
  return {
    id: number.id,
    digits: display.replace(/\D/g, ''),
    verifiedName: number.verified_name || display,
    coexistence: number.is_on_biz_app === true && number.platform_type === 'CLOUD_API',
    registered: number.status === 'CONNECTED',
  }
}

function refusalOf(error: GraphError): MetaRefusal {
  const { error_subcode: subcode } = error
  return { ...factsOf(error), ...(subcode !== undefined && { subcode: String(subcode) }) }
}

function factsOf(error: GraphError): { code: string; title: string; details: string | null } {
  const { error_data: data } = error
  const details = (typeof data === 'string' ? data : data?.details) || error.error_user_msg
  return { code: String(error.code), title: error.error_user_title || withoutCode(error), details: details || null }
}

/** Meta puts the code in front of most messages: `(#131009) Parameter value is not valid`. */
function withoutCode({ message, code }: GraphError): string {
  return message.replace(`(#${code})`, '').trim() || message
}

/** Every answer a caller can act on, with the facts it carries. Each surface words each of them. */
export interface Refusals {
  invalid_request: { problems: { path: string; message: string }[] }
  /** The company has as many pending connect sessions as it may have; the first of them ends after this time. */
  too_many_sessions: { retryInMs: number }
  channel_not_found: { channel: string }
  session_not_found: { session: string }
  pipeline_not_found: { pipeline: string }
  broadcast_not_found: { broadcast: string }
  invalid_broadcast_id: { broadcast: string }
  webhook_not_found: { webhook: string }
  qr_mode_excludes: { fields: string[] }
  templates_unsupported: { channel: string }
  /** This kind of channel cannot carry this kind of message. */
  content_unsupported: { channel: string; content: string }
  /** Buttons that act in a way WhatsApp has not in a free message. */
  actions_unsupported: { actions: string[] }
  /** Unknown, deleted, past its time, or of another channel. */
  media_not_found: { media: string }
  media_type_not_allowed: { mime: string; allowed: readonly string[] }
  media_too_large: { mime: string; sizeMax: number }
  media_empty: { mime: string }
  /** What was to be sent with a message cannot be; `at` is domain time. */
  attachment_unusable: { problem: AttachmentProblem; why: string; at: number }
  /** The bytes are something else than what they are declared to be. */
  media_type_mismatch: { mime: string }
  /** The channel is known but has no live link to WhatsApp (unlinked, never connected). */
  channel_disconnected: { channel: string }
  channel_already_connected: { phoneNumber: string | null }
  /** It has to be disconnected first. */
  channel_still_connected: { channel: string }
  /** It is paid for, and its cancellation not over. */
  channel_subscribed: { channel: string }
  /** What the channel was subscribed to was canceled. */
  subscription_terminated: { channel: string }
  credit_limit_exceeded: { channel: string }
  invalid_channel_type: { channel: string }
  /** HubMessage only: text outside the 24-hour window. */
  window_closed: { recipient: string }
  insufficient_scope: { required: string[]; missing: string[] }
  idempotency_key_reused: { key: string }
  idempotency_key_in_flight: { key: string }
  /** WhatsApp or Meta refused; `code` and `title` are theirs, `broadcast` is the send it was about. */
  upstream_refused: { code: string; subcode?: string; title: string; details: string | null; broadcast?: string }
  /** WhatsApp or Meta could not be reached, nothing was sent and nothing will be. */
  upstream_unavailable: { upstream: 'meta' | 'multi-device'; why: string; broadcast?: string }
  /** Handed over, but no answer came: it may or may not have been sent; the broadcast tells later. */
  outcome_unknown: { broadcast: string }
  /** Meta did not accept the signup code (used, older than 30 s, of another app). */
  signup_code_refused: { code: string; subcode?: string; title: string; details: string | null }
  /** `several`: the account has several numbers and none was named. */
  signup_assets_mismatch: { why: string; several: boolean }
  template_not_found: { template: string }
  /** No connected channel of the company is in this WhatsApp Business Account. */
  business_not_found: { business: string }
  /** The name is taken in this language, or that of a template deleted lately; `upstream` is what Meta said. */
  template_exists: { name: string; language: string; upstream: MetaRefusal | null }
  /** The state it is in does not allow it, or Meta never does; `status` where it is known. */
  template_not_editable: { template: string; status: string | null; why: string | null }
  session_ended: { session: string; state: string }
  url_not_allowed: { url: string; why: string }
}

/** The first seven lie with what was given, the others with whoever has it, makes something of it or takes it. */
export type AttachmentProblem =
  | 'url_required'
  | 'invalid_url'
  | 'invalid_data_url'
  | 'type_not_allowed'
  | 'too_large'
  | 'caption_too_long'
  | 'unsupported'
  | 'download_failed'
  | 'conversion_failed'
  | 'upload_failed'
  | 'processing_failed'

/** An error of Meta in its own words. */
export interface MetaRefusal {
  code: string
  subcode?: string
  title: string
  details: string | null
}

/** Thrown by the domain, worded and answered by a surface. Never logged as a fault. */
export class Refusal<Code extends keyof Refusals = keyof Refusals> extends Error {
  readonly code: Code
  readonly facts: Refusals[Code]

  private constructor(code: Code, facts: Refusals[Code], cause?: unknown) {
    super(code, { cause })
    this.code = code
    this.facts = facts
  }

  static of<Code extends keyof Refusals>(code: Code, facts: Refusals[Code], cause?: unknown): Refusal<Code> {
    return new Refusal(code, facts, cause)
  }

  is<Wanted extends keyof Refusals>(code: Wanted): this is Refusal<Wanted> {
    return (this.code as keyof Refusals) === code
  }
}

import type { MessageError } from '../messages/message.ts'

/** One thing a stored Meta webhook says. What it leaves out is null; unknown members are kept where they stand. */
export type MetaFact =
  | MessageFact
  | EchoFact
  | StatusFact
  | TemplateStatusFact
  | TemplateCategoryFact
  | AccountFact
  /** Whatever else Meta tells: kept for the operator. */
  | NoticeFact

export interface MessageFact {
  kind: 'message'
  phoneNumberId: string
  /** Digits of the customer; null when Meta hides the number behind a user id. */
  from: string | null
  /** Business-scoped id of the person, `US.…`. */
  userId: string | null
  username: string | null
  wamid: string
  /** Meta's word, also one nobody knows yet. */
  type: string
  /** What was typed, or the title of what was chosen. */
  text: string | null
  /** The member named like the type, whole; `errors` of a message Meta could not read. */
  member: unknown
  /** Which message it answers, whether it was forwarded; whole. */
  context: Record<string, unknown> | null
  /** The ad or post the person came from; whole. */
  referral: Record<string, unknown> | null
  contactName: string | null
  /** Milliseconds. */
  timestamp: number
}

/** What the merchant wrote in the WhatsApp Business app of a number under coexistence. Named as in `MessageFact`. */
export interface EchoFact
  extends Pick<MessageFact, 'phoneNumberId' | 'wamid' | 'type' | 'text' | 'member' | 'timestamp'> {
  kind: 'echo'
  /** Digits of the customer; null when Meta hides the number behind a user id. */
  to: string | null
  toUserId: string | null
}

export interface StatusFact {
  kind: 'status'
  phoneNumberId: string
  wamid: string
  status: 'sent' | 'delivered' | 'read' | 'failed'
  timestamp: number
  recipient: string | null
  recipientUserId: string | null
  /** `biz_opaque_callback_data`: our own message id. */
  opaque: string | null
  error: MessageError | null
}

export interface TemplateStatusFact {
  kind: 'template_status'
  waba: string
  metaId: string
  name: string
  language: string
  category: string | null
  /** `APPROVED`, `REJECTED`, `PAUSED` … */
  event: string
  reason: string | null
  /** Milliseconds; 0 when Meta did not say. */
  timestamp: number
}

export interface TemplateCategoryFact {
  kind: 'template_category'
  waba: string
  metaId: string
  category: string
  timestamp: number
}

export interface AccountFact {
  kind: 'account'
  waba: string
  /** `PARTNER_REMOVED`, `ACCOUNT_DELETED` … */
  event: string
  /** Digits of the number it is about; null when it is about all. */
  phoneNumber: string | null
  /** Why a connection ended, or the state of a ban. */
  reason: string | null
  /** What the account may not do, and until when; a null end is open. Null where nothing is said of it. */
  restriction: { what: string; until: number | null } | null
  value: unknown
  timestamp: number
}

export interface NoticeFact {
  kind: 'notice'
  waba: string
  phoneNumberId: string | null
  /** Meta's name of it: `history`, `smb_app_state_sync`, `phone_number_name_update` … */
  field: string
  value: unknown
  timestamp: number
}

/** Reads the facts out of a webhook body as Meta sent it; never throws. */
export type ReadMetaWebhook = (body: unknown) => MetaFact[]

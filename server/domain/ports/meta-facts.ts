import type { MessageError } from '../messages/message.ts'

/** One thing a stored Meta webhook says. What it leaves out is null; unknown fields are passed over. */
export type MetaFact =
  | {
      kind: 'message'
      phoneNumberId: string
      /** Digits of the customer; null when Meta hides the number behind a user id. */
      from: string | null
      wamid: string
      type: string
      text: string | null
      contactName: string | null
      /** Milliseconds. */
      timestamp: number
    }
  | {
      kind: 'status'
      phoneNumberId: string
      wamid: string
      status: 'sent' | 'delivered' | 'read' | 'failed'
      timestamp: number
      recipient: string | null
      /** `biz_opaque_callback_data`: our own message id. */
      opaque: string | null
      error: MessageError | null
    }

/** Reads the facts out of a webhook body as Meta sent it; never throws. */
export type ReadMetaWebhook = (body: unknown) => MetaFact[]

import type { ServerSentEvent } from '../../client/event-stream.ts'

/** One planted fault: what a broken provider would say. */
export type Mutant = Fault & {
  /** Two surfaces may have operations of one name. */
  surface: string
}

export type Fault = AnswerMutant | DeliveryMutant | StreamMutant

interface MutantBase {
  /** Unique in its surface and the same between runs: `sendTextMessage 202 channel_id: drop /broadcast_id`. */
  name: string
  /** The operation, or the event, that takes the fault: each has its share of a choice. */
  subject: string
  /** Description of the interaction whose checks have to notice. */
  interaction: string
  kind: MutantKind
}

/** A fault in an answer; `apply` gives undefined where the answer has nothing to break. */
export interface AnswerMutant extends MutantBase {
  plantedIn: 'answer'
  apply(answer: Answer): Answer | undefined
}

/** A fault in a webhook delivery. `sign` gives the headers of a delivery of another body. */
export interface DeliveryMutant extends MutantBase {
  plantedIn: 'delivery'
  apply(delivery: Delivery, sign: (body: string) => Record<string, string>): Delivery | undefined
}

/** A fault in a whole event stream. */
export interface StreamMutant extends MutantBase {
  plantedIn: 'stream'
  apply(events: ServerSentEvent[]): ServerSentEvent[] | undefined
}

export type MutantKind =
  | 'drop-member'
  | 'rename-member'
  | 'change-type'
  | 'change-value'
  | 'break-form'
  | 'change-status'
  | 'drop-header'
  | 'change-header'
  | 'swap-dialect'
  | 'drop-event'
  | 'reorder-events'
  | 'rename-event'
  | 'break-signature'

export interface Delivery {
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

export interface Answer extends Delivery {
  status: number
}

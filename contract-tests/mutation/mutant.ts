/** One planted fault: the answer a broken provider would give. */
export interface Mutant {
  /** Unique in the set and the same between runs: `sendTextMessage 202 channel_id: drop /broadcast_id`. */
  name: string
  /** An operation, or the event of a message. */
  operation: string
  /** 0 for an event. */
  status: number
  /** The example of the specification it was made from. */
  example: string
  kind: MutantKind
  /** The answer with the fault in it; undefined where the answer has nothing to break. */
  apply(answer: Answer): Answer | undefined
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

export interface Answer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

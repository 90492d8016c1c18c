import type { ServerSentEvent } from '../../client/event-stream.ts'
import type { PlainAnswer, PlainRequest } from './provider.ts'

/** A webhook delivery as its receiver got it. */
export interface Delivery {
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

/** Where a fault can be planted between a provider and its verifier. What is returned is what the provider counts as having said. */
export interface Seam {
  onResponse?(interaction: number, request: PlainRequest, answer: PlainAnswer): PlainAnswer
  /** Asked before the signature is checked. `sign` gives the headers of the same delivery with another body, signed as the provider would. */
  onDelivery?(interaction: number, delivery: Delivery, sign: (body: string) => Record<string, string>): Delivery
  /** The whole of an event stream. */
  onStream?(interaction: number, events: ServerSentEvent[]): ServerSentEvent[]
}

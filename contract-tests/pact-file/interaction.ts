import type { Json } from '../json.ts'

/** The two surfaces a pact can be about. */
export type SurfaceName = 'keebai' | 'hubmessage'

/** One pact as it was read: version 2, 3 or 4, from a file, a folder or a broker. */
export interface Pact {
  /** Where it came from, as a person would write it: a path relative to the working directory, or a URL. */
  source: string
  consumer: string
  provider: string
  /** `pactSpecification.version`: 2, 3 or 4. */
  version: 2 | 3 | 4
  surface: SurfaceName
  interactions: Interaction[]
  /** The parsed file, untouched. */
  content: Json
  /** Set by a broker: a failure of this pact does not fail the run. */
  pending: boolean
}

/** One interaction of a pact, whichever version wrote it. */
export type Interaction = HttpInteraction | MessageInteraction

export interface ProviderState {
  name: string
  params: Record<string, Json>
}

interface InteractionBase {
  /** Position in the pact: unique there, stable between runs. */
  index: number
  description: string
  states: ProviderState[]
  pending: boolean
  /** JSON pointer into the pact's content. */
  pointer: string
}

export interface HttpInteraction extends InteractionBase {
  kind: 'http'
  method: string
  /** Inside the surface's document: without `/hubmessage`. */
  path: string
  query: Record<string, string[]>
  /** Names in lower case; a content type that only the body has is among them. */
  requestHeaders: Record<string, string>
  /** Parsed where it is JSON, text otherwise, undefined where the pact has none. */
  requestBody: Json | undefined
  status: number
  /** Likewise. */
  responseHeaders: Record<string, string>
  responseBody: Json | undefined
  /** The operation of the specification the request is for; undefined where none fits method and path. */
  operation: string | undefined
}

/** A webhook event, or one event of a stream. */
export interface MessageInteraction extends InteractionBase {
  kind: 'message'
  contents: Json
  metadata: Record<string, Json>
  /** A webhook of the specification (`whatsapp.message.sent`), or an operation and its stream event (`streamWhatsAppQr#qr`). */
  event: string | undefined
}

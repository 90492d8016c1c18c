import type { Json, JsonObject } from '../../json.ts'
import type { SurfaceName } from '../../pact-file/interaction.ts'
import type { Expected, Given, Subject } from './subject.ts'

/** What a team that uses one of the APIs knows of it. */
export interface Surface {
  name: SurfaceName
  /** The team's name in its pact. */
  consumer: string
  /** Of nobody in particular: the provider gives it its rights when it sets up a state. */
  token: string
  connect: (settings: { baseUrl: string; token: string }) => unknown
  /** Where an error body of this status has what programs switch on. */
  isCode: (pointer: string, status: number) => boolean
  /** The code that the client reports for an error body; null where the body has none. */
  codeOf: (body: JsonObject, status: number) => Json
  subjects: Record<string, Subject>
  /** Whoever receives the deliveries of a webhook subscription. */
  webhooks?: EventSubject
  /** Whoever reads the events of a stream, by operation. */
  streams?: Record<string, EventSubject>
}

export interface EventSubject {
  /** What is there before the event of this name happens, and how it differs from its example then. */
  about: (event: string) => Expected & { given: Given[] }
  /** What the client makes of the event, in the event's own words. */
  receive: (content: JsonObject) => unknown
}

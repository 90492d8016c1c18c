import { expect } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { DocumentedValue, OpenApiDocument } from './document.ts'
import { toHeaderMatcher, toMatcher } from './matchers.ts'
import type { PactBook } from './pact-book.ts'
import type { Schemas } from './schemas.ts'
import type { Given } from './subject.ts'
import type { Surface } from './surface.ts'

/** A webhook event, or one event of a stream. */
export interface PlannedMessage {
  /** `event whatsapp.message.sent`, `stream event qr`. */
  description: string
  /** Its name on the wire. */
  event: string
  schema: JsonObject
  example: JsonObject
  headers: Record<string, DocumentedValue>
  given: Given[]
  /** What the client makes of it, in the same words. */
  receive: (content: JsonObject) => unknown
}

/** Every event the document knows. A stream's examples that are objects are its events; their names tell variants apart. */
export function planMessages(document: OpenApiDocument, { webhooks, streams }: Surface): PlannedMessage[] {
  const deliveries = document.webhooks().map(({ name, schema, example, headers }): PlannedMessage => {
    if (!webhooks || !isObject(example)) throw new Error(`Nobody receives the event ${name}`)
    const given = webhooks.given(name)
    return { description: `event ${name}`, event: name, schema, example, headers, given, receive: webhooks.receive }
  })
  const streamed = document.operations().flatMap(({ id, responses }) =>
    responses
      .filter(({ contentType }) => contentType === 'text/event-stream')
      .flatMap(({ schema, examples }) =>
        Object.entries(examples)
          .filter((entry): entry is [string, JsonObject] => isObject(entry[1]))
          .map(([name, example]): PlannedMessage => {
            const stream = streams?.[id]
            if (!stream) throw new Error(`Nobody reads the stream of ${id}`)
            const given = stream.given(name)
            const event = String(example.event)
            return {
              description: `stream event ${name}`,
              event,
              schema,
              example,
              headers: {},
              given,
              receive: stream.receive,
            }
          }),
      ),
  )
  return [...deliveries, ...streamed]
}

/** Has the client read the event, holds what it read to the documentation, and keeps the interaction. */
export async function playMessage(book: PactBook, schemas: Schemas, planned: PlannedMessage): Promise<void> {
  const { description, event, schema, example, headers, given, receive } = planned
  const message = book.newPact().addAsynchronousInteraction()
  for (const { state, params } of given) message.given(state, params)
  const metadata = Object.entries(headers).map(([name, header]) => [name, toHeaderMatcher(schemas, header)])
  await message
    .expectsToReceive(description, (builder) => {
      builder.withMetadata({ event, ...Object.fromEntries(metadata) })
      builder.withJSONContent(toMatcher(schemas, schema, example))
    })
    .executeTest(async ({ contents: { content } }) => {
      if (!isObject(content as Json)) throw new Error(`${description} has no content`)
      expect(await receive(content as JsonObject)).toEqual(content)
    })
}

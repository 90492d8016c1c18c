import { expect } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../json.ts'
import { changed } from './changed.ts'
import type { DocumentedValue, OpenApiDocument } from './document.ts'
import { toHeaderMatcher, toMatcher } from './matchers.ts'
import type { PactBook } from './pact-book.ts'
import type { Schemas } from './schemas.ts'
import type { Freedom, Given } from './subject.ts'
import type { EventSubject, Surface } from './surface.ts'

/** A webhook event, or one event of a stream. */
export interface PlannedMessage {
  /** `event whatsapp.message.sent`, `event whatsapp.message.received: image`, `stream event qr`. */
  description: string
  /** Its name on the wire. */
  event: string
  schema: JsonObject
  example: Json
  headers: Record<string, DocumentedValue>
  freedom: Freedom
  given: Given[]
  /** What the client makes of it, in the same words. */
  receive: EventSubject['receive']
}

/** Every event the document knows: those sent to webhooks, and those of streams. */
export function planMessages(document: OpenApiDocument, surface: Surface): PlannedMessage[] {
  return [...planDeliveries(document, surface), ...planStreamEvents(document, surface)]
}

function planDeliveries(document: OpenApiDocument, { webhooks }: Surface): PlannedMessage[] {
  return document.webhooks().map((event) => {
    if (!webhooks) throw new Error(`Nobody receives the event ${event.name}`)
    const { variant, ...documented } = event
    const description = `event ${event.name}${variant === undefined ? '' : `: ${variant}`}`
    return { ...documented, description, event: event.name, ...expected(event, webhooks) }
  })
}

/** A stream's examples that are objects are its events; the names of the examples tell variants of one event apart. */
function planStreamEvents(document: OpenApiDocument, { streams }: Surface): PlannedMessage[] {
  const responses = document
    .operations()
    .flatMap(({ id, responses }) => responses.map((response) => ({ id, ...response })))
  return responses
    .filter(({ contentType }) => contentType === 'text/event-stream')
    .flatMap(({ id, schema, examples }) =>
      Object.entries(examples).flatMap(([name, example]) => {
        if (!isObject(example)) return []
        const stream = streams?.[id]
        if (!stream) throw new Error(`Nobody reads the stream of ${id}`)
        const named = { description: `stream event ${name}`, event: String(example.event), schema, headers: {} }
        return { ...named, ...expected({ name, example }, stream) }
      }),
    )
}

function expected({ name, example }: { name: string; example: Json }, { about, receive }: EventSubject) {
  const { given, but, ...freedom } = about(name)
  return { example: changed(example, but), freedom, given, receive }
}

/** Has the client read the event, holds what it read to the documentation, and keeps the interaction. */
export async function playMessage(book: PactBook, schemas: Schemas, planned: PlannedMessage): Promise<void> {
  const { description, event, schema, example, headers, freedom, given, receive } = planned
  const message = book.newPact().addAsynchronousInteraction()
  for (const { state, params } of given) message.given(state, params)
  const metadata = Object.entries(headers).map(([name, header]) => [name, toHeaderMatcher(schemas, header)])
  await message
    .expectsToReceive(description, (builder) => {
      builder.withMetadata({ event, ...Object.fromEntries(metadata) })
      builder.withJSONContent(toMatcher(schemas, schema, example, freedom))
    })
    .executeTest(async ({ contents: { content } }) => {
      if (!isObject(content)) throw new Error(`${description} has no content`)
      expect(await receive(content)).toEqual(content)
    })
}

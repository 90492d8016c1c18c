import { type Document, type Operation, readDocument } from '../compare/document.ts'
import { pointerTo } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { SurfaceName } from './interaction.ts'

/** What of a message tells which event it is. */
export interface MessageClues {
  description: string
  contents: Json
  metadata: Record<string, Json>
}

/** One event a surface sends: a webhook, or an event of a stream. */
export interface SurfaceEvent {
  /** `whatsapp.message.sent`, or `streamWhatsAppQr#qr`. */
  name: string
  /** The webhook's operation, or the operation that streams. */
  operation: Operation
  /** Name on the wire. */
  event: string
  isStream: boolean
  /** Of the schema of the whole payload; of a stream event, of `{event, data}`. */
  pointer: string
}

/** The operation of a surface a request is for; undefined where none fits method and path. */
export function matchOperation(surface: SurfaceName, method: string, path: string): Operation | undefined {
  return operationIn(readDocument(surface), method, path)
}

/** The same in any document. A path without templates wins over one with. */
export function operationIn(document: Document, method: string, path: string): Operation | undefined {
  const wanted = method.toLowerCase()
  const steps = path.split('/').map(decoded)
  let best: Operation | undefined
  for (const operation of document.operations) {
    if (operation.isEvent || operation.method !== wanted || !fits(operation.path, steps)) continue
    if (!best || templates(operation.path) < templates(best.path)) best = operation
  }
  return best
}

/** The event a message is: by its names, else by its description, else by the only schema it fits. */
export function matchEvent(surface: SurfaceName, message: MessageClues): string | undefined {
  const events = eventsOf(readDocument(surface))
  return byName(events, message) ?? byDescription(events, message.description) ?? bySchema(surface, events, message)
}

const known = new WeakMap<Document, SurfaceEvent[]>()

/** Every event a document declares. */
export function eventsOf(document: Document): SurfaceEvent[] {
  const found = known.get(document) ?? [...webhooksOf(document), ...streamEventsOf(document)]
  known.set(document, found)
  return found
}

function webhooksOf(document: Document): SurfaceEvent[] {
  return document.operations
    .filter(({ isEvent }) => isEvent)
    .map((operation) => {
      const pointer = `${operation.pointer}/requestBody${pointerTo('content', 'application/json', 'schema')}`
      return { name: operation.path, operation, event: operation.path, isStream: false, pointer }
    })
}

function streamEventsOf(document: Document): SurfaceEvent[] {
  return document.operations.flatMap((operation) => {
    const response = document.resolve(document.resolve(operation.content.responses)['200'])
    const media = document.resolve(response.content)['text/event-stream']
    const schema = document.resolve(document.resolve(media).schema)
    const place = document.pointerOf(schema)
    if (place === undefined) return []
    return ['oneOf', 'anyOf'].flatMap((key) =>
      (Array.isArray(schema[key]) ? schema[key] : []).flatMap((variant, index): SurfaceEvent[] => {
        const event = constantOf(document, document.resolve(variant), 'event')
        if (event === undefined) return []
        const pointer = place + pointerTo(key, index)
        return [{ name: `${operation.id}#${event}`, operation, event, isStream: true, pointer }]
      }),
    )
  })
}

function constantOf(document: Document, schema: JsonObject, property: string): string | undefined {
  const value = document.resolve(document.resolve(schema.properties)[property]).const
  return typeof value === 'string' ? value : undefined
}

function byName(events: SurfaceEvent[], { contents, metadata }: MessageClues): string | undefined {
  const body = isObject(contents) ? contents : {}
  for (const name of [metadata.event, metadata.type, metadata.event_type, body.event, body.type]) {
    const found = events.find((event) => event.event === name || event.name === name)
    if (found) return found.name
  }
  return undefined
}

function byDescription(events: SurfaceEvent[], description: string): string | undefined {
  const webhooks = events.filter((event) => !event.isStream && description.includes(event.name))
  const longest = webhooks.sort((one, other) => other.name.length - one.name.length)[0]
  if (longest || !/stream|server-sent|sse/i.test(description)) return longest?.name
  const words = new Set(description.split(/[^\w-]+/))
  const streamed = events.filter((event) => event.isStream && words.has(event.event))
  return streamed.length === 1 ? streamed[0]?.name : undefined
}

function bySchema(surface: SurfaceName, events: SurfaceEvent[], { contents }: MessageClues): string | undefined {
  const document = readDocument(surface)
  const fitting = events.filter((event) => document.validator(event.pointer)(contents))
  return fitting.length === 1 ? fitting[0]?.name : undefined
}

function fits(template: string, steps: string[]): boolean {
  const wanted = template.split('/')
  return wanted.length === steps.length && wanted.every((step, index) => fitsStep(step, steps[index] ?? ''))
}

function fitsStep(template: string, step: string): boolean {
  return template.startsWith('{') && template.endsWith('}') ? step !== '' : template === step
}

function templates(path: string): number {
  return path.split('{').length - 1
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

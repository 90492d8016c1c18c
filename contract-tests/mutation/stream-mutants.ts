import type { ServerSentEvent } from '../../client/event-stream.ts'
import type { Document } from '../compare/document.ts'
import { isObject, type Json } from '../json.ts'
import { eventsOf, type SurfaceEvent } from '../pact-file/match-operation.ts'
import { bodyFaults } from './body-faults.ts'
import type { MutantKind, StreamMutant } from './mutant.ts'

/** Every planted fault of the event streams a document declares. */
export function streamMutants(document: Document): StreamMutant[] {
  return eventsOf(document)
    .filter(({ isStream }) => isStream)
    .flatMap((event) => [...orderFaults(event), ...dataFaults(document, event)])
}

function orderFaults(event: SurfaceEvent): StreamMutant[] {
  const { event: name } = event
  return [
    mutant(event, 'drop-event', 'dropped', (events) => withoutAll(events, name)),
    mutant(event, 'rename-event', 'renamed', (events) => renamed(events, name, `${name}_`)),
    mutant(event, 'rename-event', 'without a name', (events) => renamed(events, name, 'message')),
    mutant(event, 'reorder-events', 'in the wrong place', (events) => moved(events, name)),
  ]
}

function withoutAll(events: ServerSentEvent[], name: string): ServerSentEvent[] | undefined {
  const rest = events.filter(({ event }) => event !== name)
  return rest.length === events.length ? undefined : rest
}

function renamed(events: ServerSentEvent[], name: string, other: string): ServerSentEvent[] | undefined {
  if (!events.some(({ event }) => event === name)) return undefined
  return events.map((one) => (one.event === name ? { ...one, event: other } : one))
}

/** The last event goes to the front, any other behind the last. */
function moved(events: ServerSentEvent[], name: string): ServerSentEvent[] | undefined {
  const at = events.findLastIndex(({ event }) => event === name)
  const one = events[at]
  if (!one || events.length < 2) return undefined
  const rest = events.toSpliced(at, 1)
  return at === events.length - 1 ? [one, ...rest] : [...rest, one]
}

function dataFaults(document: Document, event: SurfaceEvent): StreamMutant[] {
  const faults = examplesOf(document, event).flatMap((data) => {
    const schema = document.resolve(document.resolve({ $ref: `#${event.pointer}` }).properties).data
    return isObject(data) ? bodyFaults(document, schema, data) : []
  })
  const once = new Map(faults.map((one) => [one.title, one]))
  return [...once.values()].map(({ kind, title, apply }) =>
    mutant(event, kind, title, (events) => {
      const at = events.findIndex((one) => one.event === event.event && apply(one.data) !== undefined)
      const found = events[at]
      return found && events.with(at, { ...found, data: apply(found.data) ?? found.data })
    }),
  )
}

/** What the examples of the stream give this event. */
function examplesOf(document: Document, { operation, event }: SurfaceEvent): Json[] {
  const response = document.resolve(document.resolve(operation.content.responses)['200'])
  const media = document.resolve(document.resolve(response.content)['text/event-stream'])
  return Object.values(document.resolve(media.examples)).flatMap((example): Json[] => {
    const { value } = document.resolve(example)
    return isObject(value) && value.event === event && value.data !== undefined ? [value.data] : []
  })
}

function mutant(event: SurfaceEvent, kind: MutantKind, title: string, apply: StreamMutant['apply']): StreamMutant {
  const interaction = `stream event ${event.event}`
  return { name: `${event.name}: ${title}`, subject: event.name, interaction, kind, plantedIn: 'stream', apply }
}

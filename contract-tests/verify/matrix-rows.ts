import type { Document, Operation } from '../compare/document.ts'
import { streamEvents } from '../compare/event-stream.ts'
import { exemplified } from '../compare/exemplified.ts'
import { isObject } from '../json.ts'
import type { SurfaceName } from '../pact-file/interaction.ts'
import { eventsOf } from '../pact-file/match-operation.ts'
import type { Cell, MatrixRow } from './matrix.ts'

/** Everything a document promises: each status of each operation, each event of its streams, each webhook event. */
export function rowsOf(surface: SurfaceName, document: Document): MatrixRow[] {
  const operations = document.operations.filter(({ isEvent }) => !isEvent)
  const events = eventsOf(document).map(({ operation, event, isStream }): MatrixRow => {
    const row = { surface, cells: {} }
    if (!isStream) return { ...row, kind: 'webhook-event', subject: event, route: '', answer: '' }
    return { ...row, kind: 'stream-event', subject: operation.id, route: routeOf(operation), answer: event }
  })
  return [...operations.flatMap((operation) => responseRows(surface, document, operation)), ...events]
}

function responseRows(surface: SurfaceName, document: Document, operation: Operation): MatrixRow[] {
  return Object.keys(document.resolve(operation.content.responses)).map((answer) => {
    return { surface, kind: 'response', subject: operation.id, route: routeOf(operation), answer, cells: {} }
  })
}

function routeOf({ method, path }: Operation): string {
  return `${method.toUpperCase()} ${path}`
}

/** Whether the document has an example of what a row promises; that it fits its schema is the specification's check. */
export function exampleCell(document: Document, row: MatrixRow): Cell {
  const has = row.kind === 'response' ? hasResponseExample(document, row) : hasEventExample(document, row)
  if (has === 'no body') return { state: 'excluded', reason: 'The answer has no body.' }
  return { state: has ? 'covered' : 'hole' }
}

function hasResponseExample(document: Document, { subject, answer }: MatrixRow): boolean | 'no body' {
  const operation = document.operations.find(({ id, isEvent }) => !isEvent && id === subject)
  const response = document.resolve(operation?.content.responses)[answer]
  if (!operation || !isObject(document.resolve(response).content)) return 'no body'
  return samplesOf(document, operation, { responses: { [answer]: response ?? null } }).length > 0
}

function hasEventExample(document: Document, { kind, subject, answer }: MatrixRow): boolean {
  const isWebhook = kind === 'webhook-event'
  const operation = document.operations.find(
    (one) => one.isEvent === isWebhook && subject === (isWebhook ? one.path : one.id),
  )
  if (!operation) return false
  if (isWebhook) return samplesOf(document, operation, operation.content).length > 0
  const samples = samplesOf(document, operation, { responses: operation.content.responses ?? null })
  const names = samples.flatMap((sample) => {
    if (typeof sample === 'string') return streamEvents(sample).map(({ event }) => event)
    return isObject(sample) ? [sample.event] : []
  })
  return names.includes(answer)
}

function samplesOf(document: Document, operation: Operation, content: Operation['content']) {
  return exemplified(document, { ...operation, content }).flatMap(({ examples }) => [...examples.values()])
}

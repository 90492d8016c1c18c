import type { Document } from '../compare/document.ts'
import { valueAt } from '../compare/pointer.ts'
import { eventsOf, type SurfaceEvent } from '../pact-file/match-operation.ts'
import { compareHeaders, type Header } from './diff-headers.ts'
import { parametersOf, schemaOf } from './diff-parameters.ts'
import { diffSchemas } from './diff-schemas.ts'
import { fingerprint } from './fingerprint.ts'
import { report, type Scope } from './scope.ts'

type Common = Pick<Scope, 'before' | 'after' | 'report'>

/** Compares what the server sends of itself: webhook events, and the events of streams. */
export function diffEvents(common: Common): void {
  const [old, now] = [eventsOf(common.before), eventsOf(common.after)]
  // A stream that is gone as a whole was told with its operation.
  const operations = new Set(common.after.operations.map(keyOf))
  const lost = old.filter((event) => !now.some((one) => isSame(event, one)))
  const gained = now.filter((event) => !old.some((one) => isSame(event, one)))
  for (const event of old) {
    const next = now.find((one) => isSame(event, one))
    if (next) diffEvent(common, event, next)
  }
  for (const event of lost) {
    if (event.isStream && !operations.has(keyOf(event.operation))) continue
    const renamed = gained.find(
      (one) => one.isStream === event.isStream && bodyOf(common.after, one) === bodyOf(common.before, event),
    )
    const scope = scopeOf(common, event)
    if (renamed) {
      gained.splice(gained.indexOf(renamed), 1)
      const what = `The event ${event.event} is called ${renamed.event} now.`
      report(scope, [], {
        kind: 'event-renamed',
        what,
        pointer: placeOfEvent(renamed),
        before: event.event,
        after: renamed.event,
      })
    } else {
      report(scope, [], {
        kind: 'event-removed',
        what: `The event ${event.event} is no longer sent.`,
        gone: placeOfEvent(event),
      })
    }
  }
  for (const event of gained) {
    report(scopeOf(common, event), [], {
      kind: 'event-added',
      what: `The event ${event.event} is new.`,
      pointer: placeOfEvent(event),
    })
  }
}

function diffEvent(common: Common, event: SurfaceEvent, next: SurfaceEvent): void {
  const scope = scopeOf(common, event)
  const headers = (document: Document, { operation, isStream }: SurfaceEvent): Header[] =>
    isStream
      ? []
      : [...parametersOf(document, operation).values()]
          .filter((one) => one.in === 'header')
          .map(({ name, isRequired, node, pointer }) => ({ name, isRequired, schema: schemaOf(node), pointer }))
  compareHeaders(
    { ...scope, use: { ...scope.use, part: 'header' } },
    headers(common.before, event),
    headers(common.after, next),
  )
  diffSchemas(
    { ...scope, use: { ...scope.use, part: 'body' } },
    valueAt(common.before.content, event.pointer),
    valueAt(common.after.content, next.pointer),
  )
}

/** Streams belong together by method and path, whatever their operation is called. */
function isSame(one: SurfaceEvent, other: SurfaceEvent): boolean {
  if (one.event !== other.event || one.isStream !== other.isStream) return false
  return !one.isStream || keyOf(one.operation) === keyOf(other.operation)
}

export function keyOf({ method, path }: { method: string; path: string }): string {
  return `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`
}

/** The payload without its name. */
function bodyOf(document: Document, { pointer }: SurfaceEvent): string {
  return fingerprint(document, valueAt(document.content, pointer), true)
}

function placeOfEvent({ isStream, pointer, operation }: SurfaceEvent): string {
  return isStream ? pointer : operation.pointer
}

function scopeOf(common: Common, { name, operation }: SurfaceEvent): Scope {
  return { ...common, direction: 'event', use: { operation: operation.id, event: name, part: 'operation' } }
}

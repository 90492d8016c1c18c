import type { Document } from '../compare/document.ts'
import type { Change } from './change.ts'
import { createCollector } from './collect.ts'
import { diffEvents, keyOf } from './diff-events.ts'
import { diffOperation } from './diff-operations.ts'
import { diffSchemes } from './diff-security.ts'
import { report } from './scope.ts'

/**
 * What is different between two versions of a document, breaking changes first. Operations are the same by method and path, components
 * by what refers to them, events by their name. What a change means is in `rules.ts`.
 */
export function diffDocuments(before: Document, after: Document): Change[] {
  const collector = createCollector()
  const common = { before, after, report: collector.report }
  const request = { ...common, direction: 'request' } as const
  const old = before.operations.filter(({ isEvent }) => !isEvent)
  const now = after.operations.filter(({ isEvent }) => !isEvent)
  const paths = new Set(now.map(({ path }) => keyOf({ method: '', path })))

  for (const operation of old) {
    const next = now.find((one) => keyOf(one) === keyOf(operation))
    if (next) {
      diffOperation(common, operation, next)
      continue
    }
    const { id, method, path, pointer: gone } = operation
    const kind = paths.has(keyOf({ method: '', path })) ? 'operation-removed' : 'path-removed'
    const scope = { ...request, use: { operation: id, part: 'operation' } } as const
    report(scope, [], { kind, what: `${method.toUpperCase()} ${path} is gone.`, gone })
  }
  for (const { id, method, path, pointer } of now.filter((one) => !old.some((known) => keyOf(known) === keyOf(one)))) {
    const scope = { ...request, use: { operation: id, part: 'operation' } } as const
    report(scope, [], { kind: 'operation-added', what: `${method.toUpperCase()} ${path} is new.`, pointer })
  }
  diffSchemes(request, old)
  diffEvents(common)
  return collector.changes()
}

import { createHash } from 'node:crypto'
import type { IdempotencyClaim } from '../domain/messages/send.ts'

/** The claim of a request that carries an `Idempotency-Key`; `request` is everything that makes it the same request. */
export function idempotencyOf(route: string, key: string | undefined, request: unknown): IdempotencyClaim | undefined {
  if (key === undefined) return undefined
  return { route, key, requestHash: createHash('sha256').update(canonicalJson(request)).digest('hex') }
}

/** JSON with members in order of their names, so that a client may write them in any. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(inOrder(value))
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  const sorted: Record<string, unknown> = {}
  // The pipeline lets no `__proto__` through.
  for (const name of Object.keys(value).sort()) sorted[name] = inOrder(value[name as keyof typeof value])
  return sorted
}

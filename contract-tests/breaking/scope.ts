import type { Document } from '../compare/document.ts'
import type { Json } from '../json.ts'
import type { Direction, Use } from './change.ts'
import type { Report } from './collect.ts'
import type { ChangeKind } from './rules.ts'
import type { View } from './schema-view.ts'

/** What two schemas are compared for. */
export interface Scope {
  before: Document
  after: Document
  direction: Direction
  use: Omit<Use, 'at'>
  report: Report
}

/** Two schemas under comparison, and where in the body. */
export interface Pair {
  before: View
  after: View
  at: string[]
  /** What is being compared further up, so that a schema that contains itself comes to an end. */
  above: string[]
}

export interface Difference {
  kind: ChangeKind
  what: string
  /** Where: in the version before when something is gone. */
  gone?: string | undefined
  pointer?: string | undefined
  before?: Json | undefined
  after?: Json | undefined
}

export function report({ direction, use, report: tell }: Scope, at: string[], difference: Difference): void {
  const { kind, what, gone, pointer, before, after } = difference
  const version = gone === undefined ? 'after' : 'before'
  tell({ kind, direction, what, version, pointer: gone ?? pointer ?? '', use: { ...use, at }, before, after })
}

/** How a sentence begins that is about this place. */
export function nameOf(at: string[]): string {
  const last = at.at(-1)
  if (last === undefined) return 'The body'
  if (last !== '*') return `"${last}"`
  const owner = at.findLast((step) => step !== '*')
  return owner === undefined ? 'An entry' : `An entry of "${owner}"`
}

export function shown(value: Json | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value)
}

export function listed(values: Json[]): string {
  return values.map(shown).join(', ')
}

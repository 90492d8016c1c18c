import type { Json } from '../json.ts'
import type { Change, Direction, Use } from './change.ts'
import { type ChangeKind, levelOf } from './rules.ts'

/** A change as it is found, at one of its uses. */
export interface Found {
  kind: ChangeKind
  direction: Direction
  version: 'before' | 'after'
  pointer: string
  use: Use
  what: string
  before?: Json | undefined
  after?: Json | undefined
}

export type Report = (found: Found) => void

/** Gathers what is found; the same change of a shared component becomes one with several uses. */
export function createCollector(): { report: Report; changes(): Change[] } {
  const gathered = new Map<string, Change>()
  return {
    report({ use, before, after, ...found }) {
      const key = [found.kind, found.direction, found.version, found.pointer, found.what].join('\n')
      const known = gathered.get(key)
      if (known) {
        if (!known.uses.some((other) => isSame(other, use))) known.uses.push(use)
        return
      }
      const level = levelOf(found.kind, found.direction)
      gathered.set(key, {
        ...found,
        breaking: level === 'breaking',
        level,
        operation: use.operation,
        ...(use.status === undefined ? {} : { status: use.status }),
        ...(use.event === undefined ? {} : { event: use.event }),
        uses: [use],
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      })
    },
    changes: () => [...gathered.values()].toSorted((one, other) => order[one.level] - order[other.level]),
  }
}

const order = { breaking: 0, warning: 1, harmless: 2 }

function isSame(one: Use, other: Use): boolean {
  return (
    one.operation === other.operation &&
    one.status === other.status &&
    one.event === other.event &&
    one.part === other.part &&
    one.at.join('/') === other.at.join('/')
  )
}

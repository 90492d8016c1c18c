import { GraphError } from './errors.ts'
import { answer, type GraphAnswer } from './world.ts'

/** The asked-for members of an object (`fields=`), else the default ones; `id` always. */
export function selectFields<T extends { id: string }>(
  object: T,
  fields: string | null,
  defaults: readonly string[],
): Record<string, unknown> {
  const wanted = fields ? splitFields(fields) : defaults
  const all: Record<string, unknown> = { ...object }
  const selected: Record<string, unknown> = {}
  for (const field of wanted) {
    if (!(field in all)) throw new GraphError(100, { message: `(#100) Tried accessing nonexisting field (${field})` })
    if (all[field] !== undefined) selected[field] = all[field]
  }
  return { ...selected, id: object.id }
}

/** One page of a list with Graph's cursors. */
export function page(items: readonly unknown[], query: URLSearchParams): GraphAnswer {
  const limit = Math.min(Math.max(Number(query.get('limit') ?? 25) || 25, 1), 100)
  const start = fromCursor(query.get('after'))
  const data = items.slice(start, start + limit)
  if (data.length === 0) return answer({ data })
  const end = start + data.length
  const cursors = { before: toCursor(start), after: toCursor(end) }
  return answer({ data, paging: end < items.length ? { cursors, next: cursors.after } : { cursors } })
}

// `throughput{level}` asks for a member of a member; the whole member answers it.
function splitFields(fields: string): string[] {
  return fields
    .replace(/\{[^}]*\}/g, '')
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '')
}

function toCursor(position: number): string {
  return Buffer.from(String(position)).toString('base64url')
}

function fromCursor(cursor: string | null): number {
  if (cursor === null) return 0
  const position = Number(Buffer.from(cursor, 'base64url').toString())
  if (!Number.isSafeInteger(position) || position < 0) throw new GraphError(100, { message: '(#100) Invalid cursor' })
  return position
}

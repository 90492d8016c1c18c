import type { OperationRequest } from '../../server/http/pipeline/request.ts'
import { type Documented, isSuccess } from './documented.ts'
import { notPreferable, type Preferences } from './preferences.ts'

/** A declared status and one of its documented examples; without a name, the first. */
export interface Choice {
  status: number
  example: string | undefined
}

/**
 * What a valid request is answered with: what it prefers, otherwise the example whose `x-when` it fits (its mode or
 * dialect), otherwise the first example of the success. Throws an `invalid` problem for a preference the document cannot meet.
 */
export function choose(documented: Documented, request: OperationRequest, preferences: Preferences): Choice {
  const { code, example, dynamic } = preferences
  if (code !== undefined && !documented.examples.has(code)) throw notPreferable(undeclared(documented, code))
  if (example !== undefined) return named(documented, code ?? successOf(documented), example)
  const fitting = documented.conditional.find(
    (one) => (code === undefined || one.status === code) && !dynamic && one.fits(request),
  )
  return fitting ?? { status: code ?? successOf(documented), example: undefined }
}

/** Statuses that tell of a wrong request: only these can be preferred when it is wrong indeed. */
const rejections = [400, 422]

/** The documented answer to a request that does not fit the document; undefined where none is meant for this very one. */
export function chooseRejection(
  documented: Documented,
  request: OperationRequest,
  preferences: Preferences,
): Choice | undefined {
  const { code, example, dynamic } = preferences
  const asksForOther = code === 422 || example !== undefined || dynamic
  if (code !== undefined && rejections.includes(code) && asksForOther) return choose(documented, request, preferences)
  return documented.conditional.find(({ status, fits }) => rejections.includes(status) && fits(request))
}

function named(documented: Documented, status: number, example: string): Choice {
  if (documented.examples.get(status)?.includes(example)) return { status, example }
  throw notPreferable(unexemplified(documented, status, example))
}

/** The lowest 2xx, as Prism takes it, of those that need no older contract. */
function successOf({ examples, older, operation }: Documented): number {
  const successes = [...examples.keys()].filter((status) => isSuccess(status) && !older.has(status))
  if (successes.length === 0) throw new Error(`${operation.id} declares no success`)
  return Math.min(...successes)
}

function undeclared({ examples, operation }: Documented, code: number): string {
  return `${operation.id} declares no status ${code}; it declares ${[...examples.keys()].join(', ')}`
}

function unexemplified({ examples, operation }: Documented, status: number, example: string): string {
  const names = examples.get(status) ?? []
  const has = names.length > 0 ? `it has ${names.join(', ')}` : 'that answer has none'
  const elsewhere = [...examples].filter(([, list]) => list.includes(example)).map(([other]) => `code=${other}`)
  const hint = elsewhere.length > 0 ? `; "${example}" comes with ${elsewhere.join(' or ')}` : ''
  return `${operation.id} has no example "${example}" of status ${status}; ${has}${hint}`
}

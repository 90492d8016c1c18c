import type { ResponseCheck } from '../compare/response-check.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { PlainAnswer } from '../provider/provider.ts'
import type { Mutant } from './mutant.ts'

/** What is wrong with the answer to a request that is wrong. */
export interface Finding {
  /**
   * `accepted`: it was done. `let-in`: it was refused, for another reason than being wrong. `fault`: a 5xx. `undocumented`: the answer is not
   * one of the document. `unplaced`: it says that something is wrong, not where.
   */
  code: 'accepted' | 'let-in' | 'fault' | 'undocumented' | 'unplaced'
  mutant: Mutant
  answer: PlainAnswer
  what: string
}

/** The statuses that say: this request is wrong. */
const refusals = [400, 413, 415, 422]

export function judge(mutant: Mutant, answer: PlainAnswer, check: ResponseCheck): Finding[] {
  const finding = (code: Finding['code'], what: string): Finding => ({ code, mutant, answer, what })
  const { status, headers, body } = answer
  if (status >= 500) return [finding('fault', `answered ${status}`)]
  if (status < 400) return [finding('accepted', `answered ${status}`)]
  const found = check(mutant.operation.id, status, headers, body).map(({ pointer, what }) => {
    return finding('undocumented', pointer === '' ? what : `${pointer}: ${what}`)
  })
  if (!refusals.includes(status)) return [finding('let-in', `answered ${status}`), ...found]
  const unplaced = status === 400 ? missingPlace(mutant.place, parsed(body)) : undefined
  return unplaced === undefined ? found : [...found, finding('unplaced', unplaced)]
}

/**
 * A general refusal has `details` that name the place. Answers with a code or a text of their own (`MEDIA_REFERENCE_REQUIRED`, `url is
 * required`) say by that what is wrong.
 */
function missingPlace(place: string, body: Json | undefined): string | undefined {
  const { details, general } = refusalIn(body)
  if (!general) return undefined
  const paths = (Array.isArray(details) ? details : []).flatMap((one) => (isObject(one) ? [String(one.path)] : []))
  if (paths.some((path) => isAt(path, place))) return undefined
  return `names ${paths.length === 0 ? 'no place' : paths.join(', ')} and not ${place}`
}

function refusalIn(body: Json | undefined): { details: Json | undefined; general: boolean } {
  const top: JsonObject = isObject(body) ? body : {}
  const inner = isObject(top.error) ? top.error : top
  const words = [top.error, inner.code, inner.message]
  return { details: inner.details, general: words.some((word) => generalWords.includes(String(word))) }
}

/** What the surfaces say of any request that does not fit the document. */
const generalWords = ['BAD_REQUEST', 'Validation error']

/** The place itself or one inside of it. */
function isAt(path: string, place: string): boolean {
  const [one, other] = [path.toLowerCase(), place.toLowerCase()]
  return one === other || one.startsWith(`${other}/`)
}

function parsed(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json
  } catch {
    return undefined
  }
}

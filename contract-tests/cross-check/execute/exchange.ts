import { isObject, type Json, type JsonObject } from '../../json.ts'
import { valuesAt } from '../value-at.ts'

/** A request with its answer, or an event: `root` holds the values where the fields of the documents are addressed. */
export interface Exchange {
  /** An operation, or the name of an event. */
  place: string
  root: JsonObject
}

/** What was asked of one operation and what came back. */
export interface Answer extends Exchange {
  status: number
  body: Json | undefined
  /** A command line that asks the same; the credential is named, not shown. */
  curl: string
}

/** What an operation is called with. */
export interface Wish {
  path?: Record<string, string>
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: Json
}

export function toAnswer(place: string, wish: Wish, status: number, body: Json | undefined, headers: Headers): Answer {
  const answered: JsonObject = {
    headers: Object.fromEntries([...headers].map(([name, value]) => [titled(name), value])),
  }
  if (body !== undefined) answered.body = body
  return { place, status, body, curl: '', root: { request: wish as JsonObject, [status]: answered } }
}

export function toEvent(event: JsonObject): Exchange {
  return { place: String(event.type), root: { body: event } }
}

/** The values of a field; `error.` stands for the status that was answered. */
export function valuesOf({ root }: Exchange, local: string): Json[] {
  if (!local.startsWith('error.')) return valuesAt(root, local)
  const status = Object.keys(root).find((name) => Number(name) >= 400)
  return status === undefined ? [] : valuesAt(root, status + local.slice('error'.length))
}

/** An answer that lists things, as if it held this one alone. */
export function onlyItem(answer: Answer, isMeant: (item: JsonObject) => boolean): Answer {
  const { data } = isObject(answer.body) ? answer.body : {}
  const items = Array.isArray(data) ? data.filter((item) => isObject(item) && isMeant(item)) : []
  const body = { data: items }
  return { ...answer, body, root: { ...answer.root, [answer.status]: { body } } }
}

function titled(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_whole, dash: string, letter: string) => dash + letter.toUpperCase())
}

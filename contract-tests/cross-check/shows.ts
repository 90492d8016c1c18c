import { isObject, type Json } from '../json.ts'
import type { HttpInteraction, Interaction } from '../pact-file/interaction.ts'
import { parseSelector } from './selector.ts'
import { valuesAt } from './value-at.ts'

/** Whether an interaction has (one of) what a selector names. */
export function shows(interaction: Interaction, text: string): boolean {
  const { places, local, values } = parseSelector(text)
  const seen = seenIn(interaction)
  if (!seen || (places && !places.includes(seen.place))) return false
  const found = seen.at(local)
  return values === undefined ? found.length > 0 : found.some((value) => values.includes(String(value)))
}

interface Seen {
  place: string
  at(local: string): Json[]
}

function seenIn(interaction: Interaction): Seen | undefined {
  if (interaction.kind === 'http') {
    const { operation } = interaction
    return operation === undefined ? undefined : { place: operation, at: (local) => inExchange(interaction, local) }
  }
  const [place = '', streamed] = interaction.event?.split('#') ?? []
  if (streamed === undefined)
    return { place, at: (local) => (local === 'event' ? [true] : within(local, 'body', interaction.contents)) }
  const body = { event: streamed, data: dataOf(interaction.contents, streamed) }
  return { place, at: (local) => (local === 'operation' ? [true] : within(local, '200.body', body)) }
}

function inExchange(interaction: HttpInteraction, local: string): Json[] {
  if (local === 'operation' || local.startsWith('request.path.')) return [true]
  const { query, requestHeaders, responseHeaders, status } = interaction
  const named = (headers: Record<string, string>, prefix: string) =>
    Object.entries(headers).flatMap(([name, value]) =>
      local.toLowerCase() === `${prefix}.${name}`.toLowerCase() ? [value] : [],
    )
  return [
    ...Object.entries(query).flatMap(([name, list]) => (local === `request.query.${name}` ? list : [])),
    ...named(requestHeaders, 'request.headers'),
    ...named(responseHeaders, `${status}.headers`),
    ...within(local, 'request.body', interaction.requestBody),
    ...within(local, `${status}.body`, interaction.responseBody),
  ]
}

function within(local: string, root: string, value: Json | undefined): Json[] {
  return local === root || (/^[.[]/.test(local.slice(root.length)) && local.startsWith(root))
    ? valuesAt(value, local.slice(root.length))
    : []
}

/** A stream event is written whole or by its data alone. */
function dataOf(contents: Json, event: string): Json {
  return isObject(contents) && contents.event === event && contents.data !== undefined ? contents.data : contents
}

import { isObject, type Json } from '../json.ts'
import type { HttpInteraction } from '../pact-file/interaction.ts'
import type { Change, Use } from './change.ts'
import { isRefused } from './is-refused.ts'
import { valuesAt } from './values-at.ts'

/** Answers that come before a request is read: whatever it holds, they stay. */
const unread = new Set([400, 401, 403, 413, 415, 429, 500, 503])

/** Whether a request that was taken so far is turned away now. */
export function breaksRequest(change: Change, use: Use, interaction: HttpInteraction): boolean {
  const { kind, before } = change
  if (kind === 'path-removed' || kind === 'operation-removed') return true
  if (use.part === 'operation')
    return interaction.status !== 401 && !(kind === 'scope-added' && interaction.status === 403)
  if (unread.has(interaction.status)) return false
  const { requestBody: body, requestHeaders: headers } = interaction
  if (use.part !== 'body') return breaksParameter(change, use, interaction)
  if (kind === 'body-required') return body === undefined
  if (kind === 'media-type-removed')
    return body !== undefined && (headers['content-type']?.startsWith(String(before)) ?? true)
  if (isAbout(change, 'required-property-added', 'property-required', 'default-changed')) {
    const name = use.at.at(-1) ?? ''
    return valuesAt(body, use.at.slice(0, -1)).some((owner) => isObject(owner) && !Object.hasOwn(owner, name))
  }
  return valuesAt(body, use.at).some((value) => isRefused(change, value))
}

function breaksParameter(change: Change, use: Use, { query, requestHeaders }: HttpInteraction): boolean {
  const [name = ''] = use.at
  // Values of a path are in it, under no name.
  if (use.part === 'path') return true
  const given =
    use.part === 'query' ? query[name] : use.part === 'header' ? requestHeaders[name.toLowerCase()] : undefined
  if (isAbout(change, 'required-parameter-added', 'parameter-required', 'default-changed')) return given === undefined
  return given !== undefined && [given].flat().some((value) => isRefused(change, typed(value, change)))
}

/** A parameter is text on the wire, whatever it is in the schema. */
function typed(value: string, { before, after }: Change): Json {
  const isNumber = [before, after].flat().some((one) => typeof one === 'number')
  return isNumber && value !== '' && Number.isFinite(Number(value)) ? Number(value) : value
}

function isAbout({ kind }: Change, ...kinds: Change['kind'][]): boolean {
  return kinds.includes(kind)
}

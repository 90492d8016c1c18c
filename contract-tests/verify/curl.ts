import type { HttpInteraction } from '../pact-file/interaction.ts'
import { masked } from '../provider/masked.ts'
import type { Exchange } from '../provider/provider.ts'

/** What a curl line is made of; an exchange's request, or one of a pact. */
export interface CurlRequest {
  method: string
  /** With its query. */
  path: string
  headers: Record<string, string>
  body: string
}

/** Headers that curl or the network makes by itself, and those that only a proxy between two programs needs. */
const unsaid = new Set([
  'host',
  'content-length',
  'connection',
  'accept-encoding',
  'user-agent',
  'transfer-encoding',
  'keep-alive',
])

/**
 * One line for a POSIX shell that sends the request again. Credentials are variables to be set first: `$TOKEN`, or what `masked` calls them.
 * `baseUrl` is where the surface's paths begin.
 */
export function curlLine(request: CurlRequest, baseUrl: string): string {
  const { method, headers, body } = request
  const isStream = /text\/event-stream/.test(headers.accept ?? headers.Accept ?? '')
  const words = ['curl', isStream ? '-iN' : '-i']
  if (method !== 'GET' || body !== '') words.push('-X', method)
  words.push(quoted(baseUrl.replace(/\/+$/, '') + request.path))
  for (const [name, value] of Object.entries(headers)) {
    if (unsaid.has(name.toLowerCase())) continue
    words.push('-H', quoted(`${name}: ${name.toLowerCase() === 'authorization' ? credential(value) : masked(value)}`))
  }
  if (body !== '') words.push('--data-raw', quoted(masked(body)))
  return words.join(' ')
}

export function curlOfExchange({ request }: Exchange, baseUrl: string): string {
  return curlLine(request, baseUrl)
}

export function curlOfInteraction(interaction: HttpInteraction, baseUrl: string): string {
  const { method, path, query, requestHeaders, requestBody } = interaction
  const pairs = Object.entries(query).flatMap(([name, values]) => values.map((value) => [name, value]))
  const search = pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : ''
  const isText = typeof requestBody === 'string' && !/[/+]json\b/i.test(requestHeaders['content-type'] ?? '')
  const body = requestBody === undefined ? '' : isText ? requestBody : JSON.stringify(requestBody)
  return curlLine({ method, path: path + search, headers: requestHeaders, body }, baseUrl)
}

/** Always a variable, whatever a consumer took for a token. */
function credential(value: string): string {
  const scheme = /^(\S+)\s+\S/.exec(value)?.[1]
  return scheme === undefined ? '$TOKEN' : `${scheme} $TOKEN`
}

const variables = /\$(?:TOKEN|KEEBAI_TOKEN|HUBMESSAGE_KEY|WEBHOOK_SECRET|CREDENTIALS)\b/

/** In single quotes, where nothing is expanded; variables stand in double quotes between them. */
function quoted(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return text
    .split(new RegExp(`(${variables.source})`))
    .filter((part) => part !== '')
    .map((part) => (variables.test(part) ? `"${part}"` : `'${part.replaceAll("'", `'\\''`)}'`))
    .join('')
}

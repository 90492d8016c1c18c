import { isObject, type Json, type JsonObject } from '../json.ts'

/** The broker cannot be asked, or does not answer as one; the message says what to do. */
export class BrokerProblem extends Error {
  override name = 'BrokerProblem'
}

/** Speaks HAL with a Pact broker. Credentials are in the URL, in PACT_BROKER_TOKEN, or in PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD. */
export interface BrokerClient {
  /** The address without credentials. */
  url: string
  get(address: string): Promise<JsonObject>
  post(address: string, body: Json): Promise<JsonObject>
  put(address: string, body: Json): Promise<JsonObject>
}

/** The broker knows nothing at this address. */
export class NotThere extends BrokerProblem {
  override name = 'NotThere'
}

const timeoutMs = 20_000

export function openBrokerClient(address: string, environment: NodeJS.ProcessEnv = process.env): BrokerClient {
  const base = URL.parse(address)
  if (!base || !/^https?:$/.test(base.protocol))
    throw new BrokerProblem('The address of the broker is no http or https URL')
  const authorization = credentials(base, environment)
  base.username = ''
  base.password = ''
  const url = base.href.replace(/\/+$/, '')

  async function call(method: string, target: string, body?: Json): Promise<JsonObject> {
    const link = URL.parse(target, `${url}/`)
    if (!link) throw new BrokerProblem(`The broker at ${url} gave a link that is none: ${target}`)
    // Links of a broker lead back to it; credentials go nowhere else.
    const headers = {
      accept: 'application/hal+json, application/json;q=0.9, */*;q=0.1',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(authorization !== undefined && link.origin === base?.origin && { authorization }),
    }
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const response = await fetch(link, { ...init, signal: AbortSignal.timeout(timeoutMs) }).catch((error: unknown) => {
      throw new BrokerProblem(`The broker at ${url} cannot be reached: ${reasonOf(error)}`)
    })
    const text = await response.text()
    if (response.ok) return text === '' ? {} : parsed(text, link)
    throw refusal(response.status, method, link, text, authorization !== undefined)
  }

  return {
    url,
    get: (target) => call('GET', target),
    post: (target, body) => call('POST', target, body),
    put: (target, body) => call('PUT', target, body),
  }
}

/** The address of a link of a HAL document, its template filled in. */
export function linkOf(document: JsonObject, name: string, values: Record<string, string> = {}): string | undefined {
  const links = isObject(document._links) ? document._links : {}
  const link = Array.isArray(links[name]) ? links[name][0] : links[name]
  if (!isObject(link) || typeof link.href !== 'string') return undefined
  return link.href.replace(/\{(\w+)\}/g, (_, one: string) => encodeURIComponent(values[one] ?? ''))
}

function credentials(base: URL, environment: NodeJS.ProcessEnv): string | undefined {
  const { PACT_BROKER_TOKEN: token, PACT_BROKER_USERNAME: user, PACT_BROKER_PASSWORD: password = '' } = environment
  if (base.username !== '') return basic(decodeURIComponent(base.username), decodeURIComponent(base.password))
  if (token) return `Bearer ${token}`
  return user ? basic(user, password) : undefined
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function parsed(text: string, { origin, pathname }: URL): JsonObject {
  try {
    const content = JSON.parse(text) as Json
    if (isObject(content)) return content
  } catch {
    // The same answer as for JSON that is no object.
  }
  throw new BrokerProblem(`${origin}${pathname} answers something else than a Pact broker does`)
}

function refusal(status: number, method: string, { origin, pathname }: URL, text: string, hadCredentials: boolean) {
  const where = `${origin}${pathname}`
  if (status === 401 || status === 403) {
    const what = hadCredentials
      ? 'does not accept the credentials'
      : 'wants credentials: set PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD'
    return new BrokerProblem(`The broker ${what} (${status} from ${where})`)
  }
  const said = `${method} ${where} answered ${status} ${text.slice(0, 300)}`.trim()
  return status === 404 ? new NotThere(said) : new BrokerProblem(`The broker failed: ${said}`)
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException }
  return cause?.code ?? message
}

import { operations as hubmessageOperations } from '../../../generated/hubmessage/operations.ts'
import { operations as keebaiOperations } from '../../../generated/keebai/operations.ts'
import type { Credentials } from '../../../generated/sandbox/types.gen.ts'
import type { CompanyId } from '../../../server/domain/ids.ts'
import { isObject, type Json, type JsonObject } from '../../json.ts'
import { type Answer, toAnswer, type Wish } from './exchange.ts'

export type Surface = 'keebai' | 'hubmessage'

/** A company of the sandbox that is used through either surface, and its part of the world. */
export interface Actor {
  company: CompanyId
  /** `ch_…`, Meta's id of the number, the number. */
  channel: { id: string; phoneNumberId: string; phoneNumber: string }
  keebai(place: string, wish?: Wish, token?: string): Promise<Answer>
  hubmessage(place: string, wish?: Wish, token?: string): Promise<Answer>
  /** A request no operation is for. */
  stray(surface: Surface, method: string, path: string, init?: { body?: string; type?: string }): Promise<Answer>
  /** The control API; throws on anything but success. */
  control(method: string, path: string, body?: Json): Promise<JsonObject>
  /** What is on a phone, newest last. */
  inbox(number: string): Promise<JsonObject[]>
}

const surfaces = {
  keebai: { base: '', operations: keebaiOperations as Record<string, Operation>, credential: '$KEEBAI_API_TOKEN' },
  hubmessage: {
    base: '/hubmessage',
    operations: hubmessageOperations as Record<string, Operation>,
    credential: '$HUBMESSAGE_SECRET_KEY',
  },
}

interface Operation {
  method: string
  path: string
}

export function createActor(url: string, credentials: Credentials): Actor {
  const tokens = { keebai: credentials.keebai.token, hubmessage: credentials.hubmessage.secret_key }

  async function ask(surface: Surface, place: string, wish: Wish = {}, token = tokens[surface]): Promise<Answer> {
    const operation = surfaces[surface].operations[place]
    if (!operation) throw new Error(`${surface} has no operation ${place}`)
    const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
      encodeURIComponent(wish.path?.[name] ?? ''),
    )
    const search = wish.query ? `?${new URLSearchParams(wish.query)}` : ''
    const body = wish.body === undefined ? undefined : JSON.stringify(wish.body)
    const target = { surface, method: operation.method.toUpperCase(), path: path + search, token }
    return send(place, wish, { ...target, ...(body !== undefined && { body }), headers: { ...wish.headers } })
  }

  async function send(place: string, wish: Wish, request: Request): Promise<Answer> {
    const { surface, method, path, token, body, headers, type = 'application/json' } = request
    const target = `${url}${surfaces[surface].base}${path}`
    const response = await fetch(target, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': type }), ...headers },
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    const answered = text === '' ? undefined : (JSON.parse(text) as Json)
    const words = ['curl', '-X', method, `'${target}'`, '-H', `"Authorization: Bearer ${surfaces[surface].credential}"`]
    for (const [name, value] of Object.entries(headers)) words.push('-H', `'${name}: ${value}'`)
    if (body !== undefined)
      words.push('-H', `'Content-Type: ${type}'`, '-d', `'${body.slice(0, 2000).replaceAll("'", "'\\''")}'`)
    return { ...toAnswer(place, wish, response.status, answered, response.headers), curl: words.join(' ') }
  }

  async function control(method: string, path: string, body?: Json): Promise<JsonObject> {
    const response = await fetch(`${url}/_sandbox${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens.keebai}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} /_sandbox${path} answered ${response.status}: ${text}`)
    return text === '' ? {} : (JSON.parse(text) as JsonObject)
  }

  return {
    company: credentials.company_id as CompanyId,
    channel: {
      id: credentials.channel.id,
      phoneNumberId: credentials.channel.phone_number_id,
      phoneNumber: credentials.channel.phone_number,
    },
    keebai: (place, wish, token) => ask('keebai', place, wish, token),
    hubmessage: (place, wish, token) => ask('hubmessage', place, wish, token),
    stray: (surface, method, path, init = {}) =>
      send('', {}, { surface, method, path, token: tokens[surface], headers: {}, ...init }),
    control,
    async inbox(number) {
      const { data } = await control('GET', `/phones/${encodeURIComponent(number)}/messages`)
      return Array.isArray(data) ? data.filter(isObject) : []
    },
  }
}

interface Request {
  surface: Surface
  method: string
  path: string
  token: string
  body?: string
  headers: Record<string, string>
  type?: string
}

import { valueAt } from '../compare/pointer.ts'
import type { Json } from '../json.ts'
import type { Exchange, PlainRequest } from './provider.ts'
import { filledIn, type Step, type Values } from './recipes/recipe.ts'
import { NotProvoked } from './recording-proxy.ts'
import type { Upstream } from './send-upstream.ts'

/** Makes the calls that lead to an event, on behalf of the company of the states. */
export interface EventCaller {
  values: Values
  /** Every call and its answer. */
  exchanges: Exchange[]
  run(steps: readonly Step[]): Promise<void>
  /** A call of the provider's own API; throws NotProvoked unless it succeeds. */
  api(call: string, body?: Json, headers?: Record<string, string>): Promise<Json>
}

export function openEventCaller(
  upstreams: { api: Upstream; control: Upstream },
  values: Values,
  pair: (phone: string, caller: EventCaller) => Promise<void>,
): EventCaller {
  const exchanges: Exchange[] = []

  async function call(upstream: Upstream, line: string, body?: Json, more: Record<string, string> = {}): Promise<Json> {
    const [method = 'GET', path = '/'] = line.split(' ')
    const { token } = values.named
    const headers = {
      ...(typeof token === 'string' && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...more,
    }
    const request: PlainRequest = { method, path, headers, body: body === undefined ? '' : JSON.stringify(body) }
    const answer = await upstream.send(request)
    exchanges.push({ request, response: answer })
    if (answer.status >= 300) {
      const said = answer.body.slice(0, 500)
      throw new NotProvoked(`On the way to the event ${line} answered ${answer.status} ${said}`, exchanges)
    }
    return answer.body === '' ? null : (JSON.parse(answer.body) as Json)
  }

  const caller: EventCaller = {
    values,
    exchanges,
    async run(steps) {
      for (const { api, control, pair: phone, path = {}, body, keep = {} } of steps) {
        if (phone !== undefined) await pair(phone, caller)
        const line = api ?? control
        if (line === undefined) continue
        const filledPath = line.replace(/\{(\w+)\}/g, (_, name: string) => {
          return encodeURIComponent(String(filledIn(path[name] ?? '', values) ?? ''))
        })
        const filledBody = body === undefined ? undefined : filledIn(body, values)
        const answer = await call(api === undefined ? upstreams.control : upstreams.api, filledPath, filledBody)
        for (const [name, pointer] of Object.entries(keep)) values.named[name] = valueAt(answer, pointer) ?? null
      }
    },
    api: (line, body, headers) => call(upstreams.api, line, body, headers),
  }
  return caller
}

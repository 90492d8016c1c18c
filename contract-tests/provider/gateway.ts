import { plain } from '../../mocks/provider-states/nearest.ts'
import type { Json } from '../json.ts'
import type { Asking, PlainRequest, Provider, StateRunner } from './provider.ts'

/**
 * The production composition on a simulated world: no control API on its port, no token but those that were issued, no rate limit unless
 * a state asks for one. Its states are made in process.
 */
export async function startGatewayProvider(): Promise<Provider> {
  const [{ openSandbox }, { noRateLimit }] = await Promise.all([
    import('../../mocks/sandbox/sandbox.ts'),
    import('../../server/domain/tokens/rate-limit.ts'),
  ])
  const options = { port: 0, control: 'own-port', rateLimit: noRateLimit, logLevel: 'silent', lazy: true } as const
  const { url, controlUrl, states: open, close } = await openSandbox(options)
  const states: StateRunner = {
    async setUp({ name, params }) {
      return (await open()).setUp(name, params)
    },
    async tearDown({ name }) {
      await (await open()).tearDown(name)
    },
  }
  return {
    name: 'gateway',
    title: 'gateway',
    url,
    control: controlUrl,
    states,
    async ask(asking) {
      const request = withIssuedToken(asking)
      return { request, answer: await asking.send(request) }
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A pact carries a token of its own, which production never issued: the one that the states made takes its place, unless they are about tokens. */
function withIssuedToken({ surface, states, made, request }: Asking): PlainRequest {
  const own = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (own === undefined || states.some(({ params }) => params.token === own)) return request
  const names = new Set(states.map(({ name }) => plain(name)))
  if (names.has('an unknown token')) return request
  const isRefused = names.has('an expired token') || names.has('a revoked token')
  const issued = surface === 'hubmessage' && !isRefused ? textOf(made.secret_key) : textOf(made.token)
  if (issued === undefined) return request
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${issued}` } }
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

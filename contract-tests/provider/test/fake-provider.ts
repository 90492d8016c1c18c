import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Json } from '../../json.ts'
import type { ProviderState } from '../../pact-file/interaction.ts'
import type { Provider } from '../provider.ts'

/** A request as it reached the provider. */
export interface Seen {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

export interface FakeProvider extends Provider {
  seen: Seen[]
  /** `setup NAME {params}`, `teardown NAME`. */
  calls: string[]
  /** Most requests that were under way at once. */
  busiest: number
}

export interface FakeOptions {
  answer?(seen: Seen, res: ServerResponse): void
  setUp?(state: ProviderState): Record<string, Json>
}

/** A provider of nothing but what a test says. */
export async function startFake({ answer = json({}), setUp = () => ({}) }: FakeOptions = {}): Promise<FakeProvider> {
  const seen: Seen[] = []
  const calls: string[] = []
  let underWay = 0
  const server = createServer(async (req, res) => {
    underWay += 1
    fake.busiest = Math.max(fake.busiest, underWay)
    res.once('close', () => {
      underWay -= 1
    })
    let body = ''
    for await (const chunk of req) body += chunk
    const one = { method: req.method ?? '', url: req.url ?? '', headers: req.headers, body }
    seen.push(one)
    answer(one, res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const fake: FakeProvider = {
    name: 'sandbox',
    title: 'fake',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    states: {
      async setUp(state) {
        calls.push(`setup ${state.name} ${JSON.stringify(state.params)}`)
        return setUp(state)
      },
      async tearDown(state) {
        calls.push(`teardown ${state.name}`)
      },
    },
    seen,
    calls,
    busiest: 0,
    close,
    [Symbol.asyncDispose]: close,
  }
  return fake
}

/** Answers everything alike. */
export function json(body: Json, status = 200, headers: Record<string, string> = {}) {
  return (_seen: Seen, res: ServerResponse): void => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}

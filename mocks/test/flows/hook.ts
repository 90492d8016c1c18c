import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HookEvent {
  message: Record<string, unknown> & { _id: string }
  messageEventType: string
}

/** A receiver of HubMessage's webhooks; it answers with these statuses, and 204 afterwards. */
export async function openHook(statuses: number[] = []) {
  const got: { headers: NodeJS.Dict<string | string[]>; body: string; event: HookEvent }[] = []
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    got.push({ headers: req.headers, body, event: JSON.parse(body) })
    res.writeHead(statuses.shift() ?? 204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}

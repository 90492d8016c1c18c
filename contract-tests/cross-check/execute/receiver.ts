import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isObject, type JsonObject } from '../../json.ts'

/** Takes in the events of many subscriptions, each at an address of its own. */
export interface Receiver extends AsyncDisposable {
  urlFor(name: string): string
  /** What was delivered there, in the order in which it happened. */
  events(name: string): JsonObject[]
}

export async function openReceiver(): Promise<Receiver> {
  const delivered = new Map<string, JsonObject[]>()
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const event: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const name = (req.url ?? '').slice(1)
    if (isObject(event)) delivered.set(name, [...(delivered.get(name) ?? []), event])
    res.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    urlFor: (name) => `http://127.0.0.1:${port}/${name}`,
    events: (name) =>
      (delivered.get(name) ?? []).toSorted(
        (one, other) => Date.parse(String(one.occurred_at)) - Date.parse(String(other.occurred_at)),
      ),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

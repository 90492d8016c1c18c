import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Delivery } from './seam.ts'

/** An integrator's own server: takes in what is delivered to addresses below its own. */
export interface WebhookReceiver extends AsyncDisposable {
  url(name: string): string
  /** The first delivery at an address that is wanted, past ones included; undefined when none comes in time. */
  first(name: string, wanted: (delivery: Delivery) => boolean, timeoutMs: number): Promise<Delivery | undefined>
  /** Everything delivered there so far. */
  deliveries(name: string): Delivery[]
  close(): Promise<void>
}

export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const delivered = new Map<string, Delivery[]>()
  const arrivals = new EventTarget()
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
    const headers = Object.entries(req.headers).map(([name, value]) => [name, String(value)])
    const name = (req.url ?? '').slice(1)
    const delivery = { headers: Object.fromEntries(headers), body: Buffer.concat(chunks).toString('utf8') }
    delivered.set(name, [...(delivered.get(name) ?? []), delivery])
    res.writeHead(204).end()
    arrivals.dispatchEvent(new Event(name))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const deliveries = (name: string) => delivered.get(name) ?? []

  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    url: (name) => `http://127.0.0.1:${port}/${name}`,
    deliveries,
    first(name, wanted, timeoutMs) {
      const found = deliveries(name).find(wanted)
      if (found) return Promise.resolve(found)
      return new Promise((resolve) => {
        const end = (delivery: Delivery | undefined) => {
          clearTimeout(timer)
          arrivals.removeEventListener(name, look)
          resolve(delivery)
        }
        const look = () => {
          const one = deliveries(name).find(wanted)
          if (one) end(one)
        }
        const timer = setTimeout(() => end(undefined), timeoutMs)
        arrivals.addEventListener(name, look)
      })
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

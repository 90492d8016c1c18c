import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Arrival {
  headers: IncomingHttpHeaders
  body: string
  event: { id: string; type: string; data: Record<string, unknown> }
}

/** A webhook receiver of an integrator. While it holds, requests arrive and wait for an answer. */
export interface Sink extends AsyncDisposable {
  url: string
  arrivals: Arrival[]
  hold(): void
  /** Answers what waits, and everything from now on. */
  release(): void
}

export async function startSink(): Promise<Sink> {
  const arrivals: Arrival[] = []
  const waiting: ServerResponse[] = []
  let held = false
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    arrivals.push({ headers: req.headers, body, event: JSON.parse(body) as Arrival['event'] })
    if (held) waiting.push(res)
    else res.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    arrivals,
    hold() {
      held = true
    },
    release() {
      held = false
      for (const res of waiting.splice(0)) res.end()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

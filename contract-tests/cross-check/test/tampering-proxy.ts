import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Something between whoever asks and the sandbox, that changes what passes. */
export interface Tampering {
  /** Of the operation's requests, by method and path. */
  request?(body: string, at: string): string
  /** Of its answers; a changed status is answered with it. */
  answer?(body: string, at: string, status: number): string | { status: number; body: string }
}

export async function openTamperingProxy(
  target: string,
  tampering: Tampering,
): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const at = `${req.method} ${req.url}`
    const sent = Buffer.concat(chunks).toString('utf8')
    const body = tampering.request?.(sent, at) ?? sent
    const headers = new Headers()
    for (const name of ['authorization', 'content-type', 'idempotency-key']) {
      const value = req.headers[name]
      if (typeof value === 'string') headers.set(name, value)
    }
    const answer = await fetch(target + req.url, {
      method: req.method ?? 'GET',
      headers,
      ...(body !== '' && { body }),
    })
    const text = await answer.text()
    const changed = tampering.answer?.(text, at, answer.status) ?? text
    const { status, body: given } = typeof changed === 'string' ? { status: answer.status, body: changed } : changed
    res.writeHead(status, { 'content-type': 'application/json' }).end(given)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

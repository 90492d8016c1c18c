import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A Graph that accepts every send and reports nothing, for the gateway alone. */
export async function startGraphStub(): Promise<{ url: string; close(): void }> {
  let count = 0
  const server = createServer((req, res) => {
    req.resume().on('end', () => {
      count += 1
      res.setHeader('content-type', 'application/json')
      res.end(
        JSON.stringify({ messaging_product: 'whatsapp', contacts: [], messages: [{ id: `wamid.bench${count}` }] }),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A wire between a client and a server on this machine, that listens in and can be cut. */
export interface TcpRelay extends AsyncDisposable {
  url: string
  /** Everything clients have sent. */
  sent(): string
  /** Ends every connection; new ones are let through. */
  cut(): void
  /** What clients send from now on is lost on the way; they still hear. */
  mute(): void
}

/** @param at the port to listen on; any free one without it */
export async function openTcpRelay(target: string, at = 0): Promise<TcpRelay> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let sent = ''
  let muted = false
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    client.on('data', (chunk) => {
      sent += chunk.toString('latin1')
    })
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => (from === client && muted) || to.write(chunk))
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.end()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => sent,
    cut,
    mute: () => {
      muted = true
    },
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

import { createServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

/** Stands between a gateway and its world, where a test can stop what passes. */
export interface WorldProxy extends AsyncDisposable {
  url: string
  /** Resolves at the next send to Graph, before the world gets it or when the world has accepted it. It gets no answer. */
  holdNextSend(moment: 'before' | 'after'): Promise<void>
}

export async function startWorldProxy(worldUrl: string): Promise<WorldProxy> {
  const { hostname, port } = new URL(worldUrl)
  let trap: { moment: 'before' | 'after'; spring: () => void } | undefined

  const server = createServer((req, res) => {
    const sprung = req.method === 'POST' && req.url?.endsWith('/messages') ? trap : undefined
    if (sprung) trap = undefined
    if (sprung?.moment === 'before') {
      sprung.spring()
      return
    }
    const { method, url: path, headers } = req
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      if (sprung) {
        answer.resume().on('end', sprung.spring)
        return
      }
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    passed.on('error', () => res.destroy())
    req.pipe(passed)
  })
  server.on('upgrade', (req: IncomingMessage, socket, head) => {
    const through = connect(Number(port), hostname, () => {
      const lines = req.rawHeaders.flatMap((name, index) =>
        index % 2 ? [] : [`${name}: ${req.rawHeaders[index + 1]}`],
      )
      through.write(`${req.method} ${req.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      through.write(head)
      socket.pipe(through).pipe(socket)
    })
    through.on('error', () => socket.destroy())
    socket.on('error', () => through.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holdNextSend: (moment) =>
      new Promise((spring) => {
        trap = { moment, spring }
      }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

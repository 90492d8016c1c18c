import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../../server/domain/ports/log.ts'
import { createMockApp } from './mock-app.ts'
import { requirePrism } from './prism.ts'

export interface StaticMockOptions {
  /** 0, the default, takes any free port. */
  port?: number | undefined
  host?: string | undefined
  /** Real time between two events of a stream; 300 unless told. */
  eventSpacingMs?: number | undefined
  log?: Log | undefined
}

/** The documented answers of both APIs over HTTP, without any state. */
export interface StaticMock extends AsyncDisposable {
  /** Keebai at the root, HubMessage under `/hubmessage`. */
  url: string
  /** Resolves when every document is read and every validator compiled; requests are answered before. */
  ready: Promise<void>
  close(): Promise<void>
}

/** Starts a static mock; it listens when this resolves. Throws PackageMissing without Prism. */
export async function openStaticMock(options: StaticMockOptions = {}): Promise<StaticMock> {
  requirePrism()
  const { port = 0, host = '127.0.0.1', eventSpacingMs = 300, log = quiet } = options
  const app = createMockApp({ eventSpacingMs, log })
  const server = createServer({ requestTimeout: 600_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 })
  server.on('request', (req: IncomingMessage, res: ServerResponse) => app.handle(req, res))
  const listening = await listen(server, port, host)
  const ready = app.warm()
  ready.catch((error) => log.fault('mock.not_ready', error))

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    app.drain()
    server.closeAllConnections()
    await closed
  }
  const shown = host.includes(':') ? `[${host}]` : host
  return { url: `http://${shown}:${listening}`, ready, close, [Symbol.asyncDispose]: close }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

const quiet: Log = { info: () => undefined, warn: () => undefined, fault: () => undefined }

import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a measured server says once it takes requests. */
export interface Listening {
  url: string
  headers?: Record<string, string>
}

export function listening(server: Server): void {
  void once(server, 'listening').then(() => {
    const { port } = server.address() as AddressInfo
    say({ url: `http://127.0.0.1:${port}` })
  })
}

export function say(message: object): void {
  process.send?.(message)
}

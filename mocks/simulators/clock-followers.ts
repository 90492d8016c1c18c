import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ClockNews } from '../../server/drivers/system/world-clock.ts'

/** Gateways in other processes that keep the world's time. */
export interface ClockFollowers {
  /** Takes an upgrade of `/clock`; false when the path is another. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Tells the offset; resolves when every follower has done what became due. */
  tell(): Promise<void>
  close(): void
}

/** A follower that does not answer for this long (real time) is not waited for. */
const patienceMs = 30_000

export function createClockFollowers(offset: () => number): ClockFollowers {
  const server = new WebSocketServer({ noServer: true })
  const answers = new Map<WebSocket, (turn: number) => void>()
  let turn = 0

  function ask(socket: WebSocket, asked: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs)
      const done = () => {
        clearTimeout(timer)
        resolve()
      }
      answers.set(socket, (answered) => {
        if (answered === asked) done()
      })
      socket.once('close', done)
      socket.send(JSON.stringify({ offset: offset(), turn: asked } satisfies ClockNews))
    })
  }

  return {
    handleUpgrade(request, socket, head) {
      if (request.url !== '/clock') return false
      server.handleUpgrade(request, socket, head, (follower) => {
        follower.on('message', (data) => answers.get(follower)?.((JSON.parse(String(data)) as { turn: number }).turn))
        follower.on('error', () => {})
        follower.on('close', () => answers.delete(follower))
        follower.send(JSON.stringify({ offset: offset(), turn: 0 } satisfies ClockNews))
      })
      return true
    },
    async tell() {
      turn += 1
      const asked = turn
      await Promise.all([...server.clients].map((follower) => ask(follower, asked)))
    },
    close() {
      for (const follower of server.clients) follower.terminate()
      server.close()
    },
  }
}

import { type BinaryNode, decodeBinaryNode, encodeBinaryNode, type proto } from 'baileys'
import type { WebSocket } from 'ws'
import type { ServerIdentity } from './certificate-chain.ts'
import type { CompanionAddress } from './directory.ts'
import { createFrameReader, frame } from './frame-reader.ts'
import { createNoiseResponder } from './noise-responder.ts'

/** A client whose handshake is done: an unpaired one waiting to be scanned, or a linked companion. */
export interface Connection {
  /** From the URL the client dialled; once it is known as a companion, the realm of its link. */
  realm: string
  /** Where the client dialled: host and port, as it knows them. */
  readonly host: string
  readonly clientKey: Buffer
  readonly payload: proto.ClientPayload
  companion: CompanionAddress | undefined
  /** Whether the client asked for what waited for it: from then on stanzas reach it as they happen. */
  active: boolean
  /** Whether the client shows itself online. */
  available: boolean
  /** The server ended it: what the client still says is not heard. What it said before leaving by itself is. */
  ended: boolean
  send(stanza: BinaryNode): void
  /** A last stanza, then the end. */
  end(stanza?: BinaryNode): void
  /** The wire breaks, without a word. */
  cut(): void
  /** Nothing comes through any more, in either direction, and nobody notices. */
  mute(): void
}

export interface ConnectionHandlers {
  opened(connection: Connection): void
  /** Called for one stanza at a time, in order: ratchets and counters depend on it. */
  stanza(connection: Connection, stanza: BinaryNode): Promise<void>
  closed(connection: Connection): void
  log(line: string): void
}

/** Serves one WebSocket from its first byte. */
export function serveConnection(
  socket: WebSocket,
  { realm, host }: { realm: string; host: string },
  identity: ServerIdentity,
  handlers: ConnectionHandlers,
): void {
  const frames = createFrameReader()
  const noise = createNoiseResponder(identity.staticKey, identity.certificateChain)
  let greeted = false
  let muted = false
  let connection: Connection | undefined
  let tail: Promise<void> = Promise.resolve()

  socket.on('message', (data: Buffer) => {
    tail = tail
      .then(async () => {
        for (const body of frames.push(data)) await take(body)
      })
      .catch((error: unknown) => {
        handlers.log(`connection of realm ${realm} ended: ${error instanceof Error ? error.message : String(error)}`)
        socket.terminate()
      })
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    if (connection) handlers.closed(connection)
  })

  async function take(body: Buffer): Promise<void> {
    if (!greeted) {
      greeted = true
      socket.send(frame(noise.hello(body)))
    } else if (!connection) {
      connection = open(noise.finish(body))
      handlers.opened(connection)
    } else {
      await handlers.stanza(connection, await decodeBinaryNode(noise.decrypt(body)))
    }
  }

  function open(client: { clientKey: Buffer; payload: proto.ClientPayload }): Connection {
    return {
      realm,
      host,
      ...client,
      companion: undefined,
      active: false,
      available: false,
      ended: false,
      send(stanza) {
        if (socket.readyState === socket.OPEN && !muted) socket.send(frame(noise.encrypt(encodeBinaryNode(stanza))))
      },
      end(stanza) {
        if (stanza) this.send(stanza)
        this.ended = true
        socket.close()
      },
      cut: () => socket.terminate(),
      mute() {
        muted = true
        // A paused stream answers no pings and no closing handshake either.
        socket.pause()
      },
    }
  }
}

/**
 * Cuts a client's byte stream into frames (3-byte big-endian length, then the body). WebSocket message borders
 * carry no meaning. The stream opens with `WA` 6 3, or, when the client holds routing information, with `ED` 0 1 +
 * a length + those bytes before it.
 */
export interface FrameReader {
  /** @returns the frames completed by these bytes. Throws when the stream is not WhatsApp's. */
  push(bytes: Uint8Array): Buffer[]
}

/** "WA", protocol 6, dictionary 3. */
const INTRO = Buffer.from([0x57, 0x41, 6, 3])
const ROUTING = Buffer.from('ED')
const ROUTING_HEADER_BYTES = 7

export function createFrameReader(): FrameReader {
  let pending = Buffer.alloc(0)
  let introduced = false

  return {
    push(bytes) {
      pending = pending.length === 0 ? Buffer.from(bytes) : Buffer.concat([pending, bytes])
      if (!introduced) {
        const end = introEnd(pending)
        if (end === undefined) return []
        introduced = true
        pending = pending.subarray(end)
      }
      const frames: Buffer[] = []
      while (pending.length >= 3) {
        const end = 3 + pending.readUIntBE(0, 3)
        if (pending.length < end) break
        frames.push(pending.subarray(3, end))
        pending = pending.subarray(end)
      }
      return frames
    },
  }
}

/** Where the intro ends, or nothing while it is incomplete. */
function introEnd(bytes: Buffer): number | undefined {
  let start = 0
  if (bytes.subarray(0, 2).equals(ROUTING)) {
    if (bytes.length < ROUTING_HEADER_BYTES) return undefined
    start = ROUTING_HEADER_BYTES + bytes.readUIntBE(4, 3)
  }
  if (bytes.length < start + INTRO.length) return undefined
  const intro = bytes.subarray(start, start + INTRO.length)
  if (!intro.equals(INTRO)) throw new Error(`not a WhatsApp stream: it begins with ${intro.toString('hex')}`)
  return start + INTRO.length
}

/** A frame as the server sends it: no intro, only the length. */
export function frame(body: Uint8Array): Buffer {
  const length = Buffer.alloc(3)
  length.writeUIntBE(body.byteLength, 0, 3)
  return Buffer.concat([length, body])
}

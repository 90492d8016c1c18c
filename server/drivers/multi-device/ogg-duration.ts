/** Follows the bytes of an Ogg file as they pass and says how long it plays; undefined for anything else. */
export interface OggClock {
  pass(chunk: Uint8Array): void
  seconds(): number | undefined
}

/** Opus counts in 48 kHz, whatever it was recorded in. */
const ticksPerSecond = 48_000
const headerBytes = 14

export function createOggClock(): OggClock {
  let isOgg: boolean | undefined
  let rest = Buffer.alloc(0)
  let last = 0n
  return {
    pass(chunk) {
      if (isOgg === false) return
      const bytes = Buffer.concat([rest, chunk])
      if (isOgg === undefined && bytes.length >= 4) isOgg = bytes.toString('latin1', 0, 4) === 'OggS'
      for (
        let at = bytes.indexOf('OggS');
        at >= 0 && at + headerBytes <= bytes.length;
        at = bytes.indexOf('OggS', at + 4)
      ) {
        const position = bytes.readBigInt64LE(at + 6)
        if (position > last) last = position
      }
      rest = bytes.subarray(Math.max(0, bytes.length - headerBytes + 1))
    },
    seconds: () => (isOgg && last > 0n ? Math.max(1, Math.round(Number(last) / ticksPerSecond)) : undefined),
  }
}

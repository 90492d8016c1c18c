import type { BinaryNode } from 'baileys'
import type { WireSocket } from './socket.ts'

/** Real time since WhatsApp was last heard. */
export interface SilenceLimits {
  /** It is asked whether it is there. */
  askMs: number
  /** It counts as silent. */
  silentMs: number
  /** It counts as gone. */
  goneMs: number
}

export interface SilenceParts {
  wire: Pick<WireSocket, 'ws' | 'sendNode' | 'generateMessageTag'>
  limits: SilenceLimits
  silent(): void
  /** It was silent and is not any more. */
  heard(): void
  gone(): void
}

/** Notices that WhatsApp no longer answers, which no closed connection may tell. Returns the function that stops it. */
export function watchSilence({ wire, limits, ...parts }: SilenceParts): () => void {
  const everyMs = Math.max(5, Math.min(500, limits.askMs / 4))
  let heardAt = performance.now()
  let askedAt = heardAt
  let lookedAt = heardAt
  let isSilent = false

  function hear(): void {
    heardAt = performance.now()
    if (!isSilent) return
    isSilent = false
    parts.heard()
  }

  function look(): void {
    const now = performance.now()
    // A process that was busy or stopped has not listened: that time does not count.
    const missed = now - lookedAt - everyMs
    if (missed > everyMs) heardAt += missed
    lookedAt = now
    const quietMs = now - heardAt
    if (quietMs >= limits.goneMs) parts.gone()
    else if (quietMs >= limits.askMs && now - Math.max(askedAt, heardAt) >= limits.askMs / 2) ask(now)
    if (quietMs >= limits.silentMs && quietMs < limits.goneMs && !isSilent) {
      isSilent = true
      parts.silent()
    }
  }

  function ask(now: number): void {
    askedAt = now
    const attrs = { id: wire.generateMessageTag(), to: '@s.whatsapp.net', type: 'get', xmlns: 'w:p' }
    const ping: BinaryNode = { tag: 'iq', attrs, content: [{ tag: 'ping', attrs: {} }] }
    wire.sendNode(ping).catch(() => undefined)
  }

  const timer = setInterval(look, everyMs)
  timer.unref()
  wire.ws.on('frame', hear)
  return () => {
    clearInterval(timer)
    wire.ws.off('frame', hear)
  }
}

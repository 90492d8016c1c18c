import type { Exchange } from './exchange.ts'
import { apiHeaders } from './respond.ts'

/** One server-sent event. Text data is sent as it is, anything else as JSON. */
export interface Frame {
  id: number
  event: string
  data: unknown
  /** A later frame of the same event makes this one pointless to a reader that has not got it yet. */
  replaceable?: boolean
}

export interface StreamTiming {
  /** Real time between two comment lines. */
  heartbeatMs: number
  /** How long a reader may leave bytes unread. */
  drainMs: number
  /** Bytes that may wait for a reader. */
  pendingBytesMax: number
}

export const streamTiming: StreamTiming = { heartbeatMs: 15_000, drainMs: 10_000, pendingBytesMax: 64 * 1024 }

/**
 * Writes frames until they end or the reader goes away. A reader that does not read is dropped, so one
 * stream never holds more than `pendingBytesMax`. `stillAllowed` is asked at each heartbeat; false ends the stream.
 */
export async function writeEventStream(
  exchange: Exchange,
  frames: AsyncIterable<Frame>,
  stillAllowed: () => Promise<boolean>,
  timing: StreamTiming = streamTiming,
): Promise<void> {
  const { res, signal } = exchange
  const waiting: Frame[] = []
  let ended = false
  let blocked: NodeJS.Timeout | undefined

  function write(text: string): void {
    if (res.destroyed || res.writableEnded) return
    if (res.write(text)) return
    if (res.writableLength > timing.pendingBytesMax) res.destroy()
    else blocked ??= setTimeout(() => res.destroy(), timing.drainMs).unref()
  }

  function flush(): void {
    while (!blocked && !res.destroyed) {
      const frame = waiting.shift()
      if (!frame) break
      write(encodeFrame(frame))
    }
    if (ended && waiting.length === 0 && !res.writableEnded) res.end()
  }

  async function beat(): Promise<void> {
    if (!(await stillAllowed())) res.destroy()
    else if (!blocked) write(':\n\n')
  }

  writeHead(exchange)
  res.on('drain', () => {
    clearTimeout(blocked)
    blocked = undefined
    flush()
  })
  const heartbeat = setInterval(() => beat().catch(() => res.destroy()), timing.heartbeatMs).unref()
  res.once('close', () => {
    clearInterval(heartbeat)
    clearTimeout(blocked)
  })

  try {
    for await (const frame of frames) {
      if (signal.aborted) break
      queue(waiting, frame)
      flush()
    }
    ended = true
    flush()
  } finally {
    if (!ended) res.destroy()
  }
}

function writeHead({ res, id }: Exchange): void {
  res.writeHead(200, {
    ...apiHeaders,
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-store, no-transform',
    'X-Accel-Buffering': 'no',
    'X-Request-Id': id,
  })
  res.flushHeaders()
}

function queue(waiting: Frame[], frame: Frame): void {
  const last = waiting.at(-1)
  if (last?.replaceable && last.event === frame.event) waiting.pop()
  waiting.push(frame)
}

/** A frame as bytes of the stream. Line breaks inside text become several data lines, so no value can end its frame. */
export function encodeFrame({ id, event, data }: Frame): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  const lines = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`)
  return `id: ${id}\nevent: ${event}\n${lines.join('')}\n`
}

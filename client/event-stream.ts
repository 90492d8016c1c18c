/** One server-sent event, as the HTML standard reads it. */
export interface ServerSentEvent {
  /** The `event:` line; `message` without one. */
  event: string
  /** The `data:` lines, joined by line feeds. */
  data: string
  /** The last `id:` so far; empty while none was sent. */
  id: string
  /** The last `retry:` so far, milliseconds. */
  retryMs: number | undefined
}

/**
 * Reads server-sent events from bytes cut anywhere: inside a character, a line, or a CRLF. Comments and events
 * without data are passed over; an event that the end of the bytes cut off is dropped, as the standard asks.
 */
export async function* readEventStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const frame: Frame = { event: '', data: [], id: '', retryMs: undefined }
  for await (const line of readLines(chunks)) {
    if (line !== '') {
      readField(frame, line)
      continue
    }
    const { event, data, id, retryMs } = frame
    frame.event = ''
    frame.data = []
    if (data.length > 0) yield { event: event || 'message', data: data.join('\n'), id, retryMs }
  }
}

interface Frame {
  event: string
  data: string[]
  id: string
  retryMs: number | undefined
}

/** Lines end with LF, CR or CRLF. A CR at the end of a chunk ends its line at once; the LF that may follow belongs to it. */
async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  let afterReturn = false
  for await (const chunk of chunks) {
    let text = decoder.decode(chunk, { stream: true })
    if (text === '') continue
    if (afterReturn && text.startsWith('\n')) text = text.slice(1)
    afterReturn = text === '' ? false : text.endsWith('\r')
    const lines = text.split(/\r\n|\r|\n/)
    lines[0] = rest + lines[0]
    rest = lines.pop() ?? ''
    yield* lines
  }
}

function readField(frame: Frame, line: string): void {
  const colon = line.indexOf(':')
  const name = colon < 0 ? line : line.slice(0, colon)
  const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
  if (name === 'event') frame.event = value
  else if (name === 'data') frame.data.push(value)
  else if (name === 'id' && !value.includes('\0')) frame.id = value
  else if (name === 'retry' && /^\d+$/.test(value)) frame.retryMs = Number(value)
}

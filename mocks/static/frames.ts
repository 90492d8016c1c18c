import type { Frame } from '../../server/http/pipeline/event-stream.ts'

/** The events of a documented stream: a whole one written as text, or one event as an object. Comments are left out. */
export function framesOf(body: unknown): Frame[] {
  if (typeof body === 'string') return body.split(/\n\n+/).flatMap((block, at) => frameIn(block, at + 1))
  const { event = 'message', data = {} } = (body ?? {}) as Partial<Frame>
  return [{ id: 1, event, data }]
}

function frameIn(block: string, otherwise: number): Frame[] {
  const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line))
  const values = (name: string) => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ''] : []))
  const data = values('data')
  if (data.length === 0) return []
  return [{ id: Number(values('id')[0] ?? otherwise), event: values('event')[0] ?? 'message', data: data.join('\n') }]
}

/**
 * The frames one after the other: the first at once, each other one a spacing later. What a returning reader has seen
 * (its `Last-Event-ID`) is left out. Ends early, and keeps nothing waiting, when the signal aborts.
 */
export async function* paced(
  frames: Frame[],
  { spacingMs, after = 0, signal }: { spacingMs: number; after?: number; signal: AbortSignal },
): AsyncGenerator<Frame> {
  const left = frames.filter(({ id }) => id > after)
  for (const [at, frame] of left.entries()) {
    if (at > 0) await pause(spacingMs, signal)
    if (signal.aborted) return
    yield frame
  }
}

/** Resolves when the time is over or the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}

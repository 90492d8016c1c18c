import WebSocket from 'ws'
import type { Log } from '../../domain/ports/log.ts'
import type { ShiftableClock } from './clock.ts'

/** What a world tells its followers: how far its clock is ahead, and the number of this telling, to be sent back. */
export interface ClockNews {
  offset: number
  turn: number
}

const retryMs = 1_000
const firstNewsMs = 2_000

/**
 * Keeps a clock at the offset of a world's. After a jump everything due is done before the world is told so.
 * @returns the function that stops following; the first offset is taken over when this resolves, if the world answers
 */
export async function followWorldClock(
  worldUrl: string,
  clock: ShiftableClock,
  settle: () => Promise<unknown>,
  log: Log,
): Promise<() => void> {
  const url = `${worldUrl.replace(/^http/, 'ws')}/clock`
  let socket: WebSocket | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let heard = () => {}
  const first = new Promise<void>((resolve) => {
    heard = resolve
  })

  async function take({ offset, turn }: ClockNews, from: WebSocket): Promise<void> {
    if (offset < clock.offset()) await clock.reset()
    const ahead = offset - clock.offset()
    if (ahead > 0) await clock.shift(ahead)
    heard()
    if (turn > 0) await settle()
    if (from.readyState === WebSocket.OPEN) from.send(JSON.stringify({ turn }))
  }

  function connect(): void {
    const own = new WebSocket(url)
    socket = own
    own.on('message', (data) => {
      take(JSON.parse(String(data)) as ClockNews, own).catch((error) => log.fault('world_clock.failed', error))
    })
    own.on('error', () => {})
    own.on('close', () => {
      if (!stopped) timer = setTimeout(connect, retryMs).unref()
    })
  }

  connect()
  const waited = new Promise<void>((resolve) => setTimeout(resolve, firstNewsMs).unref())
  await Promise.race([first, waited])
  return () => {
    stopped = true
    clearTimeout(timer)
    socket?.terminate()
  }
}

import type { CompanionSocket } from './socket.ts'

/** A call of Baileys with an end of its own: after a stream error its promises would hang for long. */
export async function withinCall<T>(socket: CompanionSocket, timeoutMs: number, call: Promise<T>): Promise<T> {
  const ended = Promise.withResolvers<never>()
  const timer = setTimeout(() => ended.reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  const unwatch = socket.onClosed(() => ended.reject(new Error('the connection closed while waiting for an answer')))
  try {
    return await Promise.race([call, ended.promise])
  } finally {
    clearTimeout(timer)
    unwatch()
    // A late rejection belongs to nobody.
    call.catch(() => undefined)
    ended.promise.catch(() => undefined)
  }
}

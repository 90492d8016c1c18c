/**
 * Why `connect` has no result.
 * - `CANCELLED`: the person left Meta's window.
 * - `POPUP_BLOCKED`: the browser kept the window from opening; call `connect` inside a click.
 * - `TIMEOUT`: the window was open for longer than `timeoutMs`.
 * - `META_ERROR`: Meta's script did not load, or Meta reported a problem, worded in `message`.
 * - `CHANNEL_NOT_FOUND`, `CHANNEL_ALREADY_CONNECTED`: of the `channelId`, in the workspace of the key.
 * - `UNAUTHORIZED`: the public key is unknown, revoked, expired, or not a public one.
 * - `IN_PROGRESS`: another `connect` of this page has not ended.
 * - `UNAVAILABLE`: the gateway could not be reached, or does not speak this SDK's language.
 */
export type ConnectErrorCode =
  | 'CANCELLED'
  | 'POPUP_BLOCKED'
  | 'TIMEOUT'
  | 'META_ERROR'
  | 'CHANNEL_NOT_FOUND'
  | 'CHANNEL_ALREADY_CONNECTED'
  | 'UNAUTHORIZED'
  | 'IN_PROGRESS'
  | 'UNAVAILABLE'

/** What `connect` rejects with; tell the cases apart by `code`. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
  readonly code: ConnectErrorCode

  constructor(code: ConnectErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

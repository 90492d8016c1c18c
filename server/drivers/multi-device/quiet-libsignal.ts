/**
 * Keeps libsignal (6.0.0) off the console. The library prints whole session records, private and root keys
 * included, with `console.info`, `warn` and `error`. It offers no logger, so its lines are recognised by the
 * fixed texts they begin with and dropped; every other line of the process passes unchanged.
 * To be called before the first session is touched; calling it again changes nothing.
 */
export function quietLibsignal(): void {
  for (const method of METHODS) {
    const original = console[method]
    if (quieted.has(original)) continue
    const quiet = (...values: unknown[]): void => {
      if (!isFromLibsignal(values[0])) original.apply(console, values)
    }
    quieted.add(quiet)
    console[method] = quiet
  }
}

const METHODS = ['info', 'warn', 'error'] as const
const quieted = new WeakSet<object>()

/** How each console line of libsignal 6.0.0 begins (`grep -rn console libsignal/src`). */
export const LIBSIGNAL_LINES = [
  'Closing session:',
  'Opening session:',
  'Removing old closed session:',
  'Migrating session to:',
  'Session already closed',
  'Session already open',
  'Closing open session in favor of incoming prekey bundle',
  'Closing stale open session for new outgoing prekey bundle',
  'Decrypted message with closed session.',
  'Failed to decrypt message with any known session...',
  'Session error:',
  'V1 session storage migration error: registrationId',
  'WARNING: Expected pubkey of length 33',
  'Unhandled bucket type (for naming):',
] as const

function isFromLibsignal(first: unknown): boolean {
  return typeof first === 'string' && LIBSIGNAL_LINES.some((line) => first.startsWith(line))
}

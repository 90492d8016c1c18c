import type { SocketConfig } from 'baileys'

type Logger = SocketConfig['logger']

/** Baileys logs stanzas, keys and numbers; none of it belongs in a log. What matters is told through our own events. */
export const silentLogger: Logger = {
  level: 'silent',
  child: () => silentLogger,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
}

function ignore(): void {
  // Nothing is kept.
}

import type { Surface } from '../../server/domain/tokens/token.ts'

/** Whoever sent a request to the mock. */
export interface MockCaller {
  /** Undefined may do everything. */
  scopes: string[] | undefined
}

const prefixes: Record<Surface, string> = { keebai: 'kbai_pk_', hubmessage: 'hm_sk_' }
const limited = 'mock.'
const TEXT = /^[\w.~+/:-]+=*$/

/**
 * The caller behind a bearer text, judged by its form alone: the prefix of the surface and anything behind it.
 * A token made by `limitedToken` holds the scopes it names, every other token all of them. Undefined for a text that
 * is no token of the surface.
 */
export function callerOf(surface: Surface, text: string): MockCaller | undefined {
  const prefix = prefixes[surface]
  if (!text.startsWith(prefix)) return undefined
  const own = text.slice(prefix.length)
  if (!TEXT.test(own)) return undefined
  return { scopes: own.startsWith(limited) ? scopesIn(own.slice(limited.length)) : undefined }
}

/**
 * A token that holds these scopes and no other, `kbai_pk_mock.channels/read.messages/send`. RFC 6750 leaves no
 * room for a colon in a bearer token, so a slash stands for it; a colon is understood as well.
 */
export function limitedToken(surface: Surface, scopes: string[]): string {
  return prefixes[surface] + limited + scopes.map((scope) => scope.replaceAll(':', '/')).join('.')
}

function scopesIn(text: string): string[] {
  return text
    .replaceAll('/', ':')
    .split('.')
    .filter((scope) => scope !== '')
}

import { randomUUID } from 'node:crypto'

/**
 * What goes wrong on purpose, per realm.
 * - `down`: connections are refused, and open ones dropped
 * - `hang`: connections are accepted and never answered; messages on open ones are never acknowledged
 * - `error`: codes 460 to 499 are error acks of messages (463 account restricted, 479 malformed addressing); any other
 *   is the `failure reason` of the next logins (default 503), for which open connections are dropped
 * - `refuse`: messages are answered with an error ack of any `code`
 * - `media`: uploads and downloads are answered with `code` (default 503)
 * - `companion_reg_refresh`: the first scan on a connection makes the server ask for a new adv secret instead of pairing
 */
export interface Fault {
  kind: 'down' | 'hang' | 'error' | 'refuse' | 'media' | 'companion_reg_refresh'
  code?: number | undefined
  /** With an `error` of a login: how many seconds the client is told to stay away. */
  expire?: number | undefined
  /** How often it applies; without it until it is cleared. */
  times?: number | undefined
}

export interface Faults {
  add(realm: string, fault: Fault): string
  clear(realm: string): void
  /** The first fault that fits, counted as applied. */
  take(realm: string, fits: (fault: Fault) => boolean): Fault | undefined
}

export const isDown = (fault: Fault): boolean => fault.kind === 'down'
export const isHang = (fault: Fault): boolean => fault.kind === 'hang'
export const isMediaFault = (fault: Fault): boolean => fault.kind === 'media'
export const isRefresh = (fault: Fault): boolean => fault.kind === 'companion_reg_refresh'
export const isLoginError = (fault: Fault): boolean => fault.kind === 'error' && !isMessageCode(fault.code)
export const isMessageError = (fault: Fault): boolean =>
  fault.kind === 'refuse' || (fault.kind === 'error' && isMessageCode(fault.code))

export const DEFAULT_LOGIN_ERROR = 503

function isMessageCode(code: number | undefined): boolean {
  return code !== undefined && code >= 460 && code <= 499
}

export function createFaults(): Faults {
  const standing = new Map<string, { realm: string; fault: Fault; left: number }>()
  return {
    add(realm, fault) {
      const id = `fault_${randomUUID()}`
      standing.set(id, { realm, fault, left: fault.times ?? Number.POSITIVE_INFINITY })
      return id
    },
    clear(realm) {
      for (const [id, entry] of standing) if (entry.realm === realm) standing.delete(id)
    },
    take(realm, fits) {
      for (const [id, entry] of standing) {
        if (entry.realm !== realm || !fits(entry.fault)) continue
        entry.left -= 1
        if (entry.left <= 0) standing.delete(id)
        return entry.fault
      }
      return undefined
    },
  }
}

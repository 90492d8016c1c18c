import type { WorldStore } from '../store.ts'

/** A WhatsApp Business Account. Webhooks of its numbers go out only while the app is subscribed. */
export interface Waba {
  id: string
  name: string
  businessId: string
  subscribed: boolean
  override?: { url: string; verifyToken: string } | undefined
}

export type SyncType = 'smb_app_state_sync' | 'history'

/** A number of a WABA. `number` is digits only. */
export interface BusinessNumber {
  id: string
  wabaId: string
  number: string
  verifiedName: string
  coexistence: boolean
  registered: boolean
  pin?: string | undefined
  /** When the signup dialog was finished last, ms since the epoch; the coexistence sync counts from it. */
  onboardedAt: number
  syncs: SyncType[]
}

/** What the dialog hands to the browser: exchanged once, before `expiresAt` (ms since the epoch). */
export interface SignupCode {
  realm: string
  wabaId: string
  expiresAt: number
  used: boolean
}

/** A business token and what it reaches, newest WABA first. */
export interface BusinessToken {
  realm: string
  wabaIds: string[]
  userId: string
  issuedAt: number
}

/** WABAs and numbers per realm; codes and tokens, which alone tell the realm of a call, for all of them. */
export interface Assets {
  waba(realm: string, id: string): Waba | undefined
  wabas(realm: string): Waba[]
  saveWaba(realm: string, waba: Waba): void
  number(realm: string, id: string): BusinessNumber | undefined
  saveNumber(realm: string, number: BusinessNumber): void
  numbers(realm: string): BusinessNumber[]
  numberByDigits(realm: string, digits: string): BusinessNumber | undefined
  /** The number with this id as some other realm knows it. */
  numberElsewhere(id: string): BusinessNumber | undefined
  code(code: string): SignupCode | undefined
  saveCode(code: string, row: SignupCode): void
  token(token: string): BusinessToken | undefined
  saveToken(token: string, row: BusinessToken): void
  clear(realm: string): void
}

export function openAssets(store: WorldStore): Assets {
  function numbers(realm: string): BusinessNumber[] {
    return store.list<BusinessNumber>('graph.number', `${realm}/`).map((row) => row.value)
  }
  const wabas = cached<Waba>(store, 'graph.waba')
  const byId = cached<BusinessNumber>(store, 'graph.number')
  const tokens = cached<BusinessToken>(store, 'graph.token')
  return {
    waba: (realm, id) => wabas.get(`${realm}/${id}`),
    wabas: (realm) => store.list<Waba>('graph.waba', `${realm}/`).map((row) => row.value),
    saveWaba: (realm, waba) => wabas.set(`${realm}/${waba.id}`, waba),
    number: (realm, id) => byId.get(`${realm}/${id}`),
    saveNumber: (realm, number) => byId.set(`${realm}/${number.id}`, number),
    numbers,
    numberByDigits: (realm, digits) => numbers(realm).find((number) => number.number === digits),
    numberElsewhere: (id) => store.list<BusinessNumber>('graph.number').find((row) => row.value.id === id)?.value,
    code: (code) => store.get<SignupCode>('graph.code', code),
    saveCode(code, row) {
      store.set('graph.code', code, row)
      store.set('graph.realm-code', `${row.realm}/${code}`, code)
    },
    token: (token) => tokens.get(token),
    saveToken(token, row) {
      tokens.set(token, row)
      store.set('graph.realm-token', `${row.realm}/${token}`, token)
    },
    clear(realm) {
      for (const part of [wabas, byId, tokens]) part.forget()
      store.transaction(() => {
        for (const { value } of store.list<string>('graph.realm-code', `${realm}/`)) store.delete('graph.code', value)
        for (const { value } of store.list<string>('graph.realm-token', `${realm}/`)) store.delete('graph.token', value)
        for (const kind of ['graph.waba', 'graph.number', 'graph.realm-code', 'graph.realm-token']) {
          clearRealm(store, kind, realm)
        }
      })
    },
  }
}

/**
 * What every call reads, kept parsed. A write drops the entry rather than replacing it, so one that is rolled back leaves
 * the truth to be read again. The objects are shared: never change one.
 */
function cached<T>(store: WorldStore, kind: string) {
  const known = new Map<string, T>()
  return {
    get(key: string): T | undefined {
      const hit = known.get(key)
      if (hit !== undefined) return hit
      const value = store.get<T>(kind, key)
      if (value !== undefined) known.set(key, value)
      return value
    },
    set(key: string, value: T): void {
      known.delete(key)
      store.set(kind, key, value)
    },
    forget: () => known.clear(),
  }
}

/** Forgets every value of one kind in one realm. */
export function clearRealm(store: WorldStore, kind: string, realm: string): void {
  for (const { key } of store.list(kind, `${realm}/`)) store.delete(kind, key)
}

import { randomBytes } from 'node:crypto'
import type { Agent } from 'node:https'
import type { BinaryNode, CacheStore, default as makeWASocket, proto, WAMessageKey } from 'baileys'
import type { Log } from '../../domain/ports/log.ts'
import { type Closing, closingOf, faultText, noAnswer } from './from-baileys.ts'
import { type Receipt, secondsToMs } from './from-receipt.ts'
import { hearStanzas } from './hear-stanzas.ts'
import type { InboxEntry } from './inbox.ts'
import { keepPlaintexts } from './keep-plaintexts.ts'
import { isPaired, type LinkStore } from './link-store.ts'
import type { Baileys } from './load-baileys.ts'
import { createMemoryCache } from './memory-cache.ts'
import { withSecret } from './qr-text.ts'
import { messagesIn } from './received-message.ts'
import { silentLogger } from './silent-logger.ts'
import { type SilenceLimits, watchSilence } from './watch-silence.ts'

export type WireSocket = ReturnType<typeof makeWASocket>

/** What one connection tells, in our words and in order. `closed` comes once and is the last. */
export type SocketEvent =
  | { kind: 'qr'; qr: string }
  /** WhatsApp replaced the secret inside the QR; the shown one can no longer be scanned. */
  | { kind: 'secret_replaced' }
  | { kind: 'passkey_asked' }
  | { kind: 'scanned' }
  | { kind: 'open' }
  /** The account's display name became known. */
  | { kind: 'named' }
  | { kind: 'acknowledged'; keyId: string; error: string | null; at: number | null }
  /** WhatsApp does not answer any more; either `heard_again` follows or `closed`. */
  | { kind: 'silent' }
  | { kind: 'heard_again' }
  /** WhatsApp hears of them when the listener's promise is settled. */
  | { kind: 'receipts'; receipts: Receipt[] }
  | { kind: 'closed'; closing: Closing }

export type SocketListener = (event: SocketEvent) => void | Promise<void>

export interface SocketSettings {
  url: string
  qrTimeoutMs: number
  version: [number, number, number] | undefined
  connectMs: number
  queryMs: number
  keepAliveMs: number
  silence: SilenceLimits
  /** For media hosts; undefined = https as usual. */
  mediaAgent: Agent | undefined
}

/** One connection of one companion. Never reconnects; its keeper opens another. */
export interface CompanionSocket {
  readonly wire: WireSocket
  readonly store: LinkStore
  /** Calls once when it is closed, whoever closed it. Returns the function that stops it. */
  onClosed(listener: () => void): () => void
  /** Replaces the listener; there is one at a time. */
  listen(listener: SocketListener): void
  /** Closes it, telling nobody; resolves when the connection is gone, after 2 s at the latest. */
  end(): Promise<void>
}

/** Caches that outlive one socket of a link. */
export interface LinkCaches {
  retries: CacheStore
  devices: CacheStore
  calls: CacheStore
  placeholders: CacheStore
}

export function createLinkCaches(): LinkCaches {
  return {
    retries: createMemoryCache(1_000, 3_600_000),
    devices: createMemoryCache(500, 300_000),
    calls: createMemoryCache(20, 300_000),
    placeholders: createMemoryCache(200, 3_600_000),
  }
}

export interface SocketParts {
  baileys: Baileys
  store: LinkStore
  caches: LinkCaches
  settings: SocketSettings
  log: Log
  sentMessage: (key: WAMessageKey) => Promise<proto.IMessage | undefined>
}

export function openSocket(parts: SocketParts, firstListener: SocketListener): CompanionSocket {
  const { baileys, store, caches, settings, log } = parts
  let listener = firstListener
  let silenced = false
  const closeListeners = new Set<() => void>()
  const stanzas = new WeakMap<Uint8Array, BinaryNode>()
  let gone = false
  let stopWatching: (() => void) | undefined

  const wire = baileys.makeWASocket({
    auth: { creds: store.creds, keys: store.keys },
    waWebSocketUrl: settings.url,
    logger: silentLogger,
    browser: baileys.Browsers.ubuntu('Chrome'),
    qrTimeout: settings.qrTimeoutMs,
    connectTimeoutMs: settings.connectMs,
    defaultQueryTimeoutMs: settings.queryMs,
    keepAliveIntervalMs: settings.keepAliveMs,
    markOnlineOnConnect: false,
    syncFullHistory: false,
    emitOwnEvents: false,
    generateHighQualityLinkPreview: false,
    getMessage: parts.sentMessage,
    msgRetryCounterCache: caches.retries,
    userDevicesCache: caches.devices,
    callOfferCache: caches.calls,
    placeholderResendCache: caches.placeholders,
    makeSignalRepository: keepPlaintexts({
      baileys,
      inbox: store.inbox,
      stanzaOf: (ciphertext) => stanzas.get(ciphertext),
      concerns,
    }),
    shouldIgnoreJid: (jid) => baileys.isJidBroadcast(jid) || baileys.isJidNewsletter(jid),
    ...(settings.version ? { version: settings.version } : {}),
    ...(settings.mediaAgent ? { fetchAgent: settings.mediaAgent } : {}),
  })

  hearStanzas({
    wire,
    store,
    stanzas,
    concerns,
    log,
    // Whoever leaves hears of no receipt; not acknowledged, it comes again.
    async receipts(receipts) {
      if (silenced) await new Promise(() => undefined)
      await listener({ kind: 'receipts', receipts })
    },
  })

  /** What nobody can read is left to Baileys, which refuses it. */
  function concerns(entry: Pick<InboxEntry, 'attrs' | 'plain'>): boolean {
    try {
      return messagesIn(baileys, store.creds, entry).length > 0
    } catch {
      return false
    }
  }

  function settleClosed(): void {
    gone = true
    for (const closeListener of [...closeListeners]) closeListener()
    closeListeners.clear()
  }

  function onClosed(closeListener: () => void): () => void {
    if (gone) closeListener()
    else closeListeners.add(closeListener)
    return () => closeListeners.delete(closeListener)
  }

  function tell(event: SocketEvent): void {
    if (!silenced) void listener(event)
  }

  function persist(): void {
    store.save().catch((error: unknown) => log.fault('multi_device.credentials_not_saved', error))
  }

  wire.ev.on('creds.update', (update) => {
    persist()
    if (update.me?.name) tell({ kind: 'named' })
  })

  wire.ev.on('connection.update', ({ connection, qr, isNewLogin, lastDisconnect }) => {
    // The socket captured its secret when it drew the first code; the credentials hold the one in force.
    if (qr) tell({ kind: 'qr', qr: withSecret(qr, store.creds.advSecretKey) })
    if (isNewLogin) tell({ kind: 'scanned' })
    if (connection === 'open') {
      stopWatching = watchSilence({
        wire,
        limits: settings.silence,
        silent: () => tell({ kind: 'silent' }),
        heard: () => tell({ kind: 'heard_again' }),
        gone: abandon,
      })
      tell({ kind: 'open' })
    }
    if (connection === 'close') {
      stopWatching?.()
      tell({ kind: 'closed', closing: closingOf(lastDisconnect?.error) })
      silenced = true
      settleClosed()
    }
  })

  wire.ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => {
    if (attrs.id) tell({ kind: 'acknowledged', keyId: attrs.id, error: attrs.error ?? null, at: secondsToMs(attrs.t) })
  })

  wire.ws.on('CB:notification,type:companion_reg_refresh', (node: BinaryNode) => {
    if (isPaired(store.creds)) return
    store.creds.advSecretKey = randomBytes(32).toString('base64')
    persist()
    tell({ kind: 'secret_replaced' })
    acknowledge(node)
  })

  for (const name of ['passkey_prologue_request', 'crsc_continuation']) {
    const asked = (): void => tell({ kind: 'passkey_asked' })
    wire.ws.on(`CB:notification,type:${name}`, asked)
    wire.ws.on(`CB:notification,,${name}`, asked)
  }

  /** Baileys acknowledges notifications only once it is paired. */
  function acknowledge({ attrs }: BinaryNode): void {
    const ack = { id: attrs.id ?? '', class: 'notification', type: attrs.type ?? '', to: attrs.from ?? '' }
    wire.sendNode({ tag: 'ack', attrs: ack }).catch((error: unknown) => {
      log.warn('multi_device.ack_not_sent', { why: faultText(error) })
    })
  }

  /** Nobody is at the other end: there is no closing handshake to wait for. */
  function abandon(): void {
    stopWatching?.()
    void wire.end(noAnswer())
    cut(wire)
  }

  return {
    wire,
    store,
    onClosed,
    listen(next) {
      listener = next
    },
    async end() {
      silenced = true
      stopWatching?.()
      const cutting = setTimeout(() => cut(wire), 1_000)
      const givingUp = setTimeout(settleClosed, 2_000)
      wire.end(undefined).then(settleClosed, settleClosed)
      await new Promise<void>(onClosed)
      clearTimeout(cutting)
      clearTimeout(givingUp)
    },
  }
}

/** A peer that does not answer the closing handshake would keep the connection 30 s. */
function cut(wire: WireSocket): void {
  const raw: unknown = Reflect.get(wire.ws, 'socket')
  if (raw instanceof Object && 'terminate' in raw && typeof raw.terminate === 'function') raw.terminate()
}

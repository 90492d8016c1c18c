import { randomUUID } from 'node:crypto'
import { type BinaryNode, S_WHATSAPP_NET } from 'baileys'
import type { WebSocket } from 'ws'
import { quietLibsignal } from '../../../server/drivers/multi-device/quiet-libsignal.ts'
import type { WorldStore } from '../store.ts'
import { serverIdentity } from './certificate-chain.ts'
import { type Connection, serveConnection } from './connection.ts'
import { type Companion, type CompanionAddress, companionKey } from './directory.ts'
import { DEFAULT_LOGIN_ERROR, isLoginError } from './faults.ts'
import { answerIq } from './iq-router.ts'
import { deviceOf, lidJid, numberJid } from './jids.ts'
import { routeMessage } from './message-router.ts'
import { node } from './nodes.ts'
import { createPairing, deviceRemoved, type Pairing } from './pairing.ts'
import { sendFromPhone, sendHistory, sendRawFromPhone } from './phone-sends.ts'
import { routeReceipt } from './receipts.ts'
import type { World } from './world.ts'

/** The part of the simulator that speaks the protocol; loaded, with Baileys, when the first socket or scan comes. */
export interface Network {
  serve(socket: WebSocket, dialled: { realm: string; host: string }): void
  scan: Pairing['scan']
  cancelPairings: Pairing['cancel']
  send(realm: string, write: Parameters<typeof sendFromPhone>[2]): Promise<string>
  sendRaw(realm: string, message: Parameters<typeof sendRawFromPhone>[2]): Promise<string>
  flush(address: CompanionAddress): void
  /** The link is gone from the directory; the companion, if connected, hears it. */
  removed(companion: Companion): void
  isOnline(address: CompanionAddress): boolean
  /** The connection of a companion that is online. */
  connectionOf(address: CompanionAddress): Connection | undefined
  /** Drops the realm's connections, without a word unless one is given. */
  drop(realm: string, last?: BinaryNode): void
  /** Hears nothing from now on. */
  stop(): void
}

export function createNetwork(world: World, store: WorldStore): Network {
  quietLibsignal()
  const identity = serverIdentity(store)
  const open = new Set<Connection>()
  const online = new Map<string, Connection>()
  const pairing = createPairing({
    ...world,
    clock: { now: world.now },
    linked: (companion) => devicesChanged(companion),
  })

  return {
    serve: (socket, dialled) => serveConnection(socket, dialled, identity, { opened, stanza, closed, log: world.log }),
    scan: pairing.scan,
    cancelPairings: pairing.cancel,
    send: (realm, write) => sendFromPhone(world, realm, write),
    sendRaw: (realm, message) => sendRawFromPhone(world, realm, message),
    flush,
    removed(companion) {
      online.get(companionKey(companion))?.end(deviceRemoved())
      devicesChanged(companion)
    },
    isOnline: (address) => online.get(companionKey(address))?.active === true,
    connectionOf: (address) => online.get(companionKey(address)),
    drop(realm, last) {
      for (const connection of open) if (connection.realm === realm) connection.end(last)
    },
    stop() {
      for (const connection of open) connection.ended = true
    },
  }

  function flush(address: CompanionAddress): void {
    const connection = online.get(companionKey(address))
    if (connection?.active) world.outbox.flush(connection, address)
  }

  function opened(connection: Connection): void {
    open.add(connection)
    const companion = world.directory.companionByNoiseKey(connection.clientKey)
    if (companion) connection.realm = companion.realm
    const fault = world.faults.take(connection.realm, isLoginError)
    if (fault) {
      connection.end(node('failure', { reason: fault.code ?? DEFAULT_LOGIN_ERROR, expire: fault.expire }))
    } else if (connection.payload.devicePairingData) pairing.offer(connection)
    else if (companion && isSameDevice(connection, companion)) login(connection, companion)
    else connection.end(node('failure', { reason: UNKNOWN_DEVICE }))
  }

  function versionOf({ payload: { userAgent } }: Connection): string {
    const { primary, secondary, tertiary } = userAgent?.appVersion ?? {}
    return `${primary}.${secondary}.${tertiary}`
  }

  function isSameDevice({ payload }: Connection, { number, device }: Companion): boolean {
    return String(payload.username) === number && (payload.device ?? 0) === device
  }

  function login(connection: Connection, companion: Companion): void {
    const key = companionKey(companion)
    online.get(key)?.end(node('stream:error', {}, [node('conflict', { type: 'replaced' })]))
    online.set(key, connection)
    connection.companion = companion
    world.log(`login of +${companion.number}:${companion.device} with version ${versionOf(connection)}`)
    const account = world.directory.account(companion.realm, companion.number)
    connection.send(
      node('success', {
        t: seconds(),
        props: 1,
        location: 'sim',
        lid: account && lidJid(account, companion.device),
        display_name: world.phones.find(companion.realm, companion.number)?.name,
      }),
    )
  }

  async function stanza(connection: Connection, received: BinaryNode): Promise<void> {
    if (connection.ended) return
    if (!connection.companion) {
      if (received.tag === 'iq') pairing.answered(connection, received)
      return
    }
    const companion = world.directory.companion(connection.companion)
    if (!companion) return
    const { attrs, tag } = received
    if (tag === 'iq') {
      answerIq(world, companion, received, (answer) => connection.send(answer), {
        host: connection.host,
        activate: () => activate(connection, companion),
        remove: () => remove(connection, companion),
      })
    } else if (tag === 'presence') {
      connection.available = attrs.type === 'available'
    } else if (tag === 'chatstate') {
      showTyping(connection, companion, received)
    } else if (tag === 'message') {
      await routeMessage(world, connection, companion, received)
    } else if (tag === 'receipt') {
      connection.send(node('ack', { class: 'receipt', id: attrs.id, type: attrs.type, from: attrs.to }))
      await routeReceipt(world, companion, received)
    } else if (tag === 'ack' && (attrs.class === 'receipt' || attrs.class === 'notification')) {
      world.outbox.settle(companion, attrs.class, attrs.id)
    } else if (tag === 'ack' && attrs.class === 'message') {
      rejected(companion, received)
    }
  }

  /** Phones show the typing of those who are online, and only for a while. */
  function showTyping({ available }: Connection, { realm, number }: Companion, { attrs, content }: BinaryNode): void {
    const reader = deviceOf(world.directory, realm, attrs.to)?.account
    const state = Array.isArray(content) ? content[0]?.tag : undefined
    if (!reader || !available) return
    world.phones.typing(realm, reader.number, number, state === 'composing' ? world.now() + TYPING_MS : world.now())
  }

  /** Everything that waited goes out first, marked as such; then the companion knows it is up to date. */
  function activate(connection: Connection, companion: Companion): void {
    connection.active = true
    const count = world.outbox.flush(connection, companion, { offline: '1' })
    connection.send(node('ib', { from: S_WHATSAPP_NET }, [node('offline', { count })]))
    const account = world.directory.account(companion.realm, companion.number)
    if (account && !companion.bootstrapped) {
      sendHistory(world, account, companion).catch((error: unknown) => world.log(`no history sent: ${error}`))
    }
  }

  /** The companion logged itself out. */
  function remove(connection: Connection, companion: Companion): void {
    world.outbox.forget(companion)
    world.directory.unlink(companion)
    connection.end()
    devicesChanged(companion)
  }

  function closed(connection: Connection): void {
    open.delete(connection)
    pairing.closed(connection)
    const key = connection.companion && companionKey(connection.companion)
    if (key && online.get(key) === connection) online.delete(key)
  }

  /** Every companion that may hold the account's list of devices in memory learns that it is another one. */
  function devicesChanged({ realm, number, device }: Companion): void {
    const account = world.directory.account(realm, number)
    if (!account) return
    const devices = [numberJid(account, device), lidJid(account, device)].map((jid) => node('device', { jid }))
    for (const connection of online.values()) {
      if (connection.realm !== realm || !connection.active) continue
      const attributes = { from: numberJid(account), type: 'devices', id: randomUUID(), t: seconds() }
      connection.send(node('notification', attributes, [node('update', {}, devices)]))
    }
  }

  /** An error ack of a message: it ends the delivery, unless the companion asks for the message again as well. */
  function rejected(companion: Companion, { attrs }: BinaryNode): void {
    if (attrs.error !== UNREADABLE) world.outbox.settle(companion, 'message', attrs.id)
  }

  function seconds(): number {
    return Math.floor(world.now() / 1000)
  }
}

const UNKNOWN_DEVICE = 401

const TYPING_MS = 25_000

/** What Baileys adds to its retry receipt; the message is still on its way then. */
const UNREADABLE = '500'

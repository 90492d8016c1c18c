import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { proto } from 'baileys'
import { type WebSocket, WebSocketServer } from 'ws'
import type { WorldClock } from '../clock.ts'
import type { Phones } from '../phone/phones.ts'
import type { PhoneWrite } from '../phone/writes.ts'
import type { WorldStore } from '../store.ts'
import { openCarriedMessages } from './carried.ts'
import { type Companion, openDirectory } from './directory.ts'
import { type Disturbance, inflict } from './disturbances.ts'
import { createFaults, type Fault, isDown, isHang, isLoginError } from './faults.ts'
import { openMediaHosts } from './media-hosts.ts'
import type { Network } from './network.ts'
import { openOutbox } from './outbox.ts'
import type { PhoneAddressing } from './phone-sends.ts'
import { createSerial } from './serial.ts'
import type { CarriedText, World } from './world.ts'

/**
 * WhatsApp's multi-device server with the phones behind it. What it knows (accounts, keys, sessions, links, waiting
 * messages) is in the store before anyone hears of it, so it can be killed at any time. Faults are forgotten then.
 */
export interface MultiDeviceSimulator {
  /** Imports what the first connection needs, Baileys above all, ahead of it. */
  preload(): Promise<void>
  /** Takes an HTTP upgrade of `/ws/chat?realm=…` (`default` without one). @returns false when the path is another */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Takes a request to WhatsApp's media hosts. @returns false when the path is another */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /**
   * The person points the phone at a QR code. Resolves when the companion has signed; it still has to log in.
   * Refusals: 404 `PHONE_NOT_FOUND`, 400 `INVALID_QR`, 410 `QR_EXPIRED`, 409 `DEVICE_LIMIT`, 409 `QR_REFRESHED` (scan
   * the code that is shown now), 409 `PAIRING_FAILED`, 504 `PAIRING_TIMED_OUT`.
   */
  scan(realm: string, number: string, qr: string): Promise<{ device: number }>
  /**
   * A person's phone sends something; companions that are offline find it waiting.
   * Refusals: 404 `PHONE_NOT_FOUND`, 404 `MESSAGE_NOT_FOUND`, 404 `CHOICE_NOT_FOUND`.
   * @returns the message id
   */
  send(realm: string, write: PhoneWrite & PhoneAddressing): Promise<string>
  sendText(realm: string, message: { from: string; to: string; text: string } & PhoneAddressing): Promise<string>
  /** The same for a message made by hand: what newer phones send, or hostile ones. */
  sendRaw(
    realm: string,
    message: { from: string; to: string; message: proto.IMessage } & PhoneAddressing,
  ): Promise<string>
  hasCompanions(realm: string, number: string): boolean
  devices(realm: string, number: string): LinkedDevice[]
  /**
   * The person removes a linked device on the phone, or all of them; also one whose pairing is still going on.
   * @param device its number, its JID (by number or LID), or its noise key in base64
   */
  unlink(realm: string, number: string, device?: number | string): void
  /** What the service or the wire does to the connection of a linked device, of its own accord. */
  disturb(realm: string, number: string, disturbance: Disturbance): void
  addFault(realm: string, fault: Fault): string
  clearFaults(realm: string): void
  /** Forgets a realm: its accounts, links and faults. Connected companions hear that they were removed. */
  clear(realm: string): void
  close(): Promise<void>
}

export interface LinkedDevice {
  device: number
  linkedAt: number
  online: boolean
  jid: string
}

export interface MultiDeviceOptions {
  store: WorldStore
  phones: Phones
  clock: WorldClock
  /**
   * Offered every text to a number without linked devices. Returns true when it took the text further, to a Cloud API
   * number for example; no phone receives it then.
   */
  carry?: ((realm: string, message: CarriedText) => unknown) | undefined
  log?: ((line: string) => void) | undefined
}

const PATH = '/ws/chat'
const DEFAULT_REALM = 'default'
const FRAME_BYTES_MAX = 4 * 1024 * 1024

export async function createMultiDeviceSimulator(options: MultiDeviceOptions): Promise<MultiDeviceSimulator> {
  const { store, phones, clock } = options
  const directory = openDirectory(store, phones)
  const faults = createFaults()
  const outbox = openOutbox(store, directory)
  const media = openMediaHosts(store, phones.shelf, faults)
  const serial = createSerial()
  const server = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES_MAX, perMessageDeflate: false })
  const realmOf = new Map<WebSocket, string>()
  const silent = new Set<WebSocket>()
  let network: Network | undefined
  let loading: Promise<Network> | undefined
  const world: World = {
    store,
    phones,
    directory,
    outbox,
    faults,
    serial,
    carried: openCarriedMessages(store),
    media,
    proofs: new Map(),
    now: () => clock.now(),
    flush: (address) => network?.flush(address),
    carry: options.carry,
    log: options.log ?? (() => undefined),
  }

  /** Baileys takes a fifth of a second to load, so it waits until somebody needs it. */
  function load(): Promise<Network> {
    loading ??= import('./network.ts').then(({ createNetwork }) => {
      network = createNetwork(world, store)
      return network
    })
    return loading
  }

  return {
    async preload() {
      await load()
    },
    handleUpgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://simulator')
      if (url.pathname !== PATH) return false
      const realm = url.searchParams.get('realm') || DEFAULT_REALM
      if (faults.take(realm, isDown)) {
        socket.destroy()
        return true
      }
      const host = request.headers.host ?? url.host
      server.handleUpgrade(request, socket, head, (client) => accept(client, { realm, host }))
      return true
    },
    handle: media.handle,
    async scan(realm, number, qr) {
      const { device } = await (await load()).scan(realm, number, qr)
      return { device }
    },
    send: async (realm, write) => (await load()).send(realm, write),
    sendText: async (realm, message) => (await load()).send(realm, { type: 'text', ...message }),
    sendRaw: async (realm, message) => (await load()).sendRaw(realm, message),
    hasCompanions: (realm, number) => directory.companions(realm, number).length > 0,
    devices: (realm, number) =>
      directory.companions(realm, number).map((companion) => ({
        device: companion.device,
        linkedAt: companion.linkedAt,
        online: network?.isOnline(companion) ?? false,
        jid: `${number}:${companion.device}@s.whatsapp.net`,
      })),
    unlink(realm, number, device) {
      network?.cancelPairings(realm, (owner, pending, noiseKey) => {
        return owner === number && isMeant(device, { device: pending, noiseKey })
      })
      for (const companion of directory.companions(realm, number)) {
        if (isMeant(device, companion)) remove(companion)
      }
    },
    disturb(realm, number, disturbance) {
      for (const companion of directory.companions(realm, number)) {
        const connection = network?.connectionOf(companion)
        if (connection) inflict(connection, disturbance)
      }
    },
    addFault(realm, fault) {
      const id = faults.add(realm, fault)
      if (isDown(fault) || isLoginError(fault)) disconnect(realm)
      return id
    },
    clearFaults(realm) {
      faults.clear(realm)
      hangUp(realm)
    },
    clear(realm) {
      faults.clear(realm)
      serial.outdate(realm)
      network?.cancelPairings(realm, () => true)
      for (const { value } of store.list<Companion>('md.companion', `${realm}/`)) remove(value)
      network?.drop(realm)
      hangUp(realm)
      store.transaction(() => {
        for (const kind of REALM_KINDS) {
          for (const { key } of store.list(kind, `${realm}/`)) store.delete(kind, key)
        }
      })
    },
    async close() {
      network?.stop()
      for (const client of server.clients) client.terminate()
      server.close()
      await serial.idle()
    },
  }

  function accept(client: WebSocket, dialled: { realm: string; host: string }): void {
    const { realm } = dialled
    realmOf.set(client, realm)
    client.on('close', () => {
      realmOf.delete(client)
      silent.delete(client)
    })
    client.on('error', () => client.terminate())
    if (faults.take(realm, isHang)) {
      silent.add(client)
      return
    }
    client.pause()
    load().then(
      (loaded) => {
        loaded.serve(client, dialled)
        client.resume()
      },
      (error: unknown) => {
        world.log(`the multi-device simulator cannot start: ${error}`)
        client.terminate()
      },
    )
  }

  /** Ends the connections that a fault left without an answer. */
  function hangUp(realm: string): void {
    for (const client of silent) if (realmOf.get(client) === realm) client.terminate()
  }

  function disconnect(realm: string): void {
    for (const [client, owner] of realmOf) if (owner === realm) client.terminate()
  }

  function remove(companion: Companion): void {
    outbox.forget(companion)
    directory.unlink(companion)
    network?.removed(companion)
  }

  function isMeant(wanted: number | string | undefined, { device, noiseKey }: Pick<Companion, 'device' | 'noiseKey'>) {
    if (wanted === undefined || wanted === device) return true
    if (typeof wanted === 'number') return false
    const [, inJid] = /:(\d+)@/.exec(wanted) ?? []
    return inJid === undefined ? wanted === noiseKey.toString('base64') : Number(inJid) === device
  }
}

/** Everything the simulator keeps for a realm. `md.server` and `md.noise` belong to none. */
const REALM_KINDS = [
  'md.account',
  'md.lid',
  'md.companion',
  'md.last-device',
  'md.pre-key',
  'md.queue',
  'md.phone-keys',
  'md.phone-pre-key',
  'md.phone-last-key',
  'md.session',
  'md.message',
  'md.media',
  'md.retry',
]

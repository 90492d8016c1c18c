import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import {
  type AuthenticationState,
  type BaileysEventMap,
  type BinaryNode,
  Browsers,
  BufferJSON,
  type ConnectionState,
  initAuthCreds,
  makeWASocket,
  type SignalDataTypeMap,
  WA_CERT_DETAILS,
  type WAMessage,
  type WASocket,
} from 'baileys'
import { pino } from 'pino'
import { openPhones, type Phones } from '../phone/phones.ts'
import { openShelf } from '../shelf.ts'
import { openWorldStore, type WorldStore } from '../store.ts'
import { serverIdentity } from './certificate-chain.ts'
import {
  createMultiDeviceSimulator,
  type MultiDeviceOptions,
  type MultiDeviceSimulator,
} from './multi-device-simulator.ts'

/** The simulator behind a real HTTP server, for tests that speak to it with unmodified Baileys. */
export interface Rig {
  store: WorldStore
  phones: Phones
  simulator: MultiDeviceSimulator
  url(realm?: string): string
  log: string[]
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export async function startRig(options: { file?: string; carry?: MultiDeviceOptions['carry'] } = {}): Promise<Rig> {
  const store = openWorldStore(options.file ?? ':memory:')
  const files = await mkdtemp(join(tmpdir(), 'multi-device-files-'))
  const phones = openPhones(store, openShelf(files))
  const log: string[] = []
  const simulator = await createMultiDeviceSimulator({
    store,
    phones,
    clock: { now: () => Date.now() },
    carry: options.carry,
    log: (line) => log.push(line),
  })
  WA_CERT_DETAILS.PUBLIC_KEY = serverIdentity(store).rootPublicKey as typeof WA_CERT_DETAILS.PUBLIC_KEY
  const server = createServer((request, response) => {
    if (!simulator.handle(request, response)) response.writeHead(404).end()
  })
  const sockets = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    if (!simulator.handleUpgrade(request, socket, head)) socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  let closed = false
  const rig: Rig = {
    store,
    phones,
    simulator,
    url: (realm) => `ws://127.0.0.1:${port}/ws/chat${realm ? `?realm=${realm}` : ''}`,
    log,
    async close() {
      if (closed) return
      closed = true
      await simulator.close()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      store.close()
      await rm(files, { recursive: true, force: true })
    },
    [Symbol.asyncDispose]: () => rig.close(),
  }
  return rig
}

/** Credentials and keys of one companion, kept in memory; `dump` is what an application would have stored. */
export interface Credentials extends AuthenticationState {
  rows: Map<string, unknown>
  dump(): string
}

export function credentials(stored?: string): Credentials {
  const known = stored
    ? (JSON.parse(stored, BufferJSON.reviver) as { creds: AuthenticationState['creds']; rows: [string, unknown][] })
    : undefined
  const creds = known?.creds ?? initAuthCreds()
  const rows = new Map<string, unknown>(known?.rows)
  return {
    creds,
    rows,
    keys: {
      async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
        const found: { [id: string]: SignalDataTypeMap[T] } = {}
        for (const id of ids) {
          const value = rows.get(`${type}/${id}`)
          if (value) found[id] = value as SignalDataTypeMap[T]
        }
        return found
      },
      async set(data) {
        for (const [type, values] of Object.entries(data)) {
          for (const [id, value] of Object.entries(values ?? {})) {
            if (value) rows.set(`${type}/${id}`, value)
            else rows.delete(`${type}/${id}`)
          }
        }
      },
    },
    dump: () => JSON.stringify({ creds, rows: [...rows] }, BufferJSON.replacer),
  }
}

/** One Baileys socket and everything it said. It never reconnects by itself. */
export interface Client {
  socket: WASocket
  credentials: Credentials
  upserts: { message: WAMessage; type: string }[]
  stanzas: BinaryNode[]
  /** Resolves with what `look` finds, looked for now and after each event. */
  until<T>(what: string, look: () => T | undefined | false): Promise<T>
  qr(after?: number): Promise<string>
  open(): Promise<void>
  /** The status the connection was closed with. */
  closed(): Promise<number>
  status(id: string): number | undefined
  end(): Promise<void>
}

const PATIENCE_MS = 4000

export function connect(url: string, held = credentials(), qrTimeout = 2000): Client {
  const socket = makeWASocket({
    auth: held,
    waWebSocketUrl: url,
    qrTimeout,
    logger: pino({ level: 'silent' }),
    browser: Browsers.ubuntu('Chrome'),
    markOnlineOnConnect: false,
    emitOwnEvents: false,
    connectTimeoutMs: 3000,
    defaultQueryTimeoutMs: 3000,
    retryRequestDelayMs: 1,
  })
  const listeners = new Set<() => void>()
  const states: Partial<ConnectionState>[] = []
  const statuses = new Map<string, number>()
  const stanzas: BinaryNode[] = []
  const upserts: Client['upserts'] = []
  const qrs: string[] = []

  function on<E extends keyof BaileysEventMap>(event: E, take: (data: BaileysEventMap[E]) => void): void {
    socket.ev.on(event, (data) => {
      take(data)
      for (const listener of [...listeners]) listener()
    })
  }
  function progress(id: string | null | undefined, status: number | null | undefined): void {
    if (id && status !== null && status !== undefined) statuses.set(id, status)
  }
  on('connection.update', (update) => {
    states.push(update)
    if (update.qr) qrs.push(update.qr)
  })
  on('creds.update', () => undefined)
  on('messages.upsert', ({ messages, type }) => {
    for (const message of messages) {
      upserts.push({ message, type })
      progress(message.key.id, message.status)
    }
  })
  on('messages.update', (updates) => {
    for (const { key, update } of updates) progress(key.id, update.status)
  })
  socket.ws.on('frame', (frame: BinaryNode | Uint8Array) => {
    if (frame instanceof Uint8Array) return
    stanzas.push(frame)
    for (const listener of [...listeners]) listener()
  })

  const client: Client = {
    socket,
    credentials: held,
    upserts,
    stanzas,
    until<T>(what: string, look: () => T | undefined | false) {
      return new Promise<T>((resolve, reject) => {
        const timer = setTimeout(() => finish(() => reject(new Error(`waited in vain for ${what}`))), PATIENCE_MS)
        function finish(how: () => void): void {
          clearTimeout(timer)
          listeners.delete(check)
          how()
        }
        function check(): void {
          const found = look()
          if (found !== undefined && found !== false) finish(() => resolve(found))
        }
        listeners.add(check)
        check()
      })
    },
    qr: (after = 0) => client.until('a QR code', () => qrs[after]),
    open: async () => {
      await client.until('the open connection', () => states.some(({ connection }) => connection === 'open'))
    },
    closed: () => client.until('the closed connection', () => closeStatus(states)),
    status: (id) => statuses.get(id),
    end: () => socket.end(undefined),
  }
  return client
}

function closeStatus(states: Partial<ConnectionState>[]): number | undefined {
  const last = states.find(({ connection }) => connection === 'close')
  if (!last) return undefined
  const error = last.lastDisconnect?.error
  return error && 'output' in error ? (error.output as { statusCode: number }).statusCode : 0
}

/** The whole way from a blank companion to an open connection: QR code, scan, 515, login. */
export async function pair(rig: Rig, number: string, realm?: string): Promise<Client> {
  if (!rig.phones.find(realm ?? 'default', number))
    rig.phones.add(realm ?? 'default', { number, name: `Owner of ${number}` })
  const first = connect(rig.url(realm))
  await rig.simulator.scan(realm ?? 'default', number, await first.qr())
  await first.closed()
  const second = connect(rig.url(realm), first.credentials)
  await second.open()
  return second
}

export const OWNER = '5491150000001'

/**
 * A rig whose phone OWNER already has one companion, logged in. The pairing is done once per test file and its store
 * copied, since the 812 keys of a pairing cost more than all the rest.
 */
export async function startLinkedRig(options: { carry?: MultiDeviceOptions['carry'] } = {}): Promise<LinkedRig> {
  template ??= pairOnce()
  const { world, stored } = await template
  const folder = await mkdtemp(join(tmpdir(), 'multi-device-'))
  const copy = join(folder, 'world.db')
  await writeFile(copy, world)
  const rig = await startRig({ ...options, file: copy })
  const client = connect(rig.url(), credentials(stored))
  await client.open()
  async function close(): Promise<void> {
    await rig.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...rig, client, file: copy, close, [Symbol.asyncDispose]: close }
}

export interface LinkedRig extends Rig {
  client: Client
  file: string
}

let template: Promise<{ world: Buffer; stored: string }> | undefined

async function pairOnce(): Promise<{ world: Buffer; stored: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'multi-device-'))
  const file = join(folder, 'world.db')
  const rig = await startRig({ file })
  const client = await pair(rig, OWNER)
  await client.until('the push name', () => client.credentials.creds.me?.name)
  await client.end()
  await rig.close()
  const world = await readFile(file)
  await rm(folder, { recursive: true })
  return { world, stored: client.credentials.dump() }
}

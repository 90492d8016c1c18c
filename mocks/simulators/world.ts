import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { lockDataDirectory } from '../../server/drivers/sqlite/lock.ts'
import { type ShiftableClock, shiftableClock } from '../../server/drivers/system/clock.ts'
import { type ClockFollowers, createClockFollowers } from './clock-followers.ts'
import { createGraphSimulator, type GraphSimulator } from './graph/simulator.ts'
import type { Callback } from './graph/webhooks.ts'
import type { GraphApp } from './graph/world.ts'
import { createMultiDeviceSimulator, type MultiDeviceSimulator } from './multi-device/multi-device-simulator.ts'
import { openPhones, type Phones } from './phone/phones.ts'
import type { PhoneWrite } from './phone/writes.ts'
import { SimulatorRefusal } from './refusal.ts'
import { openShelf } from './shelf.ts'
import { openWorldStore } from './store.ts'

/** The Meta app of every simulated world. A gateway pointed at one is configured with these values. */
export const worldApp: GraphApp & { verifyToken: string } = {
  id: '100000000000777',
  secret: 'simulated-app-secret',
  configId: '100000000000778',
  verifyToken: 'simulated-verify-token',
}

/** WhatsApp, Meta, people with phones and the time they live in, behind one port. */
export interface World {
  /** `http://127.0.0.1:PORT`: Graph, its SDK and dialog; `ws://` + the same host + `/ws/chat`: multi-device. */
  url: string
  server: Server
  clock: ShiftableClock
  phones: Phones
  graph: GraphSimulator
  multiDevice: MultiDeviceSimulator
  followers: ClockFollowers
  /** From a phone to whatever is behind that number in the realm: a Cloud API number or a linked account. Answers the id. */
  send(realm: string, write: PhoneWrite): Promise<string>
  /** Where Meta's webhooks go; null = they wait. */
  setCallback(url: string | null): void
  clear(realm: string): void
  close(): Promise<void>
}

/** @param options.directory its own folder below the data directory; locked while the world runs */
export async function startWorld(options: {
  directory: string
  host?: string
  port?: number
  seed?: string
  log?: (line: string) => void
  /** Requests that belong to no simulator, e.g. the control API of a world of its own. */
  fallback?: Parameters<typeof createServer>[1]
}): Promise<World> {
  const unlock = lockDataDirectory(options.directory)
  mkdirSync(options.directory, { recursive: true })
  const store = openWorldStore(join(options.directory, 'world.db'))
  const clock = shiftableClock({
    offset: store.get<number>('clock', 'offset') ?? 0,
    onOffset: (offset) => store.set('clock', 'offset', offset),
  })
  let callbackUrl: string | null = null
  const callback = (): Callback | undefined =>
    callbackUrl === null ? undefined : { url: callbackUrl, verifyToken: worldApp.verifyToken }

  const phones = openPhones(store, openShelf(join(options.directory, 'files')))
  const { seed, log } = options
  const graph = createGraphSimulator({ store, phones, clock, app: worldApp, callback, seed, log })
  const multiDevice = await createMultiDeviceSimulator({
    store,
    phones,
    clock,
    log,
    carry(realm, { from, to, text }) {
      if (!graph.ownsNumber(realm, to)) return false
      graph.receiveText(realm, { from, to, text })
      return true
    },
  })
  const server = createServer((req, res) => {
    if (multiDevice.handle(req, res) || graph.handle(req, res)) return
    if (options.fallback) options.fallback(req, res)
    else res.writeHead(404).end()
  })
  const followers = createClockFollowers(() => clock.offset())
  server.on('upgrade', (req, socket, head) => {
    const taken = multiDevice.handleUpgrade(req, socket, head) || followers.handleUpgrade(req, socket, head)
    if (!taken) socket.destroy()
  })
  await listen(server, options.port ?? 0, options.host ?? '127.0.0.1')
  const stopSettling = clock.onJump(() => void graph.settle())

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    clock,
    phones,
    graph,
    multiDevice,
    followers,
    async send(realm, write) {
      const toOurs = graph.ownsNumber(realm, write.to) && !graph.ownsNumber(realm, write.from)
      if (write.referral && !toOurs) {
        throw new SimulatorRefusal(400, 'NO_ADS', 'Ads and posts lead people to Cloud API numbers only')
      }
      if (graph.ownsNumber(realm, write.from)) return graph.writeInApp(realm, write)
      if (graph.ownsNumber(realm, write.to)) return graph.receive(realm, write)
      return multiDevice.send(realm, write)
    },
    setCallback(url) {
      callbackUrl = url
      void graph.settle()
    },
    clear(realm) {
      multiDevice.clear(realm)
      graph.clear(realm)
      phones.clear(realm)
    },
    async close() {
      stopSettling()
      server.close()
      followers.close()
      await multiDevice.close()
      await graph.close()
      server.closeAllConnections()
      store.close()
      unlock()
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

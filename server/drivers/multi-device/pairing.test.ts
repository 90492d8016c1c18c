import { initAuthCreds } from 'baileys'
import { expect, test } from 'vitest'
import type { PairingStep } from '../../domain/ports/pairing.ts'
import { closingOf } from './from-baileys.ts'
import { pairCompanion } from './pairing.ts'
import type { SocketEvent } from './socket.ts'

test('an account that wants a passkey ends the pairing with that reason', async () => {
  const pairing = start()
  pairing.say({ kind: 'qr', qr })
  pairing.say({ kind: 'passkey_asked' })
  expect(await pairing.done).toMatchObject({ step: 'failed', code: 'passkey_required' })
  expect(pairing.ended()).toBe(pairing.opened())
})

test('without a name the companion is linked after the wait', async () => {
  const pairing = start({ nameWaitMs: 5 })
  pairing.link()
  expect(await pairing.done).toEqual({ step: 'linked', digits: '5491150000001', pushName: null })
})

test('a name that comes in time is told', async () => {
  const pairing = start({ nameWaitMs: 60_000 })
  pairing.link()
  pairing.name('Casa Central')
  expect(await pairing.done).toMatchObject({ pushName: 'Casa Central' })
})

test('what the socket told before it was handed over goes with it, the end of the connection included', async () => {
  const pairing = start({ nameWaitMs: 60_000 })
  pairing.link()
  pairing.say({ kind: 'receipts', receipts: [] })
  pairing.name('Casa Central')
  pairing.say({ kind: 'closed', closing: closingOf(1006) })
  await pairing.done
  expect(pairing.handedOver().map(({ kind }) => kind)).toEqual(['receipts', 'named', 'closed'])
})

test('a connection that breaks before the name came is opened again', async () => {
  const pairing = start({ nameWaitMs: 60_000 })
  pairing.link()
  pairing.say({ kind: 'closed', closing: closingOf(1006) })
  await pairing.openedTimes(2)
  pairing.name('Casa Central')
  pairing.say({ kind: 'open' })
  expect(await pairing.done).toMatchObject({ step: 'linked', pushName: 'Casa Central' })
})

test('an abort ends the pairing without a last step and closes its socket', async () => {
  const pairing = start()
  pairing.say({ kind: 'qr', qr })
  pairing.abort()
  expect(await pairing.done).toBeUndefined()
  expect(pairing.ended()).toBe(1)
})

const qr = 'https://wa.me/settings/linked_devices#ref,noise,identity,secret,1'

function start({ nameWaitMs = 1_000 } = {}) {
  const creds = initAuthCreds()
  const abort = new AbortController()
  const waiters = new Map<number, () => void>()
  const steps: PairingStep[] = []
  let listener: (event: SocketEvent) => void = () => undefined
  let opened = 0
  let ended = 0
  let told: SocketEvent[] = []
  const generator = pairCompanion({
    store: { creds, save: async () => undefined },
    clock: { now: () => Date.now(), onJump: () => () => undefined },
    qrTimeoutMs: 20_000,
    backoff: { firstMs: 1, maxMs: 1 },
    nameWaitMs,
    signal: abort.signal,
    open(next) {
      listener = next
      opened += 1
      waiters.get(opened)?.()
      return {
        async end() {
          ended += 1
        },
      }
    },
    handOver(_socket, events) {
      told = events
    },
  })
  async function run(): Promise<PairingStep | undefined> {
    for (;;) {
      const { done, value } = await generator.next()
      if (done) return value
      steps.push(value)
    }
  }
  const done = run()
  return {
    done,
    steps,
    opened: () => opened,
    ended: () => ended,
    handedOver: () => told,
    abort: () => abort.abort(),
    say: (event: SocketEvent) => listener(event),
    link() {
      creds.me = { id: '5491150000001:7@s.whatsapp.net' }
      listener({ kind: 'scanned' })
      listener({ kind: 'open' })
    },
    name(name: string) {
      creds.me = { id: '5491150000001:7@s.whatsapp.net', name }
      listener({ kind: 'named' })
    },
    openedTimes: (times: number) =>
      new Promise<void>((resolve) => {
        if (opened >= times) resolve()
        else waiters.set(times, resolve)
      }),
  }
}

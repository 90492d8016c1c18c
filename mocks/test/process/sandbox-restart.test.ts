import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Integrator, integratorAt, type People, pair, peopleAt } from './actors.ts'
import { temporaryFolder } from './program.ts'
import { type ServerProgram, startSandboxProgram } from './servers.ts'
import { type Sink, startSink } from './sink.ts'
import { until } from './until.ts'

const lucio = '+5491155555555'
const marta = '+5491150002222'
const shop = '+5491150001111'
const branch = '+5491150003333'
const texts = Array.from({ length: 24 }, (_, index) => `message ${index}`)

/** One sandbox, busy with everything at once, killed with SIGKILL and started again on its data. */
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let program: ServerProgram
let sink: Sink
let people: People
let integrator: Integrator
let before: Awaited<ReturnType<typeof makeBusy>>

beforeAll(async () => {
  folder = await temporaryFolder()
  sink = await startSink()
  await startProgram()
  before = await makeBusy()
  await program.kill()
  sink.release()
  await startProgram()
})

afterAll(async () => {
  expect(await people.violations()).toEqual([])
  await program[Symbol.asyncDispose]()
  await sink[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

async function startProgram(): Promise<void> {
  program = await startSandboxProgram(folder.path)
  people = peopleAt(program.url)
  integrator = integratorAt(program.url, (await people.credentials()).keebai.token)
}

async function makeBusy() {
  const { channel } = await people.credentials()
  await people.addPhone(shop, 'Tienda')
  await people.addPhone(branch, 'Sucursal')
  await people.addPhone(marta, 'Marta')
  await people.advance('P2D')

  const qrChannel = await pair(integrator, people, shop)
  await integrator.ended(await integrator.queueText(qrChannel, marta, 'before the kill'))

  sink.hold()
  await integrator.subscribe(sink.url, ['whatsapp.message.received'])
  await people.write(lucio, channel.phone_number, 'anybody there?')
  await until(() => sink.arrivals.length === 1)

  const signup = await integrator.startSignup()
  const pairing = await integrator.startPairing()
  let reader: { code: string; lastEventId: string | undefined } | undefined
  for await (const event of integrator.followQr(pairing)) {
    if (event.event !== 'qr') continue
    reader = { code: event.data, lastEventId: event.id }
    break
  }
  const phones = await people.phones()
  const clock = await people.clock()
  const broadcasts = await Promise.all(
    texts.map((text, index) => integrator.queueText(channel.id, lucio, text, `key-${index}`)),
  )
  return { channel, qrChannel, signup, pairing, reader, phones, clock, broadcasts }
}

test('phones, chats and the offset of the clock are there', async () => {
  expect((await people.phones()).map(({ number }) => number)).toEqual(before.phones.map(({ number }) => number))
  expect((await people.screen(marta)).map(({ text }) => text)).toContain('before the kill')
  const ahead = (await people.clock()) - before.clock
  expect(ahead).toBeGreaterThanOrEqual(0)
  expect(ahead).toBeLessThan(60_000)
})

test('a QR channel sends and receives again without a new scan', async () => {
  const after = await integrator.queueText(before.qrChannel, marta, 'after the kill')
  expect(await integrator.ended(after)).toMatchObject({ status: 'COMPLETED', sent: 1 })
  expect((await people.screen(marta)).map(({ text }) => text)).toEqual(['before the kill', 'after the kill'])
  await people.write(marta, shop, 'and back')
  await until(() => sink.arrivals.some((arrival) => arrival.body.includes('and back')))
})

test('an embedded signup that was pending can still be completed', async () => {
  expect(await integrator.connectState(before.signup)).toMatchObject({ status: 'pending' })
  const { phone_number_id } = await people.completeSignup(before.signup)
  const channel = { phone_number_id }
  expect(await integrator.connectState(before.signup)).toMatchObject({ status: 'completed', channel })
})

test('a QR session that was pending goes on with a fresh code, and a reader continues where it stopped', async () => {
  const seen: string[] = []
  const codes: string[] = []
  const lastEventId = before.reader?.lastEventId
  expect(lastEventId).toBeDefined()
  for await (const event of integrator.followQr(before.pairing, { lastEventId })) {
    seen.push(event.event)
    if (event.event === 'qr' && codes.push(event.data) === 1) await people.scan(branch, event.data)
  }
  expect(codes[0]).not.toBe(before.reader?.code)
  expect(seen.filter((name) => name !== 'qr')).toEqual(['connecting', 'connected'])
  expect(await integrator.connectState(before.pairing)).toMatchObject({ status: 'completed' })
})

test('a webhook that was under way arrives again with the same event id and body', async () => {
  const first = sink.arrivals[0]
  expect(first?.event.type).toBe('whatsapp.message.received')
  const again = () => sink.arrivals.filter((arrival) => arrival.event.id === first?.event.id)
  await until(() => again().length >= 2)
  expect(again()[1]?.body).toBe(first?.body)
  expect(again()[1]?.headers['x-keebai-event-id']).toBe(first?.event.id)
})

test('accepted sends arrive once and in order; only what was under way may end as unknown', async () => {
  const { channel, broadcasts } = before
  // Under its key an accepted send is found again instead of being made twice.
  const repeated = await integrator.queueText(channel.id, lucio, texts[0] ?? '', 'key-0')
  expect(repeated).toBe(broadcasts[0])
  // What was under way without evidence of its fate is given up after two minutes.
  await people.advance('PT3M')
  const ends = await Promise.all(broadcasts.map((id) => integrator.ended(id)))
  const arrived = (await people.screen(lucio)).map(({ text }) => text).filter((text) => texts.includes(text))
  expect(arrived).toEqual(texts.filter((_, index) => ends[index]?.status === 'COMPLETED'))
  // One recipient has one message under way at a time.
  expect(ends.filter(({ status }) => status !== 'COMPLETED').length).toBeLessThanOrEqual(1)
})

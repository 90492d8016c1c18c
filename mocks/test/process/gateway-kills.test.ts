import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError } from '../../../client/index.ts'
import { integratorAt, type People, pair, peopleAt } from './actors.ts'
import { makeCompany } from './company.ts'
import { readLedger } from './ledger.ts'
import { freePort, temporaryFolder } from './program.ts'
import { type ServerProgram, startGatewayProgram, startWorldProgram } from './servers.ts'
import { type Sink, startSink } from './sink.ts'
import { until } from './until.ts'

/** Each kill comes after so many more accepted sends. */
const acceptedBetweenKills = [1, 7, 3, 25, 12, 2, 40, 18, 5]
const customers = ['+5491150000001', '+5491150000002', '+5491150000003', '+5491150000004']
/** Customers of senders who wait for WhatsApp: nothing queued stands before them. */
const awaited = ['+5491150000005', '+5491150000006']
const shop = '+5491150001111'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let world: ServerProgram
let gateway: ServerProgram
let sink: Sink
let people: People
let port: number
let integrator: ReturnType<typeof integratorAt>
let qrChannel: string
let cloudChannel: { id: string; phone_number_id: string; phone_number: string }

/** A send and what the integrator was told of it. */
interface Sent {
  text: string
  to: string
  /** `lost`: the connection broke. */
  answer: { broadcast: string } | { accepted: true } | { status: number; body: unknown } | 'lost'
}
const queued: Sent[] = []
const waited: Sent[] = []
const throughQr: Sent[] = []
const written: string[] = []
/** Senders pause when so many sends are accepted. */
let enough = 0

beforeAll(async () => {
  folder = await temporaryFolder()
  sink = await startSink()
  port = await freePort()
  world = await startWorldProgram(folder.path, port)
  people = peopleAt(world.url)
  const { token } = await makeCompany(folder.path)
  await startGateway()
  integrator = integratorAt(gateway.url, token)
  await integrator.subscribe(sink.url, [
    'whatsapp.channel.connected',
    'whatsapp.message.received',
    'whatsapp.message.sent',
    'whatsapp.message.delivered',
    'whatsapp.message.failed',
  ])
  await people.addPhone(shop, 'Tienda')
  qrChannel = await pair(integrator, people, shop)
  const session = await integrator.startSignup()
  await people.completeSignup(session)
  const state = await integrator.connectState(session)
  if (state.status !== 'completed') throw new Error(`The signup is ${state.status}`)
  const { id, phone_number_id, phone_number } = state.channel
  cloudChannel = { id, phone_number_id: phone_number_id ?? '', phone_number: phone_number ?? '' }
  for (const [index, number] of [...customers, ...awaited].entries()) {
    await people.addPhone(number, `Customer ${index}`)
    await write(number, cloudChannel.phone_number, 'opens the window')
  }
  await until(() => received().length === written.length)
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
  await sink[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

async function startGateway(): Promise<void> {
  gateway = await startGatewayProgram(folder.path, { port, worldUrl: world.url, path: '/healthz' })
}

async function write(number: string, to: string, text: string): Promise<void> {
  const unique = `${text} ${written.length}`
  written.push(unique)
  await people.write(number, to, unique)
}

/** Distinct events of received messages; a delivery may repeat one. */
function received(): { text: string; id: string }[] {
  const events = new Map(sink.arrivals.map(({ event }) => [event.id, event]))
  return [...events.values()]
    .filter(({ type }) => type === 'whatsapp.message.received')
    .map(({ id, data }) => ({ id, text: JSON.stringify(data) }))
}

/** What people wrote and no event tells yet. */
function missing(): string[] {
  const told = received()
  return written.filter((text) => !told.some((event) => event.text.includes(`"${text}"`)))
}

/** Sends one after the other until told to stop; a connection that breaks is met with the same request under its key. */
async function queueUntil(stopped: () => boolean, to: string): Promise<void> {
  for (let count = 0; ; count += 1) {
    await until(() => stopped() || queued.length < enough, { withinMs: 30_000 })
    if (stopped()) return
    const text = `to ${to} number ${count}`
    const send = () => integrator.queueText(cloudChannel.id, to, text, `key-${to}-${count}`).catch(whenLost)
    queued.push({ text, to, answer: { broadcast: await until(send, { withinMs: 30_000 }) } })
  }
}

async function sendAndWaitUntil(stopped: () => boolean, to: string): Promise<void> {
  for (let count = 0; ; count += 1) {
    await until(() => stopped() || waited.length < enough, { withinMs: 30_000 })
    if (stopped()) return
    const text = `at once to ${to} number ${count}`
    waited.push({ text, to, answer: await sendAndWait(to, text) })
  }
}

async function sendAndWait(to: string, text: string): Promise<Sent['answer']> {
  try {
    await integrator.sendText(cloudChannel.phone_number_id, to, text)
    return { accepted: true }
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.body }
    // Nobody listens: the next attempt waits for the restart.
    await until(async () => (await fetch(`${gateway.url}/healthz`).catch(() => undefined))?.ok)
    return 'lost'
  }
}

function wasAccepted({ answer }: Sent): boolean {
  return typeof answer === 'object' && 'accepted' in answer
}

/** Whatever a gateway that is being killed does to a connection. */
function whenLost(error: unknown): undefined {
  if (error instanceof ApiError && error.status !== 503) throw error
  return undefined
}

test('a gateway killed again and again loses no accepted send and sends none twice', { timeout: 90_000 }, async () => {
  let stopped = false
  let broken: unknown
  const over = () => stopped
  const senders = [...customers.map((to) => queueUntil(over, to)), ...awaited.map((to) => sendAndWaitUntil(over, to))]
  const lanes = senders.map((sender) =>
    sender.catch((error) => {
      broken = error
    }),
  )
  for (const [round, more] of acceptedBetweenKills.entries()) {
    const text = `by QR ${round}`
    const to = customers[round % customers.length] ?? ''
    const broadcast = await integrator.queueText(qrChannel, to, text)
    throughQr.push({ text, to, answer: { broadcast } })
    const goal = queued.length + more
    enough = goal + customers.length
    // A send that was in flight at a kill holds its recipient back for two minutes: the first ones are heard of before it.
    const settled = () => queued.length >= goal && waited.some(wasAccepted)
    await until(() => broken !== undefined || settled())
    expect(broken).toBeUndefined()
    await gateway.kill()
    await write(to, cloudChannel.phone_number, 'to the number while nobody listens')
    await write(to, shop, 'to the shop while nobody listens')
    await startGateway()
  }
  stopped = true
  await Promise.all(lanes)
  expect(broken).toBeUndefined()
  expect(queued.length).toBeGreaterThan(acceptedBetweenKills.reduce((sum, more) => sum + more, 0))

  // Doubts end after two minutes; the gateway has done that before the world's clock answers.
  await people.advance('PT3M')
  const ends = new Map<string, string>()
  await Promise.all(
    [...queued, ...throughQr].map(async ({ text, answer }) => {
      if (typeof answer !== 'object' || !('broadcast' in answer)) return
      ends.set(text, (await integrator.ended(answer.broadcast)).status)
    }),
  )

  const ledger = readLedger(folder.path)
  const arrivals = (text: string) => ledger.filter((entry) => entry.text === text).length
  const opaque = ledger.map((entry) => entry.bizOpaqueCallbackData)
  expect(new Set(opaque).size).toBe(opaque.length)
  for (const { text } of queued) {
    // What ends otherwise is unknown, and late evidence would have settled it: it never arrived.
    expect(`${text}: ${arrivals(text)}`).toBe(`${text}: ${ends.get(text) === 'COMPLETED' ? 1 : 0}`)
  }
  for (const { text, answer } of waited) {
    if (answer === 'lost') expect(arrivals(text), text).toBeLessThanOrEqual(1)
    else expect(arrivals(text), `${text}: ${JSON.stringify(answer)}`).toBe('accepted' in answer ? 1 : 0)
  }
  expect(waited.some(wasAccepted)).toBe(true)
  for (const { text, to } of throughQr) {
    const shown = (await people.screen(to)).filter((one) => one.text === text).length
    expect(`${text}: ${shown}`).toBe(`${text}: ${ends.get(text) === 'COMPLETED' ? 1 : 0}`)
  }
  const unknown = [...ends.values()].filter((status) => status !== 'COMPLETED').length
  expect(unknown).toBeLessThanOrEqual(acceptedBetweenKills.length * (customers.length + 1))
})

test('what people wrote while the gateway was down becomes one event each', async () => {
  await until(() => missing().length === 0, { seen: missing })
  for (const text of written) {
    expect(received().filter((event) => event.text.includes(`"${text}"`)).length, text).toBe(1)
  }
})

test('the QR channel works without a new scan after the last kill', async () => {
  const broadcast = await integrator.queueText(qrChannel, customers[0] ?? '', 'still linked')
  expect(await integrator.ended(broadcast)).toMatchObject({ status: 'COMPLETED', sent: 1 })
})

test('a session is expired at the gateway when the advance of the world has answered', async () => {
  const session = await integrator.startSignup()
  const pairing = await integrator.startPairing()
  await people.advance('PT16M')
  expect(await integrator.connectState(session)).toMatchObject({ status: 'expired' })
  expect(await integrator.connectState(pairing)).toMatchObject({ status: 'expired' })
})

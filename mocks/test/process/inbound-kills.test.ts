import { afterAll, beforeAll, expect, test } from 'vitest'
import { integratorAt, type People, pair, peopleAt } from './actors.ts'
import { makeCompany } from './company.ts'
import { freePort, temporaryFolder } from './program.ts'
import { type ServerProgram, startGatewayProgram, startWorldProgram } from './servers.ts'
import { type Sink, startSink } from './sink.ts'
import { until } from './until.ts'

/** The gateway is killed when an integrator heard of so many more messages, in the middle of those that keep coming. */
const toldBetweenKills = [1, 2, 5, 1, 8, 1, 13, 2, 6, 1]
const customers = ['+5491150000001', '+5491150000002', '+5491150000003', '+5491150000004']
const shop = '+5491150001111'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let world: ServerProgram
let gateway: ServerProgram
let sink: Sink
let people: People
let port: number
let integrator: ReturnType<typeof integratorAt>
let channel: string
const written: string[] = []

beforeAll(async () => {
  folder = await temporaryFolder()
  sink = await startSink()
  port = await freePort()
  world = await startWorldProgram(folder.path, port)
  people = peopleAt(world.url)
  const { token } = await makeCompany(folder.path)
  await startGateway()
  integrator = integratorAt(gateway.url, token)
  await integrator.subscribe(sink.url, ['whatsapp.message.received', 'whatsapp.message.delivered'])
  await people.addPhone(shop, 'Tienda')
  for (const [index, number] of customers.entries()) await people.addPhone(number, `Customer ${index}`)
  channel = await pair(integrator, people, shop)
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

/** Events by id; a delivery may repeat one. */
function events(type: string): Map<string, Record<string, unknown>> {
  const ofType = sink.arrivals.filter(({ event }) => event.type === type)
  return new Map(ofType.map(({ event }) => [event.id, event.data]))
}

/** The texts integrators were told of, one for each event. */
function told(): string[] {
  return [...events('whatsapp.message.received').values()].map((data) => (data.text as { body: string }).body)
}

/** A customer who writes to the shop, one text after the other, in bursts the gateway has to work off. */
async function keepWriting(customer: string, stopped: () => boolean): Promise<void> {
  for (let count = 0; !stopped(); count += 1) {
    const text = `${customer} says ${count}`
    written.push(text)
    await people.write(customer, shop, text)
    await until(() => stopped() || written.length - told().length < untoldMax, { withinMs: 60_000 })
  }
}

/** Untold texts after which customers wait: a line that is down must be able to catch up. */
const untoldMax = 40

test('a gateway killed again and again amid what customers write tells each text once, and each delivery', {
  timeout: 300_000,
}, async () => {
  let stopped = false
  let broken: unknown
  const writers = customers.map((customer) =>
    keepWriting(customer, () => stopped || broken !== undefined).catch((error) => {
      broken ??= error
    }),
  )
  const answers: { text: string; to: string; broadcast: string }[] = []
  for (const [round, more] of toldBetweenKills.entries()) {
    const goal = told().length + more
    await until(() => broken !== undefined || told().length >= goal, { withinMs: 60_000, seen: () => told().length })
    expect(broken).toBeUndefined()
    const text = `answer ${round}`
    const to = customers[round % customers.length] ?? ''
    answers.push({ text, to, broadcast: await integrator.queueText(channel, to, text) })
    await gateway.kill()
    await startGateway()
  }
  stopped = true
  await Promise.all(writers)
  expect(broken).toBeUndefined()

  const missing = () => written.filter((text) => !told().includes(text))
  await until(() => missing().length === 0, { withinMs: 60_000, seen: missing })
  expect(told().toSorted()).toEqual(written.toSorted())

  // An answer that was under way at a kill may end as unknown; of every one that arrived the delivery is told.
  await people.advance('PT3M')
  for (const { text, to, broadcast } of answers) {
    const { sent } = await integrator.ended(broadcast)
    const shown = (await people.screen(to)).filter((message) => message.text === text).length
    expect(`${text}: ${shown}`).toBe(`${text}: ${sent}`)
    const deliveries = () => [...events('whatsapp.message.delivered').values()].map((data) => data.broadcast_id)
    if (sent > 0) await until(() => deliveries().includes(broadcast), { seen: () => text })
  }
})

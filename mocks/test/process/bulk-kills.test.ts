import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import type { BulkRecipient } from '../../../generated/keebai/types.gen.ts'
import { integratorAt, type People, peopleAt } from './actors.ts'
import { makeCompany } from './company.ts'
import { readLedger } from './ledger.ts'
import { freePort, temporaryFolder } from './program.ts'
import { type ServerProgram, startGatewayProgram, startWorldProgram } from './servers.ts'
import { type Sink, startSink } from './sink.ts'
import { until } from './until.ts'

/** The gateway is killed when the simulated Graph has accepted so many more sends of the bulk. */
const sentBetweenKills = [1, 3, 9, 2, 14, 5, 1, 12, 4, 18, 7, 2, 11, 1, 9, 3, 6, 15, 2, 8]
/** More than the kills can use up, however late each of them comes. */
const bulkSizes = [260, 200]

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let world: ServerProgram
let gateway: ServerProgram
let sink: Sink
let people: People
let port: number
let integrator: ReturnType<typeof integratorAt>
let channel: string

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
    'whatsapp.message.sent',
    'whatsapp.message.delivered',
    'whatsapp.message.read',
    'whatsapp.message.failed',
  ])
  const session = await integrator.startSignup()
  await people.completeSignup(session)
  const state = await integrator.connectState(session)
  if (state.status !== 'completed') throw new Error(`The signup is ${state.status}`)
  channel = state.channel.id
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

/** People without a number that chooses its own outcome. */
function recipients(count: number, first: number): BulkRecipient[] {
  return Array.from({ length: count }, (_, index) => ({
    to: `+54911${first + index}`,
    variables: { nombre: `Lucio ${index}`, monto: String(index) },
    meta_data: { order: first + index },
  }))
}

/** Repeated under its key until it is answered, as an integrator does whose connection breaks. */
async function accept(given: BulkRecipient[], key: string): Promise<string> {
  const body = { channel_id: channel, template_name: 'welcome_v2', language: 'es', recipients: given }
  const ask = () =>
    unwrap(keebai.sendBulk({ client: integrator.client, body, headers: { 'Idempotency-Key': key } })).catch(
      () => undefined,
    )
  return (await until(ask, { withinMs: 30_000 })).broadcast_id
}

/** Recipients whose message was on its way when the gateway died: what its store says before anybody opens it again. */
function inFlight(): string[] {
  const db = new DatabaseSync(join(folder.path, 'gateway', 'trunkline.db'))
  const rows = db.prepare("select recipient from messages where state in ('sending', 'in_doubt')").all()
  db.close()
  return rows.map(({ recipient }) => String(recipient))
}

/** What each recipient's events told, by type; an event is one however often it was delivered. */
function told(): Map<string, Map<string, { id: string; data: Record<string, unknown> }>> {
  const byRecipient = new Map<string, Map<string, { id: string; data: Record<string, unknown> }>>()
  for (const { event } of sink.arrivals) {
    const recipient = String(event.data.recipient_id)
    const types = byRecipient.get(recipient) ?? new Map()
    const known = types.get(event.type)
    if (known && known.id !== event.id) throw new Error(`${recipient} was told of ${event.type} twice`)
    byRecipient.set(recipient, types.set(event.type, event))
  }
  return byRecipient
}

test('a gateway killed 20 times amid bulk sends and their webhooks loses nothing accepted and sends nothing twice', {
  timeout: 120_000,
}, async () => {
  const [given, more] = [recipients(bulkSizes[0] ?? 0, 10_002_002), recipients(bulkSizes[1] ?? 0, 20_002_002)]
  const sent = () => readLedger(folder.path).length
  const broadcasts = [await accept(given, 'first')]
  const mayBeUnknown = new Set<string>()
  let accepting: Promise<string> | undefined
  for (const [round, count] of sentBetweenKills.entries()) {
    const goal = sent() + count
    await until(() => sent() >= goal, { withinMs: 30_000, seen: sent })
    // One is accepted amid the kills, by a request that has to be made again and again.
    if (round === 5) accepting = accept(more, 'second')
    await gateway.kill()
    for (const recipient of inFlight()) mayBeUnknown.add(recipient)
    await startGateway()
  }
  broadcasts.push(await (accepting ?? accept(more, 'second')))
  expect(new Set(broadcasts).size).toBe(2)

  const pending = async () => (await Promise.all(broadcasts.map(integrator.progress))).map((one) => one.pending)
  const onlyDoubts = async () => (await pending()).reduce((sum, one) => sum + one, 0) <= mayBeUnknown.size
  await until(onlyDoubts, { withinMs: 60_000 })
  await people.advance('PT3M')

  const all = [...given, ...more]
  const ledger = Map.groupBy(readLedger(folder.path), ({ to }) => `+${to}`)
  const twice = [...ledger].filter(([, entries]) => entries.length > 1).map(([to]) => to)
  expect(twice).toEqual([])
  // The ledger decides: whoever got it is told of to the end, though a doubt may have been given up before word of it came.
  const untold = () => [...ledger.keys()].filter((to) => !told().get(to)?.has('whatsapp.message.read'))
  await until(() => untold().length === 0, { withinMs: 30_000, seen: untold })
  const unknown = all.filter(({ to }) => !ledger.has(to)).map(({ to }) => to)
  const failures = () => unknown.filter((to) => told().get(to)?.has('whatsapp.message.failed'))
  await until(() => failures().length === unknown.length, { withinMs: 30_000, seen: failures })

  const events = told()
  for (const { to, meta_data } of all) {
    const of = events.get(to)
    const types = [...(of?.keys() ?? [])].filter((type) => type !== 'whatsapp.message.failed').sort()
    if (ledger.has(to)) {
      const steps = ['delivered', 'read', 'sent'].map((step) => `whatsapp.message.${step}`)
      expect([to, types]).toEqual([to, steps])
    } else {
      const failed = of?.get('whatsapp.message.failed')?.data
      expect([to, types, failed?.errors]).toMatchObject([to, [], [{ code: 'OUTCOME_UNKNOWN' }]])
      expect(mayBeUnknown.has(to), `${to} ended unknown and was not on its way at a kill`).toBe(true)
    }
    for (const { data } of of?.values() ?? []) expect(data.meta_data).toEqual(meta_data)
  }
  const ended = await Promise.all(broadcasts.map(integrator.ended))
  expect(ended.map((one) => one.sent + one.failed)).toEqual(bulkSizes)
  expect(ended.reduce((sum, one) => sum + one.sent, 0)).toBe(ledger.size)
  console.log(
    `${sentBetweenKills.length} kills: ${all.length} accepted, ${ledger.size} in the ledger of Graph, none twice; ` +
      `${mayBeUnknown.size} were on their way at a kill, ${unknown.length} of them never arrived and ended OUTCOME_UNKNOWN; ` +
      `${sink.arrivals.length} deliveries of ${new Set(sink.arrivals.map(({ event }) => event.id)).size} events`,
  )
})

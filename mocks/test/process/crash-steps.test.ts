import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError } from '../../../client/index.ts'
import { type Integrator, integratorAt, type People, peopleAt } from './actors.ts'
import { makeCompany } from './company.ts'
import { readLedger } from './ledger.ts'
import { freePort, temporaryFolder } from './program.ts'
import { type ServerProgram, startGatewayProgram, startWorldProgram } from './servers.ts'
import { startWorldProxy, type WorldProxy } from './world-proxy.ts'

/** The steps of one send at which a gateway can die; a proxy before the world kills it exactly there. */
const customer = '+5491150000001'
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let world: ServerProgram
let proxy: WorldProxy
let gateway: ServerProgram
let people: People
let integrator: Integrator
let channel: { id: string; phone_number_id: string }
let token: string
let restart: () => Promise<void>

beforeAll(async () => {
  folder = await temporaryFolder()
  const port = await freePort()
  world = await startWorldProgram(folder.path, port)
  proxy = await startWorldProxy(world.url)
  people = peopleAt(world.url)
  token = (await makeCompany(folder.path)).token
  restart = async () => {
    gateway = await startGatewayProgram(folder.path, { port, worldUrl: proxy.url, path: '/healthz' })
  }
  await restart()
  integrator = integratorAt(gateway.url, token)
  const session = await integrator.startSignup()
  const { phone_number_id, phone_number } = await people.completeSignup(session)
  const state = await integrator.connectState(session)
  channel = { id: state.status === 'completed' ? state.channel.id : '', phone_number_id }
  await people.addPhone(customer, 'Marta')
  await people.write(customer, phone_number, 'opens the window')
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await proxy[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const arrivals = (text: string) => readLedger(folder.path).filter((entry) => entry.text === text).length

test('killed after WhatsApp accepted and before the answer: sent once, and late evidence says so', async () => {
  const held = proxy.holdNextSend('after')
  const broadcast = await integrator.queueText(channel.id, customer, 'accepted unheard')
  await held
  await gateway.kill()
  expect(arrivals('accepted unheard')).toBe(1)
  await restart()
  expect(await integrator.ended(broadcast)).toMatchObject({ status: 'COMPLETED', sent: 1 })
  await people.advance('PT3M')
  expect(await integrator.progress(broadcast)).toMatchObject({ status: 'COMPLETED', sent: 1 })
  expect(arrivals('accepted unheard')).toBe(1)
})

test('killed when the request is out and WhatsApp never got it: unknown after two minutes, and never sent', async () => {
  const held = proxy.holdNextSend('before')
  const broadcast = await integrator.queueText(channel.id, customer, 'lost on the way')
  const next = await integrator.queueText(channel.id, customer, 'the one behind it')
  await held
  await gateway.kill()
  await restart()
  expect(await integrator.progress(broadcast)).toMatchObject({ pending: 1 })
  await people.advance('PT3M')
  expect(await integrator.ended(broadcast)).toMatchObject({ status: 'FAILED', failed: 1 })
  // Order per recipient: what stands behind a doubt waits for its end, and then goes.
  expect(await integrator.ended(next)).toMatchObject({ status: 'COMPLETED', sent: 1 })
  expect([arrivals('lost on the way'), arrivals('the one behind it')]).toEqual([0, 1])
})

test('a caller who waited when the gateway died gets no answer, and the send happens at most once', async () => {
  const held = proxy.holdNextSend('after')
  const send = integrator.sendText(channel.phone_number_id, customer, 'waited for')
  const broken = expect(send).rejects.not.toBeInstanceOf(ApiError)
  await held
  await gateway.kill()
  await broken
  await restart()
  await people.advance('PT3M')
  expect(arrivals('waited for')).toBe(1)
})

test('killed before a request is whole: nothing is stored, and the same key makes exactly one send', async () => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', expect: '100-continue' }
  const half = request(`${gateway.url}/v1/messages/text`, { method: 'POST', headers, agent: false })
  const broken = new Promise((resolve) => half.once('error', resolve))
  half.flushHeaders()
  await new Promise<void>((resolve) => half.once('continue', resolve))
  half.write(`{"channel_id":"${channel.id}","to":"${customer}","text":"half`)
  await gateway.kill()
  await broken
  await restart()
  const first = await integrator.queueText(channel.id, customer, 'said once', 'key-1')
  await gateway.kill()
  await restart()
  expect(await integrator.queueText(channel.id, customer, 'said once', 'key-1')).toBe(first)
  await people.advance('PT3M')
  await integrator.ended(first)
  expect(arrivals('said once')).toBeLessThanOrEqual(1)
  expect(readLedger(folder.path).filter(({ text }) => text.startsWith('half'))).toEqual([])
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Channel } from '../../server/domain/channels/channel.ts'
import type { MessageId, PhoneNumber } from '../../server/domain/ids.ts'
import type { Content } from '../../server/domain/messages/message.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { createCloudApiLine } from '../../server/drivers/cloud-api/cloud-api-line.ts'
import { createGraphClient, type GraphClient } from '../../server/drivers/cloud-api/graph-client.ts'
import { createSignupNetwork } from '../../server/drivers/cloud-api/signup-network.ts'
import { createGraphSimulator, type GraphSimulator } from '../simulators/graph/simulator.ts'
import { openPhones } from '../simulators/phone/phones.ts'
import { openWorldStore, type WorldStore } from '../simulators/store.ts'

const app = { id: '1000000000000001', secret: 'app-secret', configId: '2000000000000002' }
const realm = 'shop'
const asset = { wabaId: '42', phoneNumberId: '100000000000001', phoneNumber: '+15552000001', verifiedName: 'Shop' }
const customer = '+5491155555555' as PhoneNumber
const text: Content = { type: 'text', text: 'Hola', previewUrl: false }

let store: WorldStore
let meta: GraphSimulator
let client: GraphClient
let token: string
const server = createServer((req, res) => {
  if (!meta.handle(req, res)) res.writeHead(404).end()
})

beforeAll(async () => {
  store = openWorldStore(':memory:')
  meta = createGraphSimulator({
    store,
    phones: openPhones(store),
    clock: { now: Date.now },
    app,
    callback: () => undefined,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  client = createGraphClient({ baseUrl, appId: app.id, appSecret: app.secret, timeoutMs: 300 })
  token = meta.seedNumber(realm, asset).token
  const body = 'Hola {{nombre}}, son {{monto}}.'
  const template = { name: 'welcome_v2', language: 'es', category: 'UTILITY', parameterFormat: 'NAMED', body } as const
  meta.seedTemplate(realm, asset.wabaId, template)
})

afterAll(async () => {
  client.close()
  server.closeAllConnections()
  server.close()
  await meta.close()
  store.close()
})

test('a text and both forms of a template are taken in, under the id Meta gives and with ours beside it', async () => {
  meta.openWindow(realm, asset.phoneNumberId, customer)
  const values = { nombre: 'Lucio', monto: '100' }
  const parameters = Object.entries(values).map(([parameter_name, text]) => ({ type: 'text', parameter_name, text }))
  const contents: Content[] = [
    text,
    { type: 'template', name: 'welcome_v2', language: 'es', parameters: { form: 'named', values } },
    {
      type: 'template',
      name: 'welcome_v2',
      language: 'es',
      parameters: { form: 'components', components: [{ type: 'body', parameters }] },
    },
  ]
  for (const content of contents) {
    expect(await send(content)).toEqual({ outcome: 'accepted', wamid: expect.stringMatching(/^wamid\./) })
  }
  expect(JSON.stringify(meta.ledger(realm))).toContain('m1')
})

test("Meta's refusals keep Meta's code", async () => {
  const unknown: Content = { type: 'template', name: 'nope', language: 'es', parameters: { form: 'named', values: {} } }
  expect(await send(unknown)).toMatchObject({ outcome: 'refused', code: '132001' })
  const short: Content = { ...unknown, name: 'welcome_v2', parameters: { form: 'named', values: { nombre: 'Lucio' } } }
  expect(await send(short)).toMatchObject({ outcome: 'refused', code: expect.stringMatching(/^132/) })
  expect(await send(text, 'a token of nobody')).toMatchObject({ outcome: 'refused', code: '190' })
})

test('a limit is a matter of time', async () => {
  meta.addFault(realm, { kind: 'error', code: 130429, times: 1 })
  expect(await send(text)).toMatchObject({ outcome: 'postponed', retryInMs: 1_000 })
})

test('a Graph that takes nothing is tried again', async () => {
  meta.addFault(realm, { kind: 'down', times: 1 })
  expect(await send(text)).toMatchObject({ outcome: 'postponed' })
})

test.each(['hang', 'lost'] as const)('a Graph that is %s after the request leaves the outcome open', async (kind) => {
  meta.addFault(realm, { kind, times: 1 })
  expect(await send(text)).toMatchObject({ outcome: 'unknown' })
})

test('a signup goes through: code, grant, subscription, number, registration', async () => {
  const network = createSignupNetwork(client)
  const { code, wabaId, phoneNumberId, phoneNumber } = meta.signup(realm, { verifiedName: 'Second' })
  const business = await network.exchangeCode(code)
  expect(await network.grantedWabas(business)).toEqual([wabaId])
  await network.subscribeApp(business, wabaId)
  const number = {
    id: phoneNumberId,
    digits: phoneNumber.replace('+', ''),
    verifiedName: 'Second',
    coexistence: false,
    registered: false,
  }
  expect(await network.phoneNumbers(business, wabaId)).toEqual([number])
  expect(await network.phoneNumber(business, phoneNumberId)).toEqual(number)
  await network.register(business, phoneNumberId, '123456')
  expect(meta.numbers(realm)).toContainEqual(expect.objectContaining({ phoneNumberId, registered: true }))
  await expect(network.exchangeCode(code)).rejects.toSatisfy(isRefusal('signup_code_refused'))
})

test('a number under coexistence is known by its own fields, and each sync starts once', async () => {
  const network = createSignupNetwork(client)
  const { code, wabaId, phoneNumberId } = meta.signup(realm, { coexistence: true })
  const business = await network.exchangeCode(code)
  await network.subscribeApp(business, wabaId)
  expect(await network.phoneNumbers(business, wabaId)).toMatchObject([{ id: phoneNumberId, coexistence: true }])
  await network.startSync(business, phoneNumberId, 'contacts')
  await network.startSync(business, phoneNumberId, 'history')
  await expect(network.startSync(business, phoneNumberId, 'history')).rejects.toSatisfy(isRefusal('upstream_refused'))
})

test('a code of nobody and a token of nobody lead nowhere', async () => {
  const network = createSignupNetwork(client)
  await expect(network.exchangeCode('nobody')).rejects.toSatisfy(isRefusal('signup_code_refused'))
  expect(await network.grantedWabas('nobody')).toEqual([])
  await expect(network.phoneNumbers(token, '999')).rejects.toSatisfy(isRefusal('upstream_refused'))
})

function send(content: Content, bearer = token) {
  const channel = { id: 'c', phoneNumberId: asset.phoneNumberId } as Channel
  const line = createCloudApiLine({ client, tokenOf: async () => bearer })(channel)
  return line.send({ id: 'm1' as MessageId, to: customer, content })
}

function isRefusal(code: Refusal['code']) {
  return (error: unknown) => error instanceof Refusal && error.is(code)
}

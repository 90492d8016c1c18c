import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubmessage, keebai, unwrap } from '../../../client/index.ts'
import { answer, type Company, call, control, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const on = (company: Company, channelId: string) => ({ client: company.hub, path: { channelId } })
const disconnect = (company: Company, id: string) => answer(hubmessage.disconnectChannel(on(company, id)))
const subscribe = (company: Company, id: string) => answer(hubmessage.subscribeChannel(on(company, id)))
const cancel = (company: Company, id: string, cancelReason?: string) =>
  answer(
    hubmessage.cancelChannel({
      ...on(company, id),
      query: { cancel: 'true' },
      ...(cancelReason !== undefined && { body: { cancelReason } }),
    }),
  )
const remove = (company: Company, id: string) => answer(hubmessage.deleteChannel(on(company, id)))
const error = (status: number, message: string) => ({ status, body: { error: status, message } })

async function connected(company: Company, wabaId?: string) {
  const { id } = await unwrap(
    hubmessage.createChannel({ client: company.hub, body: { name: 'Shop', type: 'META_WHATSAPP' } }),
  )
  const body = await (wabaId === undefined
    ? unwrap(control.createSignupResult({ client: company.control, body: {} }))
    : signedUp(company, wabaId))
  await unwrap(hubmessage.connectChannel({ ...on(company, id), body }))
  return { id, ...body }
}

async function signedUp(company: Company, wabaId: string) {
  const { phoneNumberId, code } = rig.sandbox.world.graph.signup(company.company_id, { wabaId })
  return { wabaId, phoneId: phoneNumberId, code, coexistence: false }
}

test('a disconnected channel sends nothing, is kept, and can be connected again', async () => {
  const company = await rig.company()
  const { id, wabaId, phoneId } = await connected(company)
  expect(await disconnect(company, id)).toMatchObject({ status: 200, body: true })
  expect(await disconnect(company, id)).toMatchObject({ status: 200, body: true })
  const { data } = await unwrap(keebai.listChannels({ client: company.api }))
  expect(data.find((one) => one.phone_number_id === phoneId)).toMatchObject({ is_active: false })
  const { code } = rig.sandbox.world.graph.signup(company.company_id, { phoneNumberId: phoneId, wabaId })
  const again = await answer(
    hubmessage.connectChannel({ ...on(company, id), body: { wabaId, phoneId, code, coexistence: false } }),
  )
  expect(again).toMatchObject({ status: 200, body: { success: true } })
})

test('a channel stays connected when Meta cannot be reached', async () => {
  const company = await rig.company()
  // An account that no other channel uses: the app leaves it with this one.
  const { id } = await connected(company, '555000111')
  await company.fault({ target: 'graph', kind: 'down', times: 9 })
  expect(await disconnect(company, id)).toMatchObject(error(502, 'Integration error'))
  await company.clearFaults()
  expect(await disconnect(company, id)).toMatchObject({ status: 200, body: true })
})

test('a subscription that was paid lasts to the end of its 30 days, and then is over', async () => {
  const company = await rig.company()
  const { id } = await connected(company)
  expect(await subscribe(company, id)).toMatchObject({ status: 200, body: { type: 'SUBSCRIPTION_UPDATED' } })
  await disconnect(company, id)
  expect(await remove(company, id)).toMatchObject(error(422, 'INSTANCE_HAS_ACTIVE_SUBSCRIPTION'))
  expect((await cancel(company, id, 'The shop closes')).status).toBe(204)
  expect(await remove(company, id)).toMatchObject(error(422, 'INSTANCE_HAS_ACTIVE_SUBSCRIPTION'))
  await rig.advance('P31D')
  expect(await subscribe(company, id)).toMatchObject(error(422, 'SUBSCRIPTION_TERMINATED'))
  expect((await remove(company, id)).status).toBe(204)
})

test('a cancellation can be taken back while the subscription lasts', async () => {
  const company = await rig.company()
  const { id } = await connected(company)
  await subscribe(company, id)
  await cancel(company, id)
  expect((await cancel(company, id)).status).toBe(204)
  expect((await subscribe(company, id)).status).toBe(200)
  await rig.advance('P31D')
  expect((await subscribe(company, id)).status).toBe(200)
})

test('a channel on trial is canceled at once', async () => {
  const company = await rig.company()
  const { id } = await connected(company)
  expect((await cancel(company, id)).status).toBe(204)
  expect(await subscribe(company, id)).toMatchObject(error(422, 'SUBSCRIPTION_TERMINATED'))
  expect(await cancel(company, id)).toMatchObject(error(422, 'SUBSCRIPTION_TERMINATED'))
})

test('a connected channel is not deleted; a deleted one is gone on both surfaces', async () => {
  const company = await rig.company()
  const { id } = await connected(company)
  expect(await remove(company, id)).toMatchObject(error(422, 'INSTANCE_STILL_CONNECTED'))
  await disconnect(company, id)
  expect((await remove(company, id)).status).toBe(204)
  expect(await remove(company, id)).toMatchObject(error(404, 'Instance not found'))
  expect((await company.call('GET', `/v1/channels/${id}`)).status).toBe(404)
})

test('without the role nothing is subscribed, cancelled or deleted; with it nobody touches what is not theirs', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  const { id } = await connected(company)
  expect(await disconnect(stranger, id)).toMatchObject(error(404, 'Channel not found'))
  expect(await subscribe(stranger, id)).toMatchObject(error(404, 'Channel not found'))
  expect(await cancel(stranger, id)).toMatchObject(error(404, 'Channel not found'))
  expect(await remove(stranger, id)).toMatchObject(error(404, 'Instance not found'))
})

test('a cancellation says that it is meant, and a deletion who asks for it', async () => {
  const company = await rig.company()
  const { id } = await connected(company)
  const path = `/hubmessage/v1/channels/${id}`
  const token = company.hubmessage.secret_key
  for (const query of ['', '?cancel=false']) {
    expect(await call(rig.url, 'DELETE', `${path}/cancel${query}`, { token })).toMatchObject(
      error(400, 'cancel query param is required'),
    )
  }
  const headers = { authorization: 'Basic aHVi' }
  expect(await call(rig.url, 'DELETE', path, { headers })).toMatchObject(error(400, 'Authorization invalid'))
  expect(await call(rig.url, 'DELETE', path, {})).toMatchObject(error(401, 'Unauthorized'))
})

test('of the channels a company may subscribe, one more is refused until one is cancelled for good', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  const [one, two] = [await connected(company), await connected(company)]
  const { settings } = rig.sandbox.gateway.context
  settings.subscriptionsMax = 1
  try {
    expect((await subscribe(company, one.id)).status).toBe(200)
    expect((await subscribe(company, one.id)).status).toBe(200)
    expect(await subscribe(company, two.id)).toMatchObject(error(422, 'CREDIT_LIMIT_EXCEEDED'))
    expect((await subscribe(stranger, stranger.channel.id)).status).toBe(200)
    expect((await cancel(company, one.id)).status).toBe(204)
    // What is paid for is used to its end.
    expect(await subscribe(company, two.id)).toMatchObject(error(422, 'CREDIT_LIMIT_EXCEEDED'))
    await rig.advance('P31D')
    expect((await subscribe(company, two.id)).status).toBe(200)
  } finally {
    settings.subscriptionsMax = null
  }
})

import { expect, test } from 'vitest'
import { APP, codeOf, openGraphRig } from './graph-rig.ts'

test('a signup leads from the code to a registered number', async () => {
  await using rig = await openGraphRig()
  const { wabaId, phoneNumberId, phoneNumber, code } = rig.graph.signup('one', { verifiedName: 'Almacén' })
  const { access_token: token } = (await rig.exchange(code)).body
  expect(token).toMatch(/^EAA/)

  const debugged = await rig.call('GET', `/debug_token?input_token=${token}`, `${APP.id}|${APP.secret}`)
  expect(debugged.body).toMatchObject({
    data: {
      app_id: APP.id,
      is_valid: true,
      granular_scopes: [{ scope: 'whatsapp_business_management', target_ids: [wabaId] }, {}],
    },
  })
  expect((await rig.call('POST', `/${wabaId}/subscribed_apps`, String(token))).body).toEqual({ success: true })
  expect(
    (await rig.call('GET', `/${wabaId}/phone_numbers?fields=status,verified_name`, String(token))).body,
  ).toMatchObject({
    data: [{ id: phoneNumberId, status: 'PENDING', verified_name: 'Almacén' }],
  })
  const register = { messaging_product: 'whatsapp', pin: '123456' }
  for (const _attempt of ['first', 'repeated']) {
    const registered = await rig.call('POST', `/${phoneNumberId}/register`, String(token), register)
    expect(registered.body).toEqual({ success: true })
  }
  const read = await rig.call('GET', `/${phoneNumberId}?fields=status,is_on_biz_app,platform_type`, String(token))
  expect(read.body).toEqual({
    id: phoneNumberId,
    status: 'CONNECTED',
    is_on_biz_app: false,
    platform_type: 'CLOUD_API',
  })
  const plain = await rig.call('GET', `/${phoneNumberId}`, String(token))
  expect(String(plain.body.display_phone_number).replace(/\D/g, '')).toBe(phoneNumber)
  expect(Object.keys(plain.body).sort()).toEqual(['display_phone_number', 'id', 'quality_rating', 'verified_name'])
})

test('a code is taken once, within 30 seconds, by its app', async () => {
  await using rig = await openGraphRig()
  const { code } = rig.graph.signup('one', {})
  const wrongSecret = await rig.call('GET', `/oauth/access_token?client_id=${APP.id}&client_secret=x&code=${code}`)
  expect(codeOf(wrongSecret)).toBe(1)
  expect((await rig.exchange(code)).status).toBe(200)
  expect((await rig.exchange(code)).body).toMatchObject({ error: { code: 100, error_subcode: 36009 } })

  const late = rig.graph.signup('one', {})
  rig.time.now += 31_000
  expect((await rig.exchange(late.code)).body).toMatchObject({ error: { code: 100, error_subcode: 36007 } })
  expect(codeOf(await rig.exchange('AQunknown'))).toBe(100)
})

test('each signup brings a fresh number; given ids are kept', async () => {
  await using rig = await openGraphRig()
  const first = rig.graph.signup('one', {})
  const second = rig.graph.signup('one', {})
  expect(second.phoneNumber).not.toBe(first.phoneNumber)
  const asked = { wabaId: '428083093730937', phoneNumberId: '123456789012345', code: 'ABC123DEF456' }
  expect(rig.graph.signup('one', { ...asked, codeLifetimeMs: 1e12 })).toMatchObject(asked)
  rig.time.now += 3_600_000
  expect((await rig.exchange('ABC123DEF456')).status).toBe(200)
  const again = rig.graph.signup('one', { phoneNumber: `+${first.phoneNumber}` })
  expect(again).toMatchObject({ wabaId: first.wabaId, phoneNumberId: first.phoneNumberId })
  expect(rig.graph.numbers('one')).toHaveLength(3)
})

test('assets of another business and of another realm read as absent', async () => {
  await using rig = await openGraphRig()
  const mine = rig.graph.signup('one', {})
  const theirs = rig.graph.signup('two', {})
  const token = String((await rig.exchange(mine.code)).body.access_token)
  for (const id of [theirs.phoneNumberId, theirs.wabaId, '42']) {
    const reply = await rig.call('GET', `/${id}`, token)
    expect(reply).toMatchObject({ status: 400, body: { error: { code: 100, error_subcode: 33 } } })
  }
  expect(await rig.call('GET', `/${mine.wabaId}`)).toMatchObject({ status: 401, body: { error: { code: 190 } } })
  expect(rig.graph.ownsNumber('two', mine.phoneNumber)).toBe(false)

  const shared = rig.graph.signup('two', { phoneNumberId: mine.phoneNumberId })
  expect(shared.phoneNumber).toBe(mine.phoneNumber)
  rig.graph.clear('one')
  expect(rig.graph.numbers('one')).toEqual([])
  expect((await rig.call('GET', `/${mine.wabaId}`, token)).status).toBe(401)
  expect(rig.graph.numbers('two')).toHaveLength(2)
})

test('a coexistence sync runs once per type, within 24 hours, and only for a subscribed app', async () => {
  await using rig = await openGraphRig()
  rig.phones.add('one', { number: '5491155555555', name: 'Lucio' })
  const { wabaId, phoneNumberId, code } = rig.graph.signup('one', { coexistence: true })
  const token = String((await rig.exchange(code)).body.access_token)
  const sync = (type: string) =>
    rig.call('POST', `/${phoneNumberId}/smb_app_data`, token, { messaging_product: 'whatsapp', sync_type: type })

  expect(codeOf(await sync('history'))).toBe(100)
  await rig.call('POST', `/${wabaId}/subscribed_apps`, token)
  expect((await sync('smb_app_state_sync')).body).toMatchObject({ request_id: expect.stringMatching(/^\d+$/) })
  expect((await sync('history')).status).toBe(200)
  expect(codeOf(await sync('history'))).toBe(2593107)
  await rig.graph.settle()
  const fields = rig.inbox.map(({ body }) => JSON.stringify(body).match(/"field":"(\w+)"/)?.[1])
  expect(fields.toSorted()).toEqual(['account_update', 'history', 'history', 'history', 'smb_app_state_sync'])

  const register = { messaging_product: 'whatsapp', pin: '123456' }
  expect(codeOf(await rig.call('POST', `/${phoneNumberId}/register`, token, register))).toBe(100)
  const later = rig.graph.signup('one', { phoneNumberId, coexistence: true })
  rig.time.now += 25 * 3_600_000
  expect(later.phoneNumberId).toBe(phoneNumberId)
  expect(codeOf(await sync('history'))).toBe(2593108)
})

test('another pin than the first one is refused', async () => {
  await using rig = await openGraphRig()
  const { phoneNumberId, code } = rig.graph.signup('one', {})
  const token = String((await rig.exchange(code)).body.access_token)
  const register = (pin: unknown) =>
    rig.call('POST', `/${phoneNumberId}/register`, token, { messaging_product: 'whatsapp', pin })
  expect(codeOf(await register('12345'))).toBe(100)
  expect(codeOf(await register(123456))).toBe(100)
  expect((await register('123456')).status).toBe(200)
  expect(codeOf(await register('654321'))).toBe(133005)
})

test('an app callback of the WABA is verified and takes precedence', async () => {
  await using rig = await openGraphRig()
  const { wabaId, code } = rig.graph.signup('one', {})
  const token = String((await rig.exchange(code)).body.access_token)
  const url = rig.callback.current?.url ?? ''
  const subscribe = (verify_token: string) =>
    rig.call('POST', `/${wabaId}/subscribed_apps`, token, { override_callback_uri: url, verify_token })
  expect(codeOf(await subscribe('wrong'))).toBe(2200)
  expect((await subscribe('verify')).status).toBe(200)
  expect(await rig.graph.verifyCallback()).toBe(true)
  expect((await rig.call('GET', `/${wabaId}/subscribed_apps`, token)).body).toMatchObject({
    data: [{ whatsapp_business_api_data: { id: APP.id }, override_callback_uri: url }],
  })
})

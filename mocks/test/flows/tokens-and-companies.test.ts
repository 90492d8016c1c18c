import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { openReceiver } from './receiver.ts'
import { answer, type Company, call, control, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const keebaiUnauthorized = { message: 'Invalid or missing API token', error: 'Unauthorized', statusCode: 401 }
const hubUnauthorized = { error: 401, message: 'Unauthorized' }
const me = (token: string | null, headers = {}) => call(rig.url, 'GET', '/v1/me', { token, headers })
const hubCreate = (token: string | null, headers = {}) =>
  call(rig.url, 'POST', '/hubmessage/v1/channels', { token, headers, body: { name: 'x', type: 'META_WHATSAPP' } })
const issue = (company: Company, body: Parameters<typeof control.createSandboxToken>[0]['body']) =>
  unwrap(control.createSandboxToken({ client: company.control, body }))

test('a token tells what it is and what it may do', async () => {
  const company = await rig.company()
  const { body } = await me(company.keebai.token)
  expect(body).toMatchObject({
    prefix: company.keebai.token.slice(0, 12),
    status: 'active',
    expires_at: null,
    company: { id: company.company_id },
  })
  expect((body as { scopes: string[] }).scopes).toEqual([
    'messages:send',
    'messages:bulk',
    'templates:read',
    'templates:create',
    'templates:update',
    'channels:read',
    'channels:connect',
    'webhooks:read',
    'webhooks:manage',
  ])
  expect(JSON.stringify(body)).not.toContain(company.keebai.token)
})

test('a token of the sandbox has no rate limit unless it is given one, and the clock ends its windows', async () => {
  const company = await rig.company()
  const requests = async (count: number, token: string) => {
    const statuses: number[] = []
    for (let left = count; left > 0; left -= 1) statuses.push((await me(token)).status)
    return statuses
  }
  expect(await requests(70, company.keebai.token)).toEqual(Array(70).fill(200))
  const slow = await issue(company, { scopes: ['channels:read'], rate_limit: '2/min,3/h' })
  expect(await requests(3, slow.token)).toEqual([200, 200, 429])
  await unwrap(control.advanceClock({ client: company.control, body: { by: 'PT1M' } }))
  expect(await requests(2, slow.token)).toEqual([200, 429])
  expect(Number((await me(slow.token)).headers.get('retry-after'))).toBeGreaterThan(3_500)

  const token = `kbai_pk_${'c'.repeat(56)}${Date.now().toString(16).slice(-8)}`
  await unwrap(control.seedSandbox({ client: company.control, body: { tokens: [{ token, rate_limit: '1/h' }] } }))
  expect(await requests(2, token)).toEqual([200, 429])
  for (const rate_limit of ['0/min', '60', '60/min,60/min']) {
    const refused = await answer(
      control.createSandboxToken({ client: company.control, body: { scopes: ['channels:read'], rate_limit } }),
    )
    expect(refused.status, rate_limit).toBe(400)
  }
})

test('whatever is wrong with the credentials, the answer is the same documented 401', async () => {
  const { keebai: own } = await rig.company()
  const { token } = own
  const wrong: [string, Record<string, string>][] = [
    ['none', {}],
    ['no scheme', { authorization: token }],
    ['another scheme', { authorization: `Basic ${token}` }],
    ['nothing after the scheme', { authorization: 'Bearer ' }],
    ['no space', { authorization: `Bearer${token}` }],
    ['a token of nobody', { authorization: `Bearer kbai_pk_${'0'.repeat(64)}` }],
    ['a token and more', { authorization: `Bearer ${token} x` }],
    ['one character less', { authorization: `Bearer ${token.slice(0, -1)}` }],
    ['10 kB', { authorization: `Bearer ${'a'.repeat(10_000)}` }],
    ['other characters', { authorization: 'Bearer \u00e9\u00e9\u00e9' }],
    ['a cookie', { cookie: `token=${token}` }],
  ]
  for (const [what, headers] of wrong) {
    const refused = await me(null, headers)
    expect(refused, what).toMatchObject({ status: 401, body: keebaiUnauthorized })
    expect(refused.body, what).toEqual(keebaiUnauthorized)
    expect(refused.headers.get('www-authenticate'), what).toBe('Bearer')
    expect((await hubCreate(null, headers)).body, what).toEqual(hubUnauthorized)
  }
  const inQuery = await call(rig.url, 'GET', `/v1/me?access_token=${token}`)
  expect(inQuery.body).toEqual(keebaiUnauthorized)
})

test('a key of one surface is no key of the other', async () => {
  const company = await rig.company()
  expect(await me(company.hubmessage.secret_key)).toMatchObject({ status: 401, body: keebaiUnauthorized })
  expect(await hubCreate(company.keebai.token)).toMatchObject({ status: 401, body: hubUnauthorized })
  expect(await hubCreate(company.hubmessage.public_key)).toMatchObject({ status: 401, body: hubUnauthorized })
  expect((await hubCreate(company.hubmessage.secret_key)).status).toBe(201)
})

test('a token ends with its time', async () => {
  const company = await rig.company()
  const { token } = await issue(company, { scopes: ['channels:read'], expires_in: 60 })
  expect(await me(token)).toMatchObject({ status: 200, body: { expires_at: expect.stringMatching(/Z$/) } })
  await rig.advance('PT61S')
  expect(await me(token)).toMatchObject({ status: 401, body: keebaiUnauthorized })
})

test('a revoked token ends at once, and stays revoked', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  const { token, id } = await issue(company, { scopes: ['channels:read'] })
  expect((await me(token)).status).toBe(200)
  const revoke = (who: Company) => answer(control.revokeSandboxToken({ client: who.control, path: { id } }))
  expect((await revoke(stranger)).status).toBe(404)
  expect((await me(token)).status).toBe(200)
  expect((await revoke(company)).status).toBe(204)
  expect(await me(token)).toMatchObject({ status: 401, body: keebaiUnauthorized })
  expect((await revoke(company)).status).toBe(404)
})

test('a missing scope is 403 in exactly the documented body, and changes nothing', async () => {
  const company = await rig.company()
  const { token } = await issue(company, { scopes: ['messages:send'] })
  const refused = await company.call('POST', '/v1/channels/whatsapp/connect', { token, body: { mode: 'qr' } })
  expect(refused.status).toBe(403)
  expect(refused.body).toEqual({
    error: {
      code: 'INSUFFICIENT_SCOPE',
      message: 'Forbidden',
      details: { required: ['channels:connect'], missing: ['channels:connect'] },
    },
    message: 'Forbidden',
    statusCode: 403,
  })
})

test('a company can be made with a token of fewer scopes', async () => {
  const company = await rig.company(['channels:read'])
  expect((await me(company.keebai.token)).body).toMatchObject({ scopes: ['channels:read'] })
  expect((await company.call('POST', '/v1/messages/text', { body: {} })).status).toBe(403)
})

test('the older names of scopes stand for the canonical ones', async () => {
  const company = await rig.company()
  const { token } = await issue(company, { scopes: ['webhooks:write', 'templates:write'] })
  expect((await me(token)).body).toMatchObject({ scopes: ['templates:create', 'templates:update', 'webhooks:manage'] })
  const body = { name: 'Test', url: 'https://example.com/hook', events: ['whatsapp.message.read'] }
  expect((await company.call('POST', '/v1/webhooks', { token, body })).status).toBe(201)
})

test('a scope nobody knows is refused', async () => {
  const company = await rig.company()
  const refused = await answer(
    control.createSandboxToken({ client: company.control, body: { scopes: ['messages:think'] } }),
  )
  expect(refused).toMatchObject(refusal(400, 'BAD_REQUEST'))
})

test('two companies may each have a phone of the same number, and never meet', async () => {
  const [one, other] = [await rig.company(), await rig.company()]
  await one.phone('+5491155555555', 'Uno')
  await other.phone('+5491155555555', 'Otro')
  const send = (company: Company, text: string) =>
    unwrap(
      keebai.sendTextMessage({
        client: company.api,
        body: { phone_number_id: company.channel.phone_number_id, to: '+5491155555555', text },
      }),
    )
  await send(one, 'a uno')
  await send(other, 'a otro')
  expect((await one.inbox('+5491155555555')).map(({ text }) => text)).toEqual(['a uno'])
  expect((await other.inbox('+5491155555555')).map(({ text }) => text)).toEqual(['a otro'])
  const names = async (company: Company) =>
    (await unwrap(control.listPhones({ client: company.control }))).data.map(({ name }) => name)
  expect([await names(one), await names(other)].map((all) => all.includes('Uno'))).toEqual([true, false])
})

test('what a body says of ids, owners and states is refused and never stored', async () => {
  const company = await rig.company()
  const body = { mode: 'qr', company_id: 'x', status: 'completed', id: 'cs_1', channel_id: company.channel.id }
  const refused = await company.call('POST', '/v1/channels/whatsapp/connect', { body })
  expect(refused).toMatchObject(refusal(400, 'BAD_REQUEST'))
  const { details } = (refused.body as { error: { details: { path: string }[] } }).error
  expect(details.map(({ path }) => path).sort()).toEqual([
    '/body/channel_id',
    '/body/company_id',
    '/body/id',
    '/body/status',
  ])
})

test('no token, secret, code or key is in the files of the gateway as it was shown', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-secrets-'))
  try {
    const shown: string[] = []
    {
      await using kept = await openRig({ dataDirectory: directory })
      await using receiver = await openReceiver()
      const company = await kept.company()
      const { secret } = await receiver.subscribe(company)
      const { token } = await issue(company, { scopes: ['channels:read'] })
      await company.complete(await company.connect())
      await company.pair('+5491155555555')
      // The same seed hands out the same business token again.
      const { channel } = kept.seeded
      const business = kept.sandbox.world.graph.seedNumber(kept.seeded.company_id, {
        wabaId: channel.waba_id,
        phoneNumberId: channel.phone_number_id,
        phoneNumber: channel.phone_number,
        verifiedName: 'Soporte Chile',
        pin: '135790',
      })
      shown.push(
        company.keebai.token,
        company.hubmessage.secret_key,
        secret,
        token,
        business.token,
        '135790',
        'noiseKey',
      )
    }
    const files = readdirSync(join(directory, 'gateway'), { recursive: true, withFileTypes: true })
    for (const file of files.filter((one) => one.isFile())) {
      const bytes = readFileSync(join(file.parentPath, file.name))
      for (const text of shown) expect(bytes.includes(text), `${file.name} holds ${text.slice(0, 8)}…`).toBe(false)
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})

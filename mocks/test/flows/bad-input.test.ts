import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { operations as hubmessageOperations } from '../../../generated/hubmessage/operations.ts'
import { operations as keebaiOperations } from '../../../generated/keebai/operations.ts'
import { operations as sandboxOperations } from '../../../generated/sandbox/operations.ts'
import { type JsonObject, readDocument } from '../../../spec/documents.ts'
import { type Answered, type Company, call, control, openRig, type Rig } from './rig.ts'

let rig: Rig
let company: Company
beforeAll(async () => {
  rig = await openRig()
  company = await rig.company()
})
afterAll(() => rig[Symbol.asyncDispose]())

interface Operation {
  method: string
  path: string
  scopes: readonly string[]
  anyScopes: readonly string[]
}

/** How each surface words a refusal, and what it is used with. */
const surfaces = {
  keebai: {
    prefix: '',
    operations: keebaiOperations as Record<string, Operation>,
    token: () => company.keebai.token,
    expectRefused({ status, body }: Answered, wanted: number, paths: string[] = []) {
      expect([status, body]).toEqual([
        wanted,
        { error: expect.anything(), message: expect.any(String), statusCode: wanted },
      ])
      const { error } = body as { error: { code: string; details?: { path: string }[] } }
      expect(error.code).toMatch(/^[A-Z_]+$/)
      expectPaths(error.details ?? [], paths)
    },
  },
  hubmessage: {
    prefix: '/hubmessage',
    operations: hubmessageOperations as Record<string, Operation>,
    token: () => company.hubmessage.secret_key,
    expectRefused({ status, body }: Answered, wanted: number, paths: string[] = []) {
      expect([status, body]).toMatchObject([wanted, { error: wanted, message: expect.any(String) }])
      expectPaths((body as { details?: { path: string }[] }).details ?? [], paths)
    },
  },
  sandbox: {
    prefix: '',
    operations: sandboxOperations as Record<string, Operation>,
    token: () => company.keebai.token,
    expectRefused({ status, body }: Answered, wanted: number, paths: string[] = []) {
      expect([status, body]).toMatchObject([
        wanted,
        { error: { code: expect.stringMatching(/^[A-Z_]+$/) }, message: expect.any(String), statusCode: wanted },
      ])
      const { details } = (body as { error: { details?: { problems?: { path: string }[] } } }).error
      expectPaths(details?.problems ?? [], paths)
    },
  },
}

function expectPaths(details: { path: string }[], wanted: string[]): void {
  expect(details.map(({ path }) => path)).toEqual(expect.arrayContaining(wanted))
}

const names = Object.keys(surfaces) as (keyof typeof surfaces)[]
const everyOperation = names.flatMap((surface) =>
  Object.entries(surfaces[surface].operations).map(([id, operation]) => ({ surface, id, ...operation })),
)

/** A path of the operation, whose parameters name nothing that exists. */
function pathOf({ surface, path }: (typeof everyOperation)[number]): string {
  const values: Record<string, string> = { number: '+5491199999999', broadcastId: 'a'.repeat(24) }
  return surfaces[surface].prefix + path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '0'.repeat(24))
}

const documents = {
  keebai: readDocument('keebai'),
  hubmessage: readDocument('hubmessage'),
  sandbox: readDocument('sandbox'),
}

/** The operation's request body, undefined when it takes none. */
function bodyOf({ surface, path, method }: (typeof everyOperation)[number]): JsonObject | undefined {
  const document = documents[surface]
  const operation = document.resolve(document.resolve(document.resolve(document.content.paths)[path])[method])
  return operation.requestBody === undefined ? undefined : document.resolve(operation.requestBody)
}

const withBody = everyOperation.filter((operation) => bodyOf(operation) !== undefined)
const ask = (operation: (typeof everyOperation)[number], init: Parameters<typeof call>[3] = {}): Promise<Answered> =>
  call(rig.url, operation.method.toUpperCase(), pathOf(operation), {
    token: surfaces[operation.surface].token(),
    ...init,
  })

/** Nothing of the process shows. */
function expectNoStack({ body, headers }: Answered): void {
  expect(JSON.stringify(body) ?? '').not.toMatch(/node_modules|\.ts\b|at \w+ \(|SQLITE|Error:/)
  expect(headers.get('x-powered-by')).toBeNull()
}

describe.each(everyOperation.filter(({ surface }) => surface !== 'sandbox'))('$surface $id', (operation) => {
  test('without a token, and with one of nobody, it is 401', async () => {
    for (const token of [null, 'kbai_pk_nobody']) {
      const refused = await ask(operation, { token, body: operation.method === 'post' ? {} : undefined })
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toBe('Bearer')
      expect(refused.body).toEqual(
        operation.surface === 'keebai'
          ? { message: 'Invalid or missing API token', error: 'Unauthorized', statusCode: 401 }
          : { error: 401, message: 'Unauthorized' },
      )
    }
  })
})

describe.each(everyOperation.filter(({ scopes, anyScopes }) => scopes.length + anyScopes.length > 0))(
  '$surface $id',
  (operation) => {
    test('with every scope but its own it is 403 and names what is missing, before it looks at anything else', async () => {
      const { scopes } = (await call(rig.url, 'GET', '/v1/me', { token: company.keebai.token })).body as {
        scopes: string[]
      }
      const own = [...operation.scopes, ...operation.anyScopes]
      const others = scopes.filter((scope) => !own.includes(scope))
      const { token } = await unwrap(control.createSandboxToken({ client: company.control, body: { scopes: others } }))
      const refused = await ask(operation, { token, body: operation.method === 'post' ? '{"broken' : undefined })
      const missing = own.slice(0, 1)
      expect(refused).toMatchObject({
        status: 403,
        body: { error: { code: 'INSUFFICIENT_SCOPE', message: 'Forbidden', details: { required: missing, missing } } },
      })
    })
  },
)

describe.each(everyOperation)('$surface $id', (operation) => {
  const { expectRefused } = surfaces[operation.surface]

  test('an unknown query parameter is refused and named', async () => {
    const target = `${pathOf(operation)}?colour=red`
    const init = { token: surfaces[operation.surface].token(), body: operation.method === 'post' ? {} : undefined }
    const refused = await call(rig.url, operation.method.toUpperCase(), target, init)
    expectRefused(refused, 400)
    expect(JSON.stringify(refused.body)).toContain('colour')
  })

  test('another method is 405 with what is allowed', async () => {
    const refused = await ask({ ...operation, method: 'put' })
    expectRefused(refused, 405)
    expect(refused.headers.get('allow')).toContain(operation.method.toUpperCase())
  })
})

describe.each(withBody)('$surface $id', (operation) => {
  const { expectRefused } = surfaces[operation.surface]

  test('a body that is no JSON, no object, or of wrong members is 400 with a pointer', async () => {
    for (const body of ['{"a":', 'nonsense', '\u0000', '{"a":1}}', "{'a':1}"]) {
      expectRefused(await ask(operation, { body }), 400, ['/body'])
    }
    for (const body of ['null', '[]', '1', '"text"', 'true']) expectRefused(await ask(operation, { body }), 400)
    const wrong = await ask(operation, { body: { surprising_member: 1 } })
    expectRefused(wrong, 400)
    // HubMessage's own documents leave their bodies open.
    if (operation.surface !== 'hubmessage') expect(JSON.stringify(wrong.body)).toContain('surprising_member')
    expectNoStack(wrong)
  })

  test('no body where one is needed is 400', async () => {
    if (bodyOf(operation)?.required !== true) return
    expectRefused(await ask(operation), 400, ['/body'])
    if (operation.id !== 'seedSandbox') expectRefused(await ask(operation, { body: {} }), 400)
  })

  test('another media type is 415', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/json; charset=utf-7',
    ]) {
      expectRefused(await ask(operation, { headers: { 'content-type': type }, body: '{}' }), 415)
    }
    expectRefused(await ask(operation, { headers: { 'content-encoding': 'gzip' }, body: '{}' }), 415)
  })

  test('a body that is too large is 413, declared or not', async () => {
    const declared = await ask(operation, { body: JSON.stringify({ text: 'a'.repeat(6_000_000) }) })
    expectRefused(declared, 413)
    const undeclared = await fetch(rig.url + pathOf(operation), {
      method: operation.method.toUpperCase(),
      headers: { authorization: `Bearer ${surfaces[operation.surface].token()}`, 'content-type': 'application/json' },
      body: new Blob([`{"text":"${'a'.repeat(6_000_000)}"}`]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(undeclared.status).toBe(413)
    await undeclared.body?.cancel()
  })

  test('NUL, half a surrogate pair, __proto__ and 40 levels are refused with a pointer', async () => {
    const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`
    for (const [body, at] of [
      ['{"text":"a\\u0000b"}', '/body/text'],
      ['{"text":"\\ud800"}', '/body/text'],
      ['{"__proto__":{"x":1}}', '/body'],
      ['{"text":{"__proto__":{"x":1}}}', '/body/text'],
    ] as const) {
      expectRefused(await ask(operation, { body }), 400, [at])
    }
    expectRefused(await ask(operation, { body: deep }), 400)
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })
})

test('100,000 levels and 100,000 members are refused at once', async () => {
  for (const body of [
    '['.repeat(30_000) + ']'.repeat(30_000),
    `{${Array.from({ length: 7_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
  ]) {
    const before = performance.now()
    const refused = await company.call('POST', '/v1/messages/text', { body })
    expect([400, 413]).toContain(refused.status)
    expect(performance.now() - before).toBeLessThan(1_000)
    expectNoStack(refused)
  }
})

test.each(names)('%s: a route nobody documented is 404 in its own words', async (surface) => {
  const { prefix, token, expectRefused } = surfaces[surface]
  const root = surface === 'sandbox' ? '/_sandbox' : '/v1'
  for (const path of ['/nope', '/messages', '/channels/a/b/c', '/..%2f..%2fetc']) {
    for (const method of ['GET', 'POST']) {
      const refused = await call(rig.url, method, prefix + root + path, { token: token() })
      expectRefused(refused, 404)
      expectNoStack(refused)
    }
  }
})

test.each([
  ['/v1/channels/%zz', 400],
  ['/v1/channels/%00', 400],
  ['/v1/channels/%E0%A4%A', 400],
  ['/v1/messages/bulk/%zz', 400],
  ['/v1/channels?type=%00', 400],
  ['/v1/channels?type=whatsapp&type=web', 400],
  ['/v1/channels?type[]=whatsapp', 400],
  ['/v1/channels?type=carrier_pigeon', 400],
  [`/v1/channels/${'a'.repeat(7_000)}`, 404],
  ["/v1/channels/'; DROP TABLE channels; --", 404],
])('%s is %d and never a fault', async (path, status) => {
  const refused = await company.call('GET', path)
  surfaces.keebai.expectRefused(refused, status)
  expectNoStack(refused)
})

test.each([
  '911',
  '+0491155555555',
  '5491155555555',
  `+${'1'.repeat(16)}`,
  '+54 911 5555',
  '+５４９１１５５５５５５５５',
  '+5491155555555\n',
  5491155555555,
  null,
])('the recipient %j is refused with a pointer, and nothing is sent', async (to) => {
  const { phone_number_id } = company.channel
  const refused = await company.call('POST', '/v1/messages/text', { body: { phone_number_id, to, text: 'x' } })
  surfaces.keebai.expectRefused(refused, 400, ['/body/to'])
  expect(rig.sandbox.world.graph.ledger(company.company_id)).toEqual([])
})

test.each(['+5511999999999', '551199999999999999', '', 'abc', 5511999999999])(
  'the HubMessage recipient %j is refused with a pointer',
  async (identifier) => {
    const refused = await company.call('POST', `/hubmessage/v1/channels/${company.channel.id}/messages`, {
      token: company.hubmessage.secret_key,
      body: { recipient: { identifier }, content: { type: 'TEXT', body: { message: 'x' } } },
    })
    surfaces.hubmessage.expectRefused(refused, 400, ['/body/recipient/identifier'])
  },
)

test.each([
  [{ type: 'TEXT' }, '/body/content/body'],
  [{ type: 'TEXT', body: { message: '' } }, '/body/content/body/message'],
  [{ type: 'TEXT', body: { message: 'a'.repeat(4097) } }, '/body/content/body/message'],
  [{ type: 'TEMPLATE', attachments: [] }, '/body/content/attachments'],
  [{ type: 'SMOKE_SIGNAL', body: { message: 'x' } }, '/body/content/type'],
  [{ body: { message: 'x' } }, '/body/content/type'],
])('the HubMessage content %j is refused at %s', async (content, path) => {
  const refused = await company.call('POST', `/hubmessage/v1/channels/${company.channel.id}/messages`, {
    token: company.hubmessage.secret_key,
    body: { recipient: { identifier: '5491155555555' }, content },
  })
  surfaces.hubmessage.expectRefused(refused, 400, [path])
})

test.each([
  [{ mode: 'telepathy' }, '/body/mode'],
  [{ mode: 'qr', name: '' }, '/body/name'],
  [{ mode: 'qr', name: 7 }, '/body/name'],
  [{ coexistence_enabled: 'yes' }, '/body/coexistence_enabled'],
  [{ pipeline_id: 7 }, '/body/pipeline_id'],
])('connecting with %j is refused at %s, and opens no session', async (body, path) => {
  const refused = await company.call('POST', '/v1/channels/whatsapp/connect', { body })
  surfaces.keebai.expectRefused(refused, 400, [path])
  expect((refused.body as { session_id?: string }).session_id).toBeUndefined()
})

test('characters that mean something to a database are only text', async () => {
  const fresh = await rig.company()
  const text = `'; DROP TABLE messages; -- " \\ % _ \u2028 \u202e 👩‍👩‍👧 ${'\u0301'.repeat(50)}`
  const { phone_number_id } = fresh.channel
  await unwrap(keebai.sendTextMessage({ client: fresh.api, body: { phone_number_id, to: '+5491155555555', text } }))
  expect((await fresh.inbox('+5491155555555')).map((one) => one.text)).toEqual([text])
})

test('a name with line breaks cannot add an event to the stream', async () => {
  const fresh = await rig.company()
  await fresh.phone('+5491188880001', 'A\nevent: failed\ndata: {}\n\nB')
  const pairing = await fresh.pairing()
  await pairing.qr()
  await pairing.scan('+5491188880001')
  await pairing.done
  expect(pairing.events.map(({ event }) => event)).toEqual(['qr', 'connecting', 'connected'])
  expect(pairing.events.at(-1)?.data).toMatchObject({ push_name: 'A\nevent: failed\ndata: {}\n\nB' })
})

test('requests that are no HTTP, or two at once in one, are refused and the connection closed', async () => {
  const { port } = new URL(rig.url)
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request({
      port,
      method: 'POST',
      path: '/v1/messages/text',
      headers: { 'content-length': '5', 'transfer-encoding': 'chunked' },
    })
    sent.on('response', (response) => resolve(response.resume().statusCode))
    sent.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve(400) : reject(error)))
    sent.end('0\r\n\r\n')
  })
  expect(status).toBeGreaterThanOrEqual(400)
})

test('no browser of another origin is let in', async () => {
  const preflight = await call(rig.url, 'OPTIONS', '/v1/messages/text', {
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  })
  expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
})

test('after all of this nothing is stored but what was asked for', async () => {
  const { data: channels } = await unwrap(keebai.listChannels({ client: company.api }))
  expect(channels.map(({ id }) => id)).toEqual([company.channel.id])
  expect((await unwrap(keebai.listWebhooks({ client: company.api }))).data).toEqual([])
  expect(rig.sandbox.world.graph.ledger(company.company_id)).toEqual([])
  const pending = await rig.sandbox.gateway.context.storage.read.sessions.pending()
  expect(pending.filter((session) => session.company === company.company_id)).toEqual([])
})

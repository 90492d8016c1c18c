import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unwrap } from '../../../client/index.ts'
import { isObject } from '../../../spec/documents.ts'
import { type Answered, type Company, call, control, openRig, type Rig } from './rig.ts'
import { bodyOf, everyOperation, expectNoStack, pathOf, type SurfaceOperation, surfaces } from './surfaces.ts'

let rig: Rig
let company: Company
beforeAll(async () => {
  rig = await openRig()
  company = await rig.company()
})
afterAll(() => rig[Symbol.asyncDispose]())

/** Takes whatever a verifier sends: the params of a state are its own. */
const isOpen = ({ id }: SurfaceOperation) => id === 'setProviderState'
const isOfTemplates = ({ id }: SurfaceOperation) => /TemplateWebhooks?$/.test(id)
/** A body of which nothing is asked, open for more. */
const asksNothing = ({ id }: SurfaceOperation) =>
  /^(cancelChannel|deleteChannel|update(Channel|Template)Webhook)$/.test(id)
const sendsBody = (operation: SurfaceOperation) =>
  operation.method === 'post' || operation.method === 'patch' || bodyOf(operation) !== undefined
/** An upload's form has tests of its own. */
const isForm = (operation: SurfaceOperation) => {
  const content = bodyOf(operation)?.content
  return isObject(content) && content['application/json'] === undefined
}
const withBody = everyOperation.filter((operation) => bodyOf(operation) !== undefined && !isForm(operation))
const ask = (operation: SurfaceOperation, init: Parameters<typeof call>[3] = {}): Promise<Answered> =>
  call(rig.url, operation.method.toUpperCase(), pathOf(operation), {
    token: surfaces[operation.surface].tokenOf(company),
    ...init,
  })

describe.each(everyOperation.filter(({ surface }) => surface !== 'sandbox'))('$surface $id', (operation) => {
  test('without a token, and with one of nobody, it is 401', async () => {
    for (const token of [null, 'kbai_pk_nobody']) {
      const refused = await ask(operation, { token, body: sendsBody(operation) ? {} : undefined })
      if (isOfTemplates(operation)) {
        // These miss the header before they look at the key.
        const [status, error] = token === null ? [400, 'Authorization header is required'] : [401, 'Unauthorized']
        expect(refused).toMatchObject({ status, body: { error } })
        continue
      }
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
      const refused = await ask(operation, { token, body: sendsBody(operation) ? '{"broken' : undefined })
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

  if (!isOpen(operation) && !isForm(operation)) {
    test('an unknown query parameter is refused and named', async () => {
      const target = `${pathOf(operation)}?colour=red`
      const init = {
        token: surfaces[operation.surface].tokenOf(company),
        body: sendsBody(operation) ? {} : undefined,
      }
      const refused = await call(rig.url, operation.method.toUpperCase(), target, init)
      expectRefused(refused, 400)
      expect(JSON.stringify(refused.body)).toContain('colour')
    })
  }

  test('another method is 405 with what is allowed', async () => {
    const known = everyOperation.filter(({ surface, path }) => surface === operation.surface && path === operation.path)
    const method = ['put', 'patch'].find((one) => known.every((other) => other.method !== one)) ?? 'post'
    const refused = await ask({ ...operation, method })
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
    if (isOpen(operation) || asksNothing(operation)) return
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
    // Files may stand in a message of HubMessage.
    const size = operation.id === 'sendMessage' ? 26_000_000 : 6_000_000
    const declared = await ask(operation, { body: JSON.stringify({ text: 'a'.repeat(size) }) })
    expectRefused(declared, 413)
    const undeclared = await fetch(rig.url + pathOf(operation), {
      method: operation.method.toUpperCase(),
      headers: {
        authorization: `Bearer ${surfaces[operation.surface].tokenOf(company)}`,
        'content-type': 'application/json',
      },
      body: new Blob([`{"text":"${'a'.repeat(size)}"}`]).stream(),
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

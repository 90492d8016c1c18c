import { expect, test } from 'vitest'
import { apiRoot, createHubMessageClient, createKeebaiClient } from './clients.ts'
import { hubmessage, keebai } from './index.ts'

test.each([
  ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ['http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
  ['https://api.keebai.com/v1', 'https://api.keebai.com'],
  ['https://api.keebai.com/v1/', 'https://api.keebai.com'],
  ['https://example.com/hubmessage/v1', 'https://example.com/hubmessage'],
  ['https://example.com/v1/tenant', 'https://example.com/v1/tenant'],
])('the base URL %s means the API at %s', (given, root) => {
  expect(apiRoot(given)).toBe(root)
})

test.each(['', 'api.keebai.com', 'ftp://example.com', 'https://example.com/?a=1', 'https://me:secret@example.com'])(
  '"%s" is refused as a base URL',
  (given) => {
    expect(() => createKeebaiClient({ baseUrl: given, token: 'kbai_pk_x' })).toThrow(TypeError)
  },
)

test('both clients put the token and the path where the API expects them', async () => {
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = async (request) => {
    requests.push(request as Request)
    return Response.json({ data: [] })
  }
  const one = createKeebaiClient({ baseUrl: 'http://a.test/v1', token: 'kbai_pk_x', fetch })
  const other = createHubMessageClient({ baseUrl: 'http://a.test/hubmessage/v1', token: 'hm_sk_x', fetch })
  await keebai.listChannels({ client: one })
  await hubmessage.createChannel({ client: other, body: { type: 'META_WHATSAPP', name: 'Shop' } })
  expect(requests.map(({ method, url, headers }) => [method, url, headers.get('authorization')])).toEqual([
    ['GET', 'http://a.test/v1/channels', 'Bearer kbai_pk_x'],
    ['POST', 'http://a.test/hubmessage/v1/channels', 'Bearer hm_sk_x'],
  ])
})

import { afterEach, expect, test, vi } from 'vitest'
import { gatewayRoot, servedFrom } from './base-url.ts'
import HubMessageDefault, { ConnectError, HubMessage } from './index.ts'

const publicKey = `hm_pk_${'0'.repeat(64)}`

afterEach(() => vi.unstubAllGlobals())

test('both documented forms make the same client', () => {
  expect(HubMessageDefault).toBe(HubMessage)
  expect(HubMessage.newClient({ publicKey })).toBeInstanceOf(HubMessage)
  expect(new HubMessage({ publicKey }).connect).toBe(HubMessage.newClient({ publicKey }).connect)
})

test('a page may be rendered on a server; only connecting needs a browser', async () => {
  const client = HubMessage.newClient({ publicKey, baseUrl: 'https://gateway.example.com' })
  await expect(client.connect({ channelId: '1' })).rejects.toThrow(/needs a browser/)
})

test('a secret key in a page is refused before it goes anywhere', () => {
  expect(() => HubMessage.newClient({ publicKey: 'hm_sk_x' })).toThrow(/secret key; never put one into a page/)
  expect(() => HubMessage.newClient({} as { publicKey: string })).toThrow(/publicKey is missing/)
})

test('an error of a signup is an Error with its code', () => {
  const error = new ConnectError('CANCELLED', 'left')
  expect(error).toBeInstanceOf(Error)
  expect({ name: error.name, code: error.code, message: error.message }).toEqual({
    name: 'ConnectError',
    code: 'CANCELLED',
    message: 'left',
  })
})

test.each([
  ['https://gateway.example.com', 'https://gateway.example.com'],
  ['https://gateway.example.com/', 'https://gateway.example.com'],
  ['https://gateway.example.com/hubmessage', 'https://gateway.example.com'],
  ['https://gateway.example.com/hubmessage/v1/', 'https://gateway.example.com'],
  ['https://api.example.com/v1', 'https://api.example.com'],
  ['http://127.0.0.1:4010/base', 'http://127.0.0.1:4010/base'],
])('the base URL %s is the gateway %s', (given, root) => {
  expect(gatewayRoot(given)).toBe(root)
})

test.each(['', 'gateway.example.com', 'ftp://gateway.example.com', 'null'])('"%s" is no base URL', (given) => {
  expect(() => gatewayRoot(given)).toThrow(TypeError)
})

test('without a base URL the page names it, else who served the SDK, else it is the page’s own origin', () => {
  vi.stubGlobal('location', { origin: 'https://shop.example' })
  expect(gatewayRoot(undefined)).toBe('https://shop.example')
  servedFrom('https://gateway.example.com/')
  expect(gatewayRoot(undefined)).toBe('https://gateway.example.com')
  vi.stubGlobal('document', { querySelector: () => ({ content: 'https://named.example/' }) })
  expect(gatewayRoot(undefined)).toBe('https://named.example')
})

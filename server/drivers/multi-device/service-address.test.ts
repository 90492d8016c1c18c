import { expect, test } from 'vitest'
import { serviceAddress } from './service-address.ts'

test('without configuration the service is the real one, over TLS', () => {
  expect(serviceAddress(undefined)).toBe('wss://web.whatsapp.com/ws/chat')
})

test('a configured address keeps its place for the company', () => {
  expect(serviceAddress('ws://127.0.0.1:4012/ws/chat?realm={company}')).toBe(
    'ws://127.0.0.1:4012/ws/chat?realm={company}',
  )
})

test('an address that is no WebSocket is refused', () => {
  expect(() => serviceAddress('https://web.whatsapp.com/ws/chat')).toThrow(/no ws or wss URL/)
})

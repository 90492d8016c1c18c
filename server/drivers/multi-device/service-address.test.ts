import { expect, test } from 'vitest'
import { mediaHost, serviceAddress } from './service-address.ts'

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

test('received files come from WhatsApp, or from the simulator that stands for it', () => {
  expect(mediaHost(serviceAddress(undefined))).toEqual({ protocol: 'https:', hostname: 'mmg.whatsapp.net', port: '' })
  const simulated = mediaHost('ws://127.0.0.1:4010/ws/chat?realm={company}')
  expect(simulated).toEqual({ protocol: 'http:', hostname: '127.0.0.1', port: '4010' })
  expect(mediaHost('wss://world.example/ws/chat')).toMatchObject({ protocol: 'https:', hostname: 'world.example' })
})

import { expect, test } from 'vitest'
import type { MessageId } from '../../domain/ids.ts'
import { keyIdOf, readWamid, wamidOf } from './wamid.ts'

test('a wamid holds number, direction and id in the order of Meta', () => {
  const bytes = Buffer.from(
    wamidOf('5491155555555', '3EB0ABCDEF0123456789AB', 'business').slice('wamid.'.length),
    'base64',
  )
  expect(bytes.toString('hex')).toBe(
    `1c180d${Buffer.from('5491155555555').toString('hex')}150200111816${Buffer.from('3EB0ABCDEF0123456789AB').toString('hex')}00`,
  )
})

test('what a customer sent differs from what was sent to the customer', () => {
  expect(wamidOf('549', '3A00', 'customer')).not.toBe(wamidOf('549', '3A00', 'business'))
})

test('a message has the same multi-device id at every attempt', () => {
  const id = '0191f2b3c4d5e6abcdef0123456789ab' as MessageId
  expect(keyIdOf(id)).toBe('3EB0ABCDEF0123456789AB')
  expect(keyIdOf(id)).toHaveLength(22)
})

test('a wamid is read back, one of Meta as well', () => {
  for (const sentBy of ['business', 'customer'] as const) {
    const wamid = wamidOf('5491155555555', '3EB0ABCDEF0123456789AB', sentBy)
    expect(readWamid(wamid)).toEqual({ digits: '5491155555555', keyId: '3EB0ABCDEF0123456789AB', sentBy })
  }
  const metas = 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABIYFDNBMDI0ODk1RkQ2RjM5RjRFMEQ2AA=='
  expect(readWamid(metas)).toEqual({ digits: '5491155555555', keyId: '3A024895FD6F39F4E0D6', sentBy: 'customer' })
})

test.each([
  '',
  'wamid.',
  'wamid.none',
  'HBgNNTQ5',
  `wamid.${Buffer.alloc(64).toString('base64')}`,
  'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABIY',
])('%j is none', (text) => {
  expect(readWamid(text)).toBeUndefined()
})

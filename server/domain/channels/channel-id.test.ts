import { expect, test } from 'vitest'
import type { ChannelId } from '../ids.ts'
import { hubMessageChannelId, keebaiChannelId, parseChannelRef } from './channel-id.ts'

const id = '019E4C54B1B375A28970B605CA9B03C3' as ChannelId

test('one id in every spelling is the same id', () => {
  const spellings = [
    keebaiChannelId(id),
    keebaiChannelId(id).toLowerCase(),
    hubMessageChannelId(id),
    id.toLowerCase(),
    '019e4c54-b1b3-75a2-8970-b605ca9b03c3',
  ]
  for (const spelling of spellings) expect(parseChannelRef(spelling)).toEqual({ by: 'id', id })
  expect(keebaiChannelId(id)).toMatch(/^ch_[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
})

test('the smallest and the largest id survive the round trip', () => {
  for (const edge of ['0'.repeat(32), 'F'.repeat(32)] as ChannelId[]) {
    expect(parseChannelRef(keebaiChannelId(edge))).toEqual({ by: 'id', id: edge })
  }
})

test('24 hex characters are an alias', () => {
  expect(parseChannelRef('65A1F2B3C4D5E6F7A8B9C0D1')).toEqual({ by: 'alias', alias: '65a1f2b3c4d5e6f7a8b9c0d1' })
})

test.each([
  '',
  'ch_',
  'ch_01HXYZ',
  'ch_81HXYZ00000000000000000000',
  'ch_0ILOU000000000000000000000',
  '019e4c54-b1b375a2-8970-b605-ca9b03c3',
  '65a1f2b3c4d5e6f7a8b9c0d',
  `${id}0`,
  'g'.repeat(32),
])('"%s" is no channel id', (text) => {
  expect(parseChannelRef(text)).toBeUndefined()
})

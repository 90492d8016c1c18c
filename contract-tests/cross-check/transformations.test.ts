import { expect, test } from 'vitest'
import { hubMessageChannelId, keebaiChannelId } from '../../server/domain/channels/channel-id.ts'
import { createIds } from '../../server/drivers/system/ids.ts'
import type { Json } from '../json.ts'
import { errorCases } from './correspondence/error-cases.ts'
import { type TransformationName, transformations } from './transformations.ts'

const known = { channels: [{ id: 'ch_01KS659CDKEPH8JW5P0Q59P0Y3', phoneNumberId: '100000000000001' }], pointers: [] }
const hex = '019E4C54B1B375A28970B605CA9B03C3'

test.each<[TransformationName, Json, Json]>([
  ['channelId', 'ch_01KS659CDKEPH8JW5P0Q59P0Y3', hex],
  ['channelOfNumber', '100000000000001', hex],
  ['numberOfChannel', 'ch_01KS659CDKEPH8JW5P0Q59P0Y3', '100000000000001'],
  ['channelType', 'whatsapp', 'META_WHATSAPP'],
  ['phoneNumber', '+5491155555555', '5491155555555'],
  ['flag', true, true],
  ['flag', false, false],
  ['completed', 'completed', true],
  ['metaCode', 132001, '132001'],
  ['metaCode', 'OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN'],
  ['broadcastStatus', 'IN_PROGRESS', 'running'],
  [
    'variables',
    { nombre: 'Ana', monto: '10' },
    [
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: 'nombre', text: 'Ana' },
          { type: 'text', parameter_name: 'monto', text: '10' },
        ],
      },
    ],
  ],
])('%s brings %j to the other side and back', (name, left, right) => {
  expect(transformations[name].forth(left, known)).toEqual(right)
  expect(transformations[name].back(right, known)).toEqual(left)
})

test('a channel id is spelled as the server spells it', () => {
  const ids = createIds({ now: () => Date.now() })
  for (let count = 0; count < 100; count += 1) {
    const id = ids.channel()
    expect(transformations.channelId.forth(keebaiChannelId(id), known)).toBe(hubMessageChannelId(id))
    expect(transformations.channelId.back(hubMessageChannelId(id), known)).toBe(keebaiChannelId(id))
  }
})

test('what is no channel id has no counterpart', () => {
  expect(transformations.channelId.forth('65a1f2b3c4d5e6f7a8b9c0d1', known)).toBeUndefined()
  expect(transformations.channelId.back('nope', known)).toBeUndefined()
  expect(transformations.channelOfNumber.forth('1', known)).toBeUndefined()
})

test('values that are named by numbers go by position, in the order of the numbers', () => {
  const variables = { 10: 'j', 2: 'b', 1: 'a' }
  const [body] = transformations.variables.forth(variables, known) as [{ parameters: { text: string }[] }]
  expect(body.parameters).toEqual(['a', 'b', 'j'].map((text) => ({ type: 'text', text })))
  expect(transformations.variables.forth(undefined, known)).toEqual([{ type: 'body', parameters: [] }])
  expect(transformations.variables.back([{ type: 'body', parameters: [] }], known)).toBeUndefined()
})

test('an error that both sides have is told by the word of each', () => {
  for (const { keebai, hubmessage } of errorCases) {
    if ('absent' in keebai || 'absent' in hubmessage) continue
    expect(transformations.errorWord.forth(keebai.word, known)).toBe(hubmessage.word)
  }
  expect(transformations.errorWord.forth('SESSION_NOT_FOUND', known)).toBeUndefined()
})

import { expect, test } from 'vitest'
import type { Content } from '../messages/content.ts'
import { type Channel, carries } from './channel.ts'

const free: Content['type'][] = ['text', 'image', 'video', 'audio', 'document', 'sticker']
const rest: Content['type'][] = ['location', 'contacts', 'reaction']
const businessOnly: Content['type'][] = ['template', 'interactive', 'catalog', 'raw']

test.each([...free, ...rest])('both kinds of channel carry %s', (type) => {
  expect(carries(channel('qr'), type)).toBe(true)
  expect(carries(channel('cloud_api'), type)).toBe(true)
})

test.each(businessOnly)('%s is for Cloud API channels alone', (type) => {
  expect(carries(channel('qr'), type)).toBe(false)
  expect(carries(channel('cloud_api'), type)).toBe(true)
})

function channel(kind: Channel['kind']): Channel {
  return { kind } as Channel
}

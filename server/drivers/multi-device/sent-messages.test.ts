import { expect, test } from 'vitest'
import type { ChannelId, MessageId } from '../../domain/ids.ts'
import type { Content } from '../../domain/messages/content.ts'
import { aBroadcast, aChannel, aCompany, aMessage } from '../test/storage/rig.ts'
import { createSentMessages, type SentParts } from './sent-messages.ts'
import { keyIdOf, wamidOf } from './wamid.ts'

const id = '0191f2b3c4d5e6abcdef0123456789ab' as MessageId
const keyId = keyIdOf(id)
const wamid = wamidOf('5491155555555', keyId, 'business')
const jid = '5491155555555@s.whatsapp.net'
const spellings = async () => ['541155555555', '5491155555555']

/** A process that was started again: it knows what is stored, and what it kept of media. */
function restarted(content?: Content, kept = new Map<string, object>()) {
  const parts: SentParts = {
    stored: {
      findByWamid: async (_channel, wanted) => (content && wanted === wamid ? { ...stored, content } : undefined),
    },
    media: { keep: async (key, message) => void kept.set(key, message), find: async (key) => kept.get(key) },
    channel: () => channel,
    again: async (of, { type }) => ({ conversation: `${type} for ${of}` }),
  }
  return createSentMessages(parts)
}

test('after a restart a message is found by the number it was written to, and made again for a second copy', async () => {
  const sent = restarted({ type: 'text', text: 'hola', previewUrl: false })
  expect(await sent.wamid(keyId, spellings)).toBe(wamid)
  expect(await sent.content(keyId, jid, spellings)).toEqual({ conversation: `text for ${jid}` })
})

test('after a restart a medium is sent again as it was uploaded the first time', async () => {
  const kept = new Map<string, object>()
  const message = { imageMessage: { mediaKey: Buffer.from('key'), directPath: '/v/1' } }
  await restarted(undefined, kept).remember(keyId, { wamid, message })
  const sent = restarted({ type: 'image', media: { by: 'id', id: 'med_1' } }, kept)
  expect(await sent.content(keyId, jid, spellings)).toBe(message)
})

test('a message just sent is known without the store, whatever the chat is called', async () => {
  const sent = restarted()
  const message = { conversation: 'hola' }
  await sent.remember(keyId, { wamid, message })
  expect(await sent.wamid(keyId, async () => [])).toBe(wamid)
  expect(await sent.content(keyId, jid, async () => [])).toBe(message)
})

test('a receipt for a message of the phone itself belongs to nobody', async () => {
  expect(await restarted().wamid('3A00112233445566', async () => ['5491155555555'])).toBeUndefined()
})

const channel = '0191F2B3C4D5E6F7A8B9C00000000001' as ChannelId
const stored = aMessage(aBroadcast(aChannel(aCompany(), { id: channel })), { id, wamid })

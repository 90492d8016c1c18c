import { expect, test } from 'vitest'
import type { BroadcastId, ChannelId, CompanyId, MessageId, PhoneNumber } from '../../domain/ids.ts'
import type { Message } from '../../domain/messages/message.ts'
import { createSentMessages } from './sent-messages.ts'
import { keyIdOf, wamidOf } from './wamid.ts'

const id = '0191f2b3c4d5e6abcdef0123456789ab' as MessageId
const keyId = keyIdOf(id)
const wamid = wamidOf('5491155555555', keyId, 'business')

test('after a restart a message is found by the number it was written to, with its text for a second copy', async () => {
  const sent = createSentMessages(
    { findByWamid: async (_channel, wanted) => (wanted === wamid ? stored : undefined) },
    () => channel,
  )
  const spellings = async () => ['541155555555', '5491155555555']
  expect(await sent.wamid(keyId, spellings)).toBe(wamid)
  expect(await sent.content(keyId, spellings)).toEqual({ conversation: 'hola' })
})

test('a message just sent is known without the store, whatever the chat is called', async () => {
  const sent = createSentMessages({ findByWamid: async () => undefined }, () => channel)
  sent.remember(keyId, { wamid, text: 'hola' })
  expect(await sent.wamid(keyId, async () => [])).toBe(wamid)
})

test('a receipt for a message of the phone itself belongs to nobody', async () => {
  const sent = createSentMessages({ findByWamid: async () => undefined }, () => channel)
  expect(await sent.wamid('3A00112233445566', async () => ['5491155555555'])).toBeUndefined()
})

const channel = '0191F2B3C4D5E6F7A8B9C00000000001' as ChannelId
const stored: Message = {
  id,
  company: '65a1f2b3c4d5e6f7a8b9c001' as CompanyId,
  channel,
  broadcast: '65a1f2b3c4d5e6f7a8b9c002' as BroadcastId,
  recipient: '+5491155555555' as PhoneNumber,
  content: { type: 'text', text: 'hola', previewUrl: false },
  metaData: null,
  state: 'sent',
  wamid,
  error: null,
  epoch: 1,
  attempt: 1,
  notBefore: 0,
  sendBy: null,
  acceptedAt: 0,
  claimedAt: 0,
  settledAt: 0,
}

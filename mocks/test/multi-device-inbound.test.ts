import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { proto } from 'baileys'
import { expect, test } from 'vitest'
import { deleteMedia } from '../../server/domain/media/delete.ts'
import { describeMedia, downloadMedia } from '../../server/domain/media/read.ts'
import { recordReceived } from '../../server/domain/messages/settle.ts'
import { createSignals } from '../../server/domain/signals.ts'
import { wamidOf } from '../../server/drivers/multi-device/wamid.ts'
import { createIds } from '../../server/drivers/system/ids.ts'
import { sampleOf } from '../simulators/phone/samples.ts'
import type { PhoneWrite } from '../simulators/phone/writes.ts'
import { channel, company, customer, type DriverRig, ownNumber, startDriver } from './multi-device-rig.ts'

async function linked(): Promise<DriverRig> {
  const rig = await startDriver()
  await rig.link()
  return rig
}

type Written = PhoneWrite extends infer Each ? (Each extends PhoneWrite ? Omit<Each, 'from' | 'to'> : never) : never

/** What the driver tells of something the customer sends. */
async function told(rig: DriverRig, write: Written) {
  const before = rig.received.length
  const id = await rig.world.simulator.send(company, { from: customer, to: ownNumber, ...write } as PhoneWrite)
  const report = await rig.until('the report', () => rig.received[before])
  expect(report).toMatchObject({ wamid: wamidOf(customer, id, 'customer'), fromDigits: customer, contactName: 'Lucio' })
  return { id, report }
}

/** A stanza of the service as it stands, with a message that was never encrypted. */
function plaintext(rig: DriverRig, bytes: Uint8Array, sender: Record<string, string> = {}): void {
  const id = `3A${String(Math.random()).slice(2, 20).padEnd(18, '0')}`
  const attrs = { from: `${customer}@s.whatsapp.net`, id, t: '1700000000', type: 'text', notify: 'Lucio', ...sender }
  const content = [{ tag: 'plaintext', attrs: {}, content: Buffer.from(bytes) }]
  rig.world.simulator.disturb(company, ownNumber, { stanza: { tag: 'message', attrs, content } })
}

/** The same of a message made by hand. */
async function toldOf(rig: DriverRig, message: proto.IMessage, addressing?: 'number' | 'lid') {
  const before = rig.received.length
  await rig.world.simulator.sendRaw(company, { from: customer, to: ownNumber, message, addressing })
  return rig.until('the report', () => rig.received[before])
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The domain's own functions over what the driver told. */
async function domainOf(rig: DriverRig) {
  const { storage, clock, blobs } = rig
  await storage.transaction(async ({ companies, channels }) => {
    await companies.insert({ id: company, name: 'Tienda', createdAt: 0 })
    await channels.insert(channel)
  })
  const log = { info: () => undefined, warn: () => undefined, fault: () => undefined }
  const tools = { storage, clock, blobs, log, ids: createIds(), signals: createSignals() }
  return { ...tools, mediaOf: () => undefined, fetchReceived: rig.network.fetchReceived }
}

async function read(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test.each(['image', 'video', 'audio', 'document', 'sticker'] as const)(
  'a received %s is told in the words of a webhook, and can be fetched later, bit by bit',
  async (type) => {
    await using rig = await linked()
    const context = await domainOf(rig)
    const { bytes, mime, filename } = sampleOf(type)
    const caption = type === 'image' ? { caption: 'look' } : {}
    const { report } = await told(rig, { type, media: { bytes, mime, filename, ...caption } })
    const about = { mime_type: mime, sha256: sha256(bytes), ...caption, ...(filename && { filename }) }
    expect(report).toMatchObject({ type, text: null, member: { ...about, id: expect.stringMatching(/^media_/) } })
    await recordReceived(context, report)
    const { id } = report.member as { id: string }
    expect(await describeMedia(context, channel, id)).toEqual({
      id,
      mime,
      size: bytes.length,
      sha256: sha256(bytes),
      url: null,
      filename: filename ?? null,
    })
    const first = await downloadMedia(context, channel, id)
    expect(first).toMatchObject({ mime, size: bytes.length })
    expect((await read(first.bytes)).equals(bytes)).toBe(true)
    // The keys are the medium's own: the link may be gone by then.
    rig.world.simulator.unlink(company, ownNumber)
    await rig.until('the end of the link', () => rig.unlinked[0])
    expect((await read((await downloadMedia(context, channel, id)).bytes)).equals(bytes)).toBe(true)
    await deleteMedia(context, channel, id)
    await expect(downloadMedia(context, channel, id)).rejects.toMatchObject({ code: 'media_not_found' })
  },
)

test('a received medium can be sent on', async () => {
  await using rig = await linked()
  const context = await domainOf(rig)
  const { bytes, mime } = sampleOf('image')
  const { report } = await told(rig, { type: 'image', media: { bytes, mime } })
  await recordReceived(context, report)
  const { id } = report.member as { id: string }
  await rig.sendContent({ type: 'image', media: { by: 'id', id } })
  expect(rig.world.phones.messages(company, customer).at(-1)?.media).toMatchObject({ sha256: sha256(bytes) })
})

test('a file WhatsApp has no more, cannot give, or gives changed is no medium', async () => {
  await using rig = await linked()
  const context = await domainOf(rig)
  const { bytes, mime } = sampleOf('document')
  const { report } = await told(rig, { type: 'document', media: { bytes, mime } })
  await recordReceived(context, report)
  const { id } = report.member as { id: string }
  rig.world.simulator.addFault(company, { kind: 'media', code: 410, times: 1 })
  await expect(downloadMedia(context, channel, id)).rejects.toMatchObject({ code: 'media_not_found' })
  rig.world.simulator.addFault(company, { kind: 'media', code: 500, times: 1 })
  await expect(downloadMedia(context, channel, id)).rejects.toMatchObject({ code: 'upstream_unavailable' })
  const [row] = rig.world.store.list<string>('md.media', `${company}/`)
  const other = await rig.world.phones.shelf.putWhole(company, Buffer.alloc(bytes.length + 26, 7))
  rig.world.store.set('md.media', row?.key ?? '', other.key)
  await expect(downloadMedia(context, channel, id).then((medium) => read(medium.bytes))).rejects.toThrow(/file/)
})

test('a file is fetched from WhatsApp alone, whatever host its sender names', async () => {
  await using rig = await linked()
  const context = await domainOf(rig)
  const asked: string[] = []
  const trap = createServer((req, res) => {
    asked.push(req.url ?? '')
    res.end()
  })
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(trap.address() as AddressInfo).port}`
  const secret = { mediaKey: Buffer.alloc(32), fileSha256: Buffer.alloc(32), fileEncSha256: Buffer.alloc(32) }
  for (const directPath of [`//${host}/steal`, `/@${host}/steal`, `/v/../../${host}`]) {
    const imageMessage = { ...secret, directPath, url: `https://${host}/steal`, mimetype: 'image/png', fileLength: 5 }
    const report = await toldOf(rig, { imageMessage })
    await recordReceived(context, report)
    const { id } = report.member as { id: string }
    await expect(downloadMedia(context, channel, id)).rejects.toMatchObject({ code: 'media_not_found' })
  }
  const withoutPath = await toldOf(rig, {
    imageMessage: { ...secret, url: `https://${host}/steal`, mimetype: 'image/png' },
  })
  expect(withoutPath).toMatchObject({ type: 'image', medium: null })
  expect(withoutPath.member).not.toHaveProperty('id')
  expect(asked).toEqual([])
  await new Promise((resolve) => trap.close(resolve))
})

test('places, cards, reactions and quotes are told with the ids of the messages they are about', async () => {
  await using rig = await linked()
  const place = { latitude: -34.6, longitude: -58.4, name: 'Obelisco', address: 'Av. 9 de Julio' }
  expect((await told(rig, { type: 'location', location: place })).report).toMatchObject({
    type: 'location',
    member: place,
  })
  const card = {
    name: { formatted_name: 'Ana Pérez', first_name: 'Ana', last_name: 'Pérez' },
    phones: [{ phone: '+54 9 11 5555-0001', type: 'CELL', wa_id: '5491155550001' }],
  }
  expect((await told(rig, { type: 'contacts', contacts: [card] })).report).toMatchObject({
    type: 'contacts',
    member: [card],
  })
  const two = (await told(rig, { type: 'contacts', contacts: [card, { name: { formatted_name: 'Bruno' } }] })).report
  expect(two.member).toMatchObject([card, { name: { formatted_name: 'Bruno' } }])

  const sent = await rig.send('how was it?')
  if (sent.outcome !== 'accepted') throw new Error(JSON.stringify(sent))
  const onPhone = rig.world.phones.messages(company, customer).at(-1)?.id ?? ''
  const liked = await told(rig, { type: 'reaction', reaction: { message_id: onPhone, emoji: '👍' } })
  expect(liked.report).toMatchObject({ type: 'reaction', member: { message_id: sent.wamid, emoji: '👍' } })
  const taken = await told(rig, { type: 'reaction', reaction: { message_id: onPhone, emoji: '' } })
  expect(taken.report.member).toEqual({ message_id: sent.wamid })
  const own = await told(rig, { type: 'reaction', reaction: { message_id: liked.id, emoji: '😅' } })
  expect(own.report.member).toEqual({ message_id: liked.report.wamid, emoji: '😅' })
  const answer = await told(rig, { type: 'text', text: 'great', context: onPhone })
  expect(answer.report).toMatchObject({ type: 'text', text: 'great', member: { body: 'great' } })
})

test('what newer phones or other apps send is told as unsupported, and never ends the line', async () => {
  await using rig = await linked()
  expect(
    await toldOf(rig, { pollCreationMessageV3: { name: 'Lunch?', options: [{ optionName: 'Yes' }] } }),
  ).toMatchObject({
    type: 'unsupported',
    text: null,
    member: { type: 'pollCreation' },
  })
  // A field of a version nobody knows yet; then bytes that are no message at all; then a key exchange, which says nothing.
  plaintext(rig, Buffer.from([0xc2, 0x0c, 3, 1, 2, 3]))
  expect(await rig.until('the report', () => rig.received[1])).toMatchObject({
    type: 'unsupported',
    member: { type: 'unknown' },
  })
  plaintext(rig, Buffer.from([0xff, 0xff, 0xff, 0x01]))
  plaintext(rig, proto.Message.encode({ senderKeyDistributionMessage: { groupId: 'x' } }).finish())
  await told(rig, { type: 'text', text: 'still here' })
  expect(rig.received.map(({ text }) => text)).toEqual([null, null, 'still here'])
})

test('an edit and a deletion are told with the id of what they change', async () => {
  await using rig = await linked()
  const { id, report } = await told(rig, { type: 'text', text: 'see you at 5' })
  const { REVOKE, MESSAGE_EDIT } = proto.Message.ProtocolMessage.Type
  const key = { remoteJid: `${ownNumber}@s.whatsapp.net`, fromMe: true, id }
  const edit = { key, type: MESSAGE_EDIT, editedMessage: { conversation: 'see you at 6' } }
  expect(await toldOf(rig, { protocolMessage: edit })).toMatchObject({
    type: 'edit',
    text: 'see you at 6',
    member: { original_message_id: report.wamid, message: { type: 'text', text: { body: 'see you at 6' } } },
  })
  expect(await toldOf(rig, { editedMessage: { message: { protocolMessage: edit } } })).toMatchObject({ type: 'edit' })
  expect(await toldOf(rig, { protocolMessage: { key, type: REVOKE } })).toMatchObject({
    type: 'revoke',
    member: { original_message_id: report.wamid },
  })
})

test('choices of buttons, lists, quick replies and forms are told like Meta tells them', async () => {
  await using rig = await linked()
  const contextInfo = { stanzaId: '3EB0AAAAAAAAAAAAAAAAAA', participant: `${ownNumber}@s.whatsapp.net` }
  const context = { id: wamidOf(customer, '3EB0AAAAAAAAAAAAAAAAAA', 'business'), from: ownNumber }
  const choices: [proto.IMessage, object][] = [
    [
      { buttonsResponseMessage: { selectedButtonId: 'yes', selectedDisplayText: 'Yes, please', type: 1, contextInfo } },
      {
        type: 'interactive',
        text: 'Yes, please',
        member: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes, please' } },
      },
    ],
    [
      {
        listResponseMessage: {
          title: 'Large',
          description: '12 l',
          listType: 1,
          singleSelectReply: { selectedRowId: 'l' },
          contextInfo,
        },
      },
      {
        type: 'interactive',
        text: 'Large',
        member: { type: 'list_reply', list_reply: { id: 'l', title: 'Large', description: '12 l' } },
      },
    ],
    [
      {
        templateButtonReplyMessage: { selectedId: 'stop', selectedDisplayText: 'Stop', selectedIndex: 0, contextInfo },
      },
      { type: 'button', text: 'Stop', member: { payload: 'stop', text: 'Stop' } },
    ],
    [
      {
        interactiveResponseMessage: {
          body: { text: 'Sent' },
          nativeFlowResponseMessage: { name: 'flow', paramsJson: '{"a":1}', version: 3 },
          contextInfo,
        },
      },
      {
        type: 'interactive',
        member: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"a":1}' } },
      },
    ],
  ]
  for (const [message, expected] of choices) expect(await toldOf(rig, message)).toMatchObject({ ...expected, context })
})

test('a forwarded message says so, and messages inside envelopes are what they are inside', async () => {
  await using rig = await linked()
  const text = 'you have won'
  const often = { extendedTextMessage: { text, contextInfo: { isForwarded: true, forwardingScore: 12 } } }
  expect(await toldOf(rig, often)).toMatchObject({ text, context: { forwarded: true, frequently_forwarded: true } })
  const once = { extendedTextMessage: { text, contextInfo: { isForwarded: true, forwardingScore: 1 } } }
  expect((await toldOf(rig, once)).context).toEqual({ forwarded: true })
  for (const envelope of ['ephemeralMessage', 'viewOnceMessage', 'viewOnceMessageV2'] as const) {
    expect(await toldOf(rig, { [envelope]: { message: { conversation: envelope } } })).toMatchObject({ text: envelope })
  }
})

test('a person whose number is hidden is told by what stands for it, and can be marked read', async () => {
  await using rig = await linked()
  const sender = { from: '199999999999999@lid', addressing_mode: 'lid', notify: 'Someone', t: '1700000000' }
  plaintext(rig, proto.Message.encode({ conversation: 'guess who' }).finish(), sender)
  const report = await rig.until('the report', () => rig.received[0])
  expect(report).toMatchObject({
    fromDigits: null,
    userId: '199999999999999@lid',
    contactName: 'Someone',
    text: 'guess who',
    at: 1_700_000_000_000,
  })
  const { markRead } = rig.network.line(channel)
  expect(await markRead?.({ wamid: report.wamid, typing: false })).toEqual({ outcome: 'done' })
})

test('a photo to be seen once is on the phone alone, and told as that', async () => {
  await using rig = await linked()
  rig.world.simulator.disturb(company, ownNumber, {
    stanza: {
      tag: 'message',
      attrs: {
        from: `${customer}@s.whatsapp.net`,
        id: '3AEEEEEEEEEEEEEEEEEE',
        t: '1700000000',
        type: 'media',
        notify: 'Lucio',
      },
      content: [{ tag: 'unavailable', attrs: { type: 'view_once' } }],
    },
  })
  expect(await rig.until('the report', () => rig.received[0])).toMatchObject({
    type: 'unsupported',
    member: { type: 'view_once' },
  })
})

test('what a person types on the own phone, and what groups say, is told to nobody', async () => {
  await using rig = await linked()
  await rig.world.simulator.sendText(company, { from: ownNumber, to: customer, text: 'by hand' })
  await told(rig, { type: 'text', text: 'after it' })
  expect(rig.received.map(({ text }) => text)).toEqual(['after it'])
})

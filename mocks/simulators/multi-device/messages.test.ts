import { expect, test } from 'vitest'
import { type Client, connect, OWNER, pair, type Rig, startLinkedRig, startRig } from './rig.ts'

const CONTACT = '5491155555555'
const CONTACT_JID = `${CONTACT}@s.whatsapp.net`
const ERROR = 0
const DELIVERED = 3
const READ = 4

async function sendText(client: Client, text: string, to = CONTACT_JID, messageId?: string): Promise<string> {
  const sent = await client.socket.sendMessage(to, { text }, messageId ? { messageId } : {})
  return sent?.key.id ?? ''
}

/** Waits for the server's ack of a message; its error, if it has one. */
async function acked(client: Client, id: string): Promise<string | undefined> {
  const isAck = ({ tag, attrs }: Client['stanzas'][number]) =>
    tag === 'ack' && attrs.class === 'message' && attrs.id === id
  const ack = await client.until('the ack', () => client.stanzas.find(isAck))
  return ack.attrs.error
}

function received(client: Client, id: string) {
  return client.until(`message ${id}`, () =>
    client.upserts.find(({ message }) => message.key.id === id && message.message),
  )
}

function read(client: Client, id: string): Promise<true> {
  return client.until('the read receipt', () => client.status(id) === READ)
}

const screen = (rig: Rig, number: string) => rig.phones.messages('default', number)

/** A rig with a contact and the owner's companion, open. */
async function chat(options?: Parameters<typeof startLinkedRig>[0]): Promise<{ rig: Rig; client: Client }> {
  const rig = await startLinkedRig(options)
  rig.phones.add('default', { number: CONTACT, name: 'Lucio' })
  return { rig, client: rig.client }
}

test('a text reaches the contact, is acknowledged, delivered and read, and is on the own phone too', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  const id = await sendText(client, 'hola')
  expect(await acked(client, id)).toBeUndefined()
  await read(client, id)
  const shown = { id, type: 'text', text: 'hola', from: OWNER, to: CONTACT }
  expect(screen(rig, CONTACT)).toMatchObject([{ ...shown, direction: 'in', status: 'read' }])
  expect(screen(rig, OWNER)).toMatchObject([{ ...shown, direction: 'out', status: 'read' }])
})

test('a person who does not read leaves a text delivered', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  rig.phones.add('default', { number: CONTACT, name: 'Lucio', reads: false })
  const id = await sendText(client, 'hola')
  await client.until('the delivery', () => client.status(id) === DELIVERED)
  expect(screen(rig, CONTACT)).toMatchObject([{ status: 'delivered' }])
  expect(screen(rig, OWNER)).toMatchObject([{ status: 'delivered' }])
})

test('the first text opens a session; after the reply the next one is an ordinary message', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  await read(client, await sendText(client, 'first'))
  const reply = await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'hello back' })
  expect(await received(client, reply)).toMatchObject({
    type: 'notify',
    message: { pushName: 'Lucio', message: { conversation: 'hello back' } },
  })
  await read(client, await sendText(client, 'second'))
  expect(screen(rig, CONTACT).map(({ text, direction }) => [direction, text])).toEqual([
    ['in', 'first'],
    ['out', 'hello back'],
    ['in', 'second'],
  ])
  const kinds = rig.log
    .filter((line) => line.startsWith('message'))
    .map((line) => line.includes(`+${CONTACT}:0 (pkmsg)`))
  expect(kinds).toEqual([true, false])
})

test('a text to a linked number waits on its own phone and is read when the companion reads it', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  const id = await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'are you there?' })
  const { message } = await received(client, id)
  expect(screen(rig, OWNER)).toMatchObject([{ id, direction: 'in', text: 'are you there?' }])
  await client.socket.readMessages([message.key])
  await expect.poll(() => screen(rig, CONTACT)[0]?.status, { interval: 5 }).toBe('read')
})

test('a chat by LID works both ways', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  const id = await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'hi', addressing: 'lid' })
  const { message } = await received(client, id)
  expect(message.key.remoteJid).toMatch(/@lid$/)
  expect(message.key.remoteJidAlt).toBe(CONTACT_JID)
  await read(client, await sendText(client, 'answer by LID', message.key.remoteJid ?? ''))
  expect(screen(rig, CONTACT).map(({ text }) => text)).toEqual(['hi', 'answer by LID'])
})

test('a reaction arrives as what it is', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  const id = await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'nice?' })
  const { message } = await received(client, id)
  const sent = await client.socket.sendMessage(CONTACT_JID, { react: { text: '👍', key: message.key } })
  await read(client, sent?.key.id ?? '')
  expect(screen(rig, CONTACT)).toMatchObject([{ text: 'nice?' }, { type: 'reaction', text: '👍' }])
})

test('the same message id twice is one message, acknowledged both times', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  const id = await sendText(client, 'once', CONTACT_JID, '3EB0AAAAAAAAAAAAAAAAAA')
  await read(client, id)
  client.stanzas.length = 0
  await sendText(client, 'once', CONTACT_JID, id)
  await acked(client, id)
  expect(screen(rig, CONTACT)).toHaveLength(1)
  expect(screen(rig, OWNER)).toHaveLength(1)
})

test.each([463, 479])('error %i comes back in the ack, as often as asked, and nothing arrives', async (code) => {
  const { rig, client } = await chat()
  await using _ = rig
  rig.simulator.addFault('default', { kind: 'error', code, times: 1 })
  const refused = await sendText(client, 'refused')
  expect(await acked(client, refused)).toBe(String(code))
  await client.until('the error', () => client.status(refused) === ERROR)
  await read(client, await sendText(client, 'accepted'))
  expect(screen(rig, CONTACT).map(({ text }) => text)).toEqual(['accepted'])
})

test('a text whose device identity is forged is refused with 479 and reaches nobody', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  const { account } = client.credentials.creds
  if (account) account.deviceSignature = Buffer.alloc(64, 1)
  expect(await acked(client, await sendText(client, 'trust me'))).toBe('479')
  expect(screen(rig, CONTACT)).toEqual([])
})

test('a phone that lost its session asks again and gets the text', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  await read(client, await sendText(client, 'before'))
  const reply = await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'reply' })
  await received(client, reply)
  for (const { key } of rig.store.list('md.session', `default/${CONTACT}/`)) rig.store.delete('md.session', key)
  await read(client, await sendText(client, 'after'))
  expect(screen(rig, CONTACT).map(({ text }) => text)).toEqual(['before', 'reply', 'after'])
  expect(screen(rig, OWNER).map(({ text }) => text)).toEqual(['before', 'reply', 'after'])
})

test('a companion that lost its session asks again and gets the text', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  await read(client, await sendText(client, 'before'))
  await received(client, await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'one' }))
  const rows = client.credentials.rows
  for (const name of [...rows.keys()]) if (name.startsWith('session/')) rows.delete(name)
  const id = await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'two' })
  expect((await received(client, id)).message.message?.conversation).toBe('two')
})

test('two companions of one number both get a text, and each sees what the other sends', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  await read(client, await sendText(client, 'before the second was there'))
  const other = await pair(rig, OWNER)
  await client.until('the new list of devices', () => client.stanzas.some(({ attrs }) => attrs.type === 'devices'))
  const id = await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'to both' })
  await Promise.all([received(client, id), received(other, id)])
  const answer = await sendText(other, 'from the second')
  expect(await received(client, answer)).toMatchObject({
    message: {
      key: { fromMe: true, remoteJid: CONTACT_JID },
      message: { extendedTextMessage: { text: 'from the second' } },
    },
  })
  const sent = await sendText(client, 'from the first')
  expect((await received(other, sent)).message.key.fromMe).toBe(true)
  expect(screen(rig, OWNER).map(({ text }) => text)).toEqual([
    'before the second was there',
    'to both',
    'from the second',
    'from the first',
  ])
})

test('two linked numbers talk to each other, receipts included', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  const other = await pair(rig, CONTACT)
  const id = await sendText(client, 'to a linked number')
  const { message } = await received(other, id)
  expect(message.message?.extendedTextMessage?.text).toBe('to a linked number')
  await client.until('the delivery', () => client.status(id) === DELIVERED)
  await other.socket.readMessages([message.key])
  await read(client, id)
  const answer = await sendText(other, 'answer', `${OWNER}@s.whatsapp.net`)
  expect((await received(client, answer)).message.key.fromMe).toBe(false)
})

test('a person who types on the phone sees it on the linked companion', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  const id = await rig.simulator.sendText('default', { from: OWNER, to: CONTACT, text: 'typed by hand' })
  expect(await received(client, id)).toMatchObject({
    message: { key: { fromMe: true, remoteJid: CONTACT_JID }, message: { conversation: 'typed by hand' } },
  })
  expect(screen(rig, CONTACT)).toMatchObject([{ text: 'typed by hand', status: 'read' }])
})

test('numbers ending in 0000 are not on WhatsApp; any other gets a phone when it is written to', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  expect(await client.socket.onWhatsApp('5491150010000', '5491150010001')).toEqual([
    { jid: '5491150010001@s.whatsapp.net', exists: true },
  ])
  await read(client, await sendText(client, 'hello stranger', '5491150010001@s.whatsapp.net'))
  expect(rig.phones.find('default', '5491150010001')).toBeDefined()
  const lost = await sendText(client, 'to nobody', '5491150010000@s.whatsapp.net')
  expect(await acked(client, lost)).toBeUndefined()
  expect(rig.phones.find('default', '5491150010000')).toBeUndefined()
})

test('a text to a number that lives elsewhere is carried there and makes no phone', async () => {
  const elsewhere = '15550001111'
  const carried: unknown[] = []
  const { rig, client } = await chat({
    carry: (realm, message) => message.to === elsewhere && carried.push([realm, message.from, message.text]) > 0,
  })
  await using _ = rig
  const id = await sendText(client, 'to the cloud', `${elsewhere}@s.whatsapp.net`)
  await client.until('the delivery', () => client.status(id) === DELIVERED)
  await rig.simulator.sendText('default', { from: CONTACT, to: elsewhere, text: 'from a phone' })
  expect(carried).toEqual([
    ['default', OWNER, 'to the cloud'],
    ['default', CONTACT, 'from a phone'],
  ])
  expect(rig.phones.find('default', elsewhere)).toBeUndefined()
})

test('fifty texts at once arrive complete and in order', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  const texts = Array.from({ length: 50 }, (_, index) => `text ${index}`)
  const ids = await Promise.all(texts.map((text) => sendText(client, text)))
  await Promise.all(ids.map((id) => read(client, id)))
  expect(screen(rig, CONTACT).map(({ text }) => text)).toEqual(texts)
})

test('a text from nobody is refused', async () => {
  await using rig = await startRig()
  await expect(rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'x' })).rejects.toMatchObject({
    status: 404,
    code: 'PHONE_NOT_FOUND',
  })
})

test('an offline companion finds its texts at the next login, as appended', async () => {
  const { rig, client } = await chat()
  await using _ = rig
  await client.end()
  await expect.poll(() => rig.simulator.devices('default', OWNER)[0]?.online, { interval: 5 }).toBe(false)
  const ids = []
  for (const text of ['one', 'two'])
    ids.push(await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text }))
  const again = connect(rig.url(), client.credentials)
  for (const id of ids) expect((await received(again, id)).type).toBe('append')
  const offline = again.stanzas.find(({ tag, content }) => tag === 'ib' && Array.isArray(content))
  expect(offline?.content).toMatchObject([{ tag: 'offline', attrs: { count: '2' } }])
  await expect.poll(() => rig.store.list('md.queue', 'default/').length, { interval: 5 }).toBe(0)
})

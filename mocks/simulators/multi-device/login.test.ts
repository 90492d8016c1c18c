import { expect, test } from 'vitest'
import { type Client, connect, credentials, OWNER, pair, type Rig, startLinkedRig, startRig } from './rig.ts'

const CONTACT = '5491155555555'
const CONTACT_JID = `${CONTACT}@s.whatsapp.net`

const devices = (rig: Rig) => rig.simulator.devices('default', OWNER)

async function textArrives(rig: Rig, client: Client, text: string): Promise<void> {
  await client.socket.sendMessage(CONTACT_JID, { text })
  const texts = () => rig.phones.messages('default', CONTACT).map((message) => message.text)
  await expect.poll(texts, { interval: 5 }).toContain(text)
}

test('stored credentials log in again without a scan', async () => {
  await using rig = await startLinkedRig()
  const { client } = rig
  await textArrives(rig, client, 'before')
  await client.end()
  const again = connect(rig.url(), credentials(client.credentials.dump()))
  await again.open()
  await textArrives(rig, again, 'after')
})

test('a simulator restarted on its store still has links, sessions, chats and what was waiting', async () => {
  await using rig = await startLinkedRig()
  const { client } = rig
  rig.phones.add('default', { number: CONTACT, name: 'Lucio' })
  await textArrives(rig, client, 'before')
  await client.end()
  await expect.poll(() => devices(rig)[0]?.online, { interval: 5 }).toBe(false)
  await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'while away' })

  // The first simulator is not closed: its successor sees what a killed one would have left.
  await using successor = await startRig({ file: rig.file })
  expect(successor.simulator.hasCompanions('default', OWNER)).toBe(true)
  const again = connect(successor.url(), client.credentials)
  await again.until('the waiting text', () =>
    again.upserts.some(({ message, type }) => message.message?.conversation === 'while away' && type === 'append'),
  )
  await textArrives(successor, again, 'after')
  expect(successor.phones.messages('default', CONTACT).map(({ text }) => text)).toEqual([
    'before',
    'while away',
    'after',
  ])
})

test('a companion with routing information still gets in', async () => {
  await using rig = await startLinkedRig()
  const { client } = rig
  await client.end()
  client.credentials.creds.routingInfo = Buffer.from('0802080d', 'hex')
  await connect(rig.url(), client.credentials).open()
})

test('a second login with the same credentials replaces the first with 440', async () => {
  await using rig = await startLinkedRig()
  const { client } = rig
  const twin = connect(rig.url(), credentials(client.credentials.dump()))
  expect(await client.closed()).toBe(440)
  await twin.open()
  expect(devices(rig)).toMatchObject([{ online: true }])
})

test('a device removed on the phone hears 401, and 401 again at its next login', async () => {
  await using rig = await startLinkedRig()
  const { client } = rig
  rig.simulator.unlink('default', OWNER)
  expect(await client.closed()).toBe(401)
  expect(devices(rig)).toEqual([])
  expect(await connect(rig.url(), client.credentials).closed()).toBe(401)
})

test('a device is found by its JID, and the others stay', async () => {
  await using rig = await startLinkedRig()
  const [first, second] = [rig.client, await pair(rig, OWNER)]
  rig.simulator.unlink('default', OWNER, second.credentials.creds.me?.id)
  expect(await second.closed()).toBe(401)
  expect(devices(rig)).toMatchObject([{ device: 1, online: true, jid: first.credentials.creds.me?.id }])
})

test('a companion that logs out is no longer linked', async () => {
  await using rig = await startLinkedRig()
  const { client } = rig
  await client.socket.logout()
  expect(await client.closed()).toBe(401)
  await expect.poll(() => devices(rig), { interval: 5 }).toEqual([])
})

test('a companion running out of one-time keys is asked for more', async () => {
  await using rig = await startLinkedRig()
  const { client } = rig
  const stock = () => rig.store.list('md.pre-key', `default/${OWNER}/`)
  for (const { key } of stock().slice(3)) rig.store.delete('md.pre-key', key)
  rig.phones.add('default', { number: CONTACT, name: 'Lucio' })
  await rig.simulator.sendText('default', { from: CONTACT, to: OWNER, text: 'hi' })
  await expect.poll(() => stock().length, { interval: 5 }).toBe(7)
  await client.until('the text', () => client.upserts.some(({ message }) => message.message?.conversation === 'hi'))
})

test.each([402, 403, 503])(
  'a login refused with %i ends with that status and works once the fault is over',
  async (code) => {
    await using rig = await startRig()
    const client = await pair(rig, OWNER)
    rig.simulator.addFault('default', { kind: 'error', code, times: 1 })
    expect(await client.closed()).toBe(428)
    expect(await connect(rig.url(), client.credentials).closed()).toBe(code)
    await connect(rig.url(), client.credentials).open()
  },
)

test('while the service is down open connections drop and new ones are refused', async () => {
  await using rig = await startLinkedRig()
  const { client } = rig
  rig.simulator.addFault('default', { kind: 'down' })
  expect(await client.closed()).toBe(428)
  expect(await connect(rig.url(), client.credentials).closed()).toBe(408)
  rig.simulator.clearFaults('default')
  await connect(rig.url(), client.credentials).open()
})

test('a hanging service takes messages without an answer and connections without a word', async () => {
  await using rig = await startLinkedRig()
  const { client } = rig
  await textArrives(rig, client, 'before')
  rig.simulator.addFault('default', { kind: 'hang' })
  await client.socket.sendMessage(CONTACT_JID, { text: 'lost' })
  await client.socket.onWhatsApp(CONTACT)
  expect(rig.phones.messages('default', CONTACT).map(({ text }) => text)).toEqual(['before'])
  await client.end()
  const silent = connect(rig.url(), client.credentials)
  await expect.poll(() => silent.socket.ws.isOpen, { interval: 5 }).toBe(true)
  rig.simulator.clearFaults('default')
  expect(await silent.closed()).toBe(428)
  expect(silent.stanzas).toEqual([])
  await connect(rig.url(), client.credentials).open()
})

test('what is no WhatsApp stream is cut off, and other paths are somebody else’s', async () => {
  await using rig = await startRig()
  const garbage = new WebSocket(rig.url())
  const ended = new Promise((resolve) => garbage.addEventListener('close', resolve))
  garbage.addEventListener('open', () => garbage.send('GET / HTTP/1.1'))
  await ended
  expect(rig.log).toMatchObject([expect.stringContaining('not a WhatsApp stream')])
  const elsewhere = new WebSocket(rig.url().replace('/ws/chat', '/elsewhere'))
  await new Promise((resolve) => elsewhere.addEventListener('error', resolve))
})

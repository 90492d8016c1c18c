import { expect, test } from 'vitest'
import { sampleOf } from '../phone/samples.ts'
import type { PhoneWrite } from '../phone/writes.ts'
import { deep, openGraphRig, wamidOf } from './graph-rig.ts'

const NUMBER = {
  wabaId: '428083093730937',
  phoneNumberId: '100000000000001',
  phoneNumber: '15552000001',
  verifiedName: 'Demo',
}
const LUCIO = '5491155555555'
type Sent = PhoneWrite extends infer Write ? (Write extends PhoneWrite ? Omit<Write, 'from' | 'to'> : never) : never

async function seeded() {
  const rig = await openGraphRig()
  const { token } = rig.graph.seedNumber('one', NUMBER)
  rig.phones.add('one', { number: LUCIO, name: 'Lucio' })
  const write = (sent: Sent) => rig.graph.receive('one', { from: LUCIO, to: NUMBER.phoneNumber, ...sent } as PhoneWrite)
  /** The inbound messages as the webhooks told them. */
  const told = async () => {
    await rig.graph.settle()
    return rig.inbox.flatMap(({ body }) => deep(body, 'messages'))
  }
  const send = (member: Record<string, unknown>) => rig.text(token, NUMBER.phoneNumberId, LUCIO, member)
  return Object.assign(rig, { token, write, told, send })
}

test.each(['image', 'video', 'audio', 'document', 'sticker'] as const)(
  'a %s arrives with an id, and Meta keeps its bytes for seven days',
  async (type) => {
    await using rig = await seeded()
    const { bytes, mime } = sampleOf(type)
    await rig.write({ type, media: { bytes, mime } })
    const [message] = await rig.told()
    const member = message?.[type] as { id: string }
    expect(message).toMatchObject({ from: LUCIO, type, [type]: { mime_type: mime, sha256: expect.any(String) } })
    const { body } = await rig.call('GET', `/${member.id}`, rig.token)
    const file = await fetch(String(body.url), { headers: { authorization: `Bearer ${rig.token}` } })
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes)
    rig.time.now += 7 * 86_400_000
    expect((await rig.call('GET', `/${member.id}`, rig.token)).status).toBe(400)
  },
)

test('captions, file names and voice stand in the member of their type', async () => {
  await using rig = await seeded()
  const bytes = Buffer.from('x')
  await rig.write({ type: 'image', media: { bytes, mime: 'image/jpeg', caption: 'Mira' } })
  await rig.write({ type: 'document', media: { bytes, mime: 'application/pdf', filename: 'menú.pdf' } })
  await rig.write({ type: 'audio', media: { bytes, mime: 'audio/ogg; codecs=opus', voice: true } })
  expect(await rig.told()).toMatchObject([
    { image: { caption: 'Mira' } },
    { document: { filename: 'menú.pdf' } },
    { audio: { voice: true, mime_type: 'audio/ogg; codecs=opus' } },
  ])
})

test('places, cards and reactions arrive under their types', async () => {
  await using rig = await seeded()
  const wamid = wamidOf(await rig.send({ type: 'text', text: { body: 'x' } }))
  rig.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  const shown = wamidOf(await rig.send({ type: 'text', text: { body: 'y' } }))
  expect(wamid).not.toBe(shown)
  const location = { latitude: -34.6, longitude: -58.38, name: 'Obelisco' }
  const contacts = [{ name: { formatted_name: 'Ana' }, phones: [{ phone: '+54911' }] }]
  await rig.write({ type: 'location', location })
  await rig.write({ type: 'contacts', contacts })
  await rig.write({ type: 'reaction', reaction: { message_id: shown, emoji: '❤️' } })
  await rig.write({ type: 'reaction', reaction: { message_id: shown, emoji: '' } })
  expect((await rig.told()).filter(({ from }) => from === LUCIO)).toMatchObject([
    { type: 'location', location },
    { type: 'contacts', contacts },
    { type: 'reaction', reaction: { message_id: shown, emoji: '❤️' } },
    { type: 'reaction', reaction: { message_id: shown } },
  ])
  await expect(rig.write({ type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '❤️' } })).rejects.toThrow(
    /[Nn]o message/,
  )
})

test('a tap on a button or a row tells what was chosen of which message', async () => {
  await using rig = await seeded()
  rig.graph.openWindow('one', NUMBER.phoneNumberId, LUCIO)
  const button = { type: 'reply', reply: { id: 'yes', title: 'Sí' } }
  const asked = wamidOf(
    await rig.send({
      type: 'interactive',
      interactive: { type: 'button', body: { text: '?' }, action: { buttons: [button] } },
    }),
  )
  const rows = [{ id: 'cake', title: 'Torta', description: 'De manzana' }]
  const listed = wamidOf(
    await rig.send({
      type: 'interactive',
      interactive: { type: 'list', body: { text: '?' }, action: { button: 'Ver', sections: [{ rows }] } },
    }),
  )
  await rig.write({ type: 'button_reply', reply: { id: 'yes' } })
  await rig.write({ type: 'list_reply', reply: { id: 'cake', message_id: listed } })
  expect((await rig.told()).filter(({ from }) => from === LUCIO)).toMatchObject([
    {
      type: 'interactive',
      context: { from: NUMBER.phoneNumber, id: asked },
      interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Sí' } },
    },
    {
      type: 'interactive',
      context: { id: listed },
      interactive: { type: 'list_reply', list_reply: { id: 'cake', title: 'Torta', description: 'De manzana' } },
    },
  ])
  await expect(rig.write({ type: 'button_reply', reply: { id: 'maybe' } })).rejects.toThrow(/[Nn]o message/)
  await expect(rig.write({ type: 'list_reply', reply: { id: 'cake', message_id: asked } })).rejects.toThrow(
    /[Nn]o message/,
  )
})

test('a quoted message stands in the context', async () => {
  await using rig = await seeded()
  const first = await rig.write({ type: 'text', text: 'Hola' })
  await rig.write({ type: 'text', text: '?', context: first })
  expect((await rig.told())[1]).toMatchObject({ context: { from: LUCIO, id: first } })
})

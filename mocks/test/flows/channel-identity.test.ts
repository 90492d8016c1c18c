import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubmessage, keebai, unwrap } from '../../../client/index.ts'
import { answer, type Company, control, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `ch_` + ULID as the 32 hex digits of the same 128 bits. */
function hexOf(id: string): string {
  let value = 0n
  for (const character of id.slice(3)) value = value * 32n + BigInt(CROCKFORD.indexOf(character))
  return value.toString(16).toUpperCase().padStart(32, '0')
}

const dashed = (hex: string) => hex.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
const byHub = (company: Company, channelId: string) =>
  answer(
    hubmessage.sendMessage({
      client: company.hub,
      path: { channelId },
      body: { recipient: { identifier: '5491155555555' }, content: { type: 'TEXT', body: { message: 'x' } } },
    }),
  )
const byKeebai = (company: Company, channel_id: string) =>
  answer(keebai.sendTextMessage({ client: company.api, body: { channel_id, to: '+5491155555555', text: 'x' } }))

test('the two spellings of a channel are one 128-bit id', async () => {
  const company = await rig.company()
  const { id: hex } = await unwrap(
    hubmessage.createChannel({ client: company.hub, body: { name: 'Shop', type: 'META_WHATSAPP' } }),
  )
  const result = await unwrap(control.createSignupResult({ client: company.control }))
  await unwrap(hubmessage.connectChannel({ client: company.hub, path: { channelId: hex }, body: result }))
  const { data } = await unwrap(keebai.listChannels({ client: company.api }))
  const channel = data.find((one) => one.phone_number_id === result.phoneId)
  expect(channel?.id).toMatch(/^ch_[0-9A-HJKMNP-TV-Z]{26}$/)
  expect(hexOf(channel?.id ?? '')).toBe(hex)
})

test('every spelling is taken on both surfaces', async () => {
  const company = rig.seeded
  const { id } = company.channel
  const hex = hexOf(id)
  for (const spelling of [id, id.toLowerCase(), hex, hex.toLowerCase(), dashed(hex), '65a1f2b3c4d5e6f7a8b9c0d1']) {
    expect((await company.readChannel(spelling)).id, spelling).toBe(id)
    expect((await byKeebai(company, spelling)).status, spelling).toBe(202)
    expect((await byHub(company, spelling)).status, spelling).toBe(200)
  }
})

test('a form no channel id has is malformed in a body and absent in a path; a well-formed unknown one is absent', async () => {
  const company = await rig.company()
  for (const malformed of [
    'nope',
    'ch_',
    `ch_${'8'.repeat(26)}`,
    'g'.repeat(24),
    '1'.repeat(31),
    `${'1'.repeat(24)}\n`,
  ]) {
    expect((await byKeebai(company, malformed)).status, malformed).toBe(400)
    const read = await answer(keebai.getChannel({ client: company.api, path: { id: malformed } }))
    expect(read, malformed).toMatchObject(refusal(404, 'CHANNEL_NOT_FOUND'))
  }
  for (const unknown of [
    '65a1f2b3c4d5e6f7a8b9c0d1',
    'ch_01HXYZ0000000000000000000A',
    '1'.repeat(32),
    dashed('2'.repeat(32)),
  ]) {
    expect(await byKeebai(company, unknown), unknown).toMatchObject(refusal(404, 'CHANNEL_NOT_FOUND'))
    expect((await byHub(company, unknown)).status, unknown).toBe(404)
  }
})

test('a channel of either kind is seen through both surfaces', async () => {
  const company = await rig.company()
  const session = await company.connect()
  await company.complete(session)
  const polled = await unwrap(keebai.getWhatsAppConnect({ client: company.api, path: { session_id: session } }))
  if (polled.status !== 'completed') throw new Error(polled.status)
  await company.write('+5491155555555', polled.channel.phone_number ?? '', 'hola')
  await expect.poll(async () => (await byHub(company, hexOf(polled.channel.id))).status).toBe(200)
  const paired = await company.pair('+5491155555555')
  const byType = async (type: 'whatsapp' | 'whatsapp_qr') =>
    (await unwrap(keebai.listChannels({ client: company.api, query: { type } }))).data.map((one) => one.id)
  expect(await byType('whatsapp_qr')).toEqual([paired.id])
  expect(await byType('whatsapp')).toEqual([company.channel.id, polled.channel.id])
  expect((await unwrap(keebai.listChannels({ client: company.api }))).data).toHaveLength(3)
  expect((await unwrap(keebai.listChannels({ client: company.api, query: { type: 'web' } }))).data).toEqual([])
})

test('a number connected again through the other surface is the same channel', async () => {
  const company = await rig.company()
  const { id: channelId } = await unwrap(
    hubmessage.createChannel({ client: company.hub, body: { name: 'Shop', type: 'META_WHATSAPP' } }),
  )
  const result = await unwrap(control.createSignupResult({ client: company.control }))
  await unwrap(hubmessage.connectChannel({ client: company.hub, path: { channelId }, body: result }))
  const session = await company.connect()
  expect((await company.complete(session, { phone_number_id: result.phoneId })).status).toBe(200)
  const polled = await unwrap(keebai.getWhatsAppConnect({ client: company.api, path: { session_id: session } }))
  if (polled.status !== 'completed') throw new Error(polled.status)
  expect(hexOf(polled.channel.id)).toBe(channelId)
  expect((await unwrap(keebai.listChannels({ client: company.api }))).data).toHaveLength(2)
})

test('a channel of another company reads as one that does not exist', async () => {
  const [company, stranger] = [await rig.company(), await rig.company()]
  const foreign = await answer(keebai.getChannel({ client: stranger.api, path: { id: company.channel.id } }))
  const unknown = await answer(
    keebai.getChannel({ client: stranger.api, path: { id: 'ch_01HXYZ0000000000000000000A' } }),
  )
  expect([foreign.status, foreign.body]).toEqual([unknown.status, unknown.body])
  const { data } = await unwrap(keebai.listWhatsAppNumbers({ client: stranger.api }))
  expect(data.map((one) => one.channel_id)).toEqual([stranger.channel.id])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import type { PhoneMessageRequest } from '../../../generated/sandbox/types.gen.ts'
import { answer, type Company, control, openRig, type Rig, refusal } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const ANA = '+5491177770001'

async function given() {
  const company = await rig.company()
  await company.phone(ANA, 'Ana')
  const send = (body: Omit<PhoneMessageRequest, 'to'>) =>
    answer(
      control.sendFromPhone({
        client: company.control,
        path: { number: ANA },
        body: { to: company.channel.phone_number, ...body },
      }),
    )
  return { company, send }
}

test.each(['image', 'video', 'audio', 'document', 'sticker'] as const)(
  'a phone sends a %s, its own or a sample, and shows its bytes',
  async (type) => {
    const { company, send } = await given()
    const sample = await send({ [type]: {} })
    const { id } = sample.body as { id: string }
    expect(sample).toMatchObject({
      status: 201,
      body: { direction: 'out', type, media: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    })
    expect((await mediaOf(company, id)).length).toBeGreaterThan(10)
    const own = await send({ [type]: { data: Buffer.from('own bytes').toString('base64'), mime_type: 'text/plain' } })
    expect(String(await mediaOf(company, (own.body as { id: string }).id))).toBe('own bytes')
  },
)

test('a phone sends places, cards and reactions', async () => {
  const { company, send } = await given()
  const { phone_number_id } = company.channel
  await send({ text: 'Hola' })
  await unwrap(keebai.sendTextMessage({ client: company.api, body: { phone_number_id, to: ANA, text: '¿Sí?' } }))
  const [, asked] = await company.inbox(ANA)
  const location = { latitude: -34.603684, longitude: -58.381559, name: 'Obelisco' }
  const contacts = [{ name: { formatted_name: 'Ana Díaz' }, phones: [{ phone: '+5491144444444' }] }]
  const reaction = { message_id: asked?.id ?? '', emoji: '👍' }
  expect(await send({ location })).toMatchObject({
    status: 201,
    body: { type: 'location', text: 'Obelisco', location },
  })
  expect(await send({ contacts })).toMatchObject({ status: 201, body: { type: 'contacts', contacts } })
  expect(await send({ reaction })).toMatchObject({ status: 201, body: { type: 'reaction', reaction } })
  expect(await send({ text: 'Sí', reply_to: reaction.message_id })).toMatchObject({
    body: { reply_to: reaction.message_id },
  })
})

test('exactly one thing is sent at a time, and what is not on the phone cannot be chosen or reacted to', async () => {
  const { send } = await given()
  expect((await send({})).status).toBe(400)
  expect((await send({ text: 'x', image: {} })).status).toBe(400)
  expect((await send({ image: { data: 'no base64!' } })).status).toBe(400)
  expect(await send({ button_reply: { id: 'yes' } })).toMatchObject(refusal(404, 'CHOICE_NOT_FOUND'))
  expect(await send({ list_reply: { id: 'yes' } })).toMatchObject(refusal(404, 'CHOICE_NOT_FOUND'))
  expect(await send({ reaction: { message_id: 'wamid.x', emoji: '👍' } })).toMatchObject(
    refusal(404, 'MESSAGE_NOT_FOUND'),
  )
})

test('a message without a file has none to fetch, another company’s phone neither', async () => {
  const { company, send } = await given()
  const { id } = (await send({ text: 'Hola' })).body as { id: string }
  const path = (number: string) => `/_sandbox/phones/${number}/media/${id}`
  expect(await company.call('GET', path(ANA))).toMatchObject(refusal(404, 'MEDIA_NOT_FOUND'))
  const stranger = await rig.company()
  expect(await stranger.call('GET', path(ANA))).toMatchObject(refusal(404, 'PHONE_NOT_FOUND'))
})

async function mediaOf({ control: client }: Company, message_id: string): Promise<Buffer> {
  const media = await unwrap(
    control.getPhoneMedia({ client, path: { number: ANA, message_id }, parseAs: 'arrayBuffer' }),
  )
  return Buffer.from(media as unknown as ArrayBuffer)
}

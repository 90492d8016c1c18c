import { afterAll, beforeAll, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import { sampleOf } from '../../simulators/phone/samples.ts'
import { type Company, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const own = '+5491166666666'
const kinds = ['image', 'video', 'audio', 'document', 'sticker'] as const
type Kind = (typeof kinds)[number]
const unknown = { status: 404, body: { error: { code: 'NOT_FOUND' } } }

/** A company that sends through a QR channel, or through a Cloud API channel. */
async function sender(through: 'qr' | 'cloud_api') {
  const company = await rig.company()
  await company.phone(own)
  await company.phone(lucio)
  const channel = through === 'qr' ? await company.pair(own) : await company.readChannel(company.channel.id)
  const phone_number_id = channel.phone_number_id ?? ''
  return {
    company,
    async upload(kind: Kind) {
      const { bytes, mime } = sampleOf(kind)
      const body = { file: new Blob([new Uint8Array(bytes)]), type: mime, phone_number_id }
      return (await unwrap(keebai.uploadMedia({ client: company.api, body }))).media_id
    },
    remove: (id: string) =>
      unwrap(keebai.deleteMedia({ client: company.api, path: { mediaId: id }, query: { phone_number_id } })),
    send: (kind: Kind, media_id: string, headers = {}) =>
      company.call('POST', `/v1/messages/${kind}`, { body: { phone_number_id, to: lucio, media_id }, headers }),
  }
}

const received = async (company: Company) => (await company.inbox(lucio)).length

test.each(['qr', 'cloud_api'] as const)(
  'through a %s channel every send of a medium that is unknown, deleted or of another company is refused before it is sent',
  async (through) => {
    const [us, them] = [await sender(through), await sender(through)]
    for (const kind of kinds) {
      const [deleted, foreign, good] = [await us.upload(kind), await them.upload(kind), await us.upload(kind)]
      expect((await us.send(kind, good)).status, kind).toBe(202)
      const before = await received(us.company)
      expect(await us.send(kind, '404404404404'), kind).toMatchObject(unknown)
      expect(await us.send(kind, 'med_unknown'), kind).toMatchObject(unknown)
      if (foreign !== good) expect(await us.send(kind, foreign), kind).toMatchObject(unknown)
      await us.remove(deleted)
      expect(await us.send(kind, deleted), kind).toMatchObject(unknown)
      expect(await received(us.company)).toBe(before)
    }
  },
)

test('a send that was accepted is answered again under its key, though its medium is deleted by then', async () => {
  const { upload, send, remove } = await sender('qr')
  const id = await upload('image')
  const headers = { 'idempotency-key': 'photo-1' }
  const first = await send('image', id, headers)
  expect(first.status).toBe(202)
  await remove(id)
  expect(await send('image', id, headers)).toMatchObject({ status: 202, body: first.body as object })
  expect(await send('image', id)).toMatchObject(unknown)
})

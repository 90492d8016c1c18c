import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { codeOf, openGraphRig } from './graph-rig.ts'

const NUMBER = { wabaId: '42', phoneNumberId: '100000000000001', phoneNumber: '15552000001', verifiedName: 'Demo' }
const OTHER = { wabaId: '43', phoneNumberId: '100000000000002', phoneNumber: '15552000002', verifiedName: 'Other' }
const DAY_MS = 86_400_000

async function seeded() {
  const rig = await openGraphRig()
  const { token } = rig.graph.seedNumber('one', NUMBER)
  const upload = (fields: Record<string, string>, bytes?: Buffer<ArrayBuffer>, mime = 'image/png') => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    if (bytes) form.append('file', new Blob([bytes], { type: mime }), 'a.png')
    return rig.form(`/${NUMBER.phoneNumberId}/media`, token, form)
  }
  const given = async (bytes: Buffer<ArrayBuffer>, mime = 'image/png') =>
    String((await upload({ messaging_product: 'whatsapp', type: mime }, bytes, mime)).body.id)
  const describe = (id: string, query = '') => rig.call('GET', `/${id}${query}`, token)
  const fetchFile = (url: unknown, bearer: string | undefined = token) =>
    fetch(String(url), { headers: bearer ? { authorization: `Bearer ${bearer}` } : {} })
  return Object.assign(rig, { token, upload, given, describe, fetchFile })
}

test('an upload is described and comes back whole to who has the token', async () => {
  await using rig = await seeded()
  const bytes = randomBytes(300_000)
  const { body } = await rig.describe(await rig.given(bytes))
  expect(body).toMatchObject({
    messaging_product: 'whatsapp',
    mime_type: 'image/png',
    file_size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  })
  const file = await rig.fetchFile(body.url)
  expect(file.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes)
})

test('an address needs the token, is signed, and is good for five minutes; the medium has a new one then', async () => {
  await using rig = await seeded()
  const id = await rig.given(Buffer.from('x'))
  const { body } = await rig.describe(id)
  const status = async (url: unknown, bearer?: string) => (await rig.fetchFile(url, bearer)).status
  expect(await status(body.url, '')).toBe(401)
  expect(await status(body.url, rig.graph.seedNumber('two', OTHER).token)).toBe(404)
  expect(await status(String(body.url).replace(/hash=./, 'hash=0'))).toBe(404)
  rig.time.now += 5 * 60_000 + 1000
  expect(await status(body.url)).toBe(404)
  expect(await status((await rig.describe(id)).body.url)).toBe(200)
})

test('a deleted medium is unknown, and so is one after 30 days', async () => {
  await using rig = await seeded()
  const [gone, old] = [await rig.given(Buffer.from('a')), await rig.given(Buffer.from('b'))]
  expect((await rig.call('DELETE', `/${gone}`, rig.token)).body).toEqual({ success: true })
  expect(await rig.describe(gone)).toMatchObject({ status: 400, body: { error: { code: 100, error_subcode: 33 } } })
  expect(codeOf(await rig.call('DELETE', `/${gone}`, rig.token))).toBe(100)
  rig.time.now += 30 * DAY_MS - 1
  expect((await rig.describe(old)).status).toBe(200)
  rig.time.now += 1
  expect(codeOf(await rig.describe(old))).toBe(100)
})

test('with phone_number_id a medium is found only for its number', async () => {
  await using rig = await seeded()
  const id = await rig.given(Buffer.from('a'))
  expect((await rig.describe(id, `?phone_number_id=${NUMBER.phoneNumberId}`)).status).toBe(200)
  expect(codeOf(await rig.describe(id, '?phone_number_id=1'))).toBe(100)
  expect(codeOf(await rig.call('DELETE', `/${id}?phone_number_id=1`, rig.token))).toBe(100)
})

test('what Meta does not take is refused and nothing of it is kept', async () => {
  await using rig = await seeded()
  const whatsapp = { messaging_product: 'whatsapp' }
  expect(codeOf(await rig.upload({ type: 'image/png' }, Buffer.from('x')))).toBe(100)
  expect(codeOf(await rig.upload({ ...whatsapp, type: 'image/png' }))).toBe(100)
  expect(codeOf(await rig.upload({ ...whatsapp, type: 'application/zip' }, Buffer.from('x')))).toBe(100)
  expect(codeOf(await rig.upload({ ...whatsapp, type: 'image/png' }, Buffer.alloc(5 * 1024 * 1024 + 1)))).toBe(131053)
  expect(
    codeOf(await rig.upload({ ...whatsapp, type: 'image/webp' }, Buffer.alloc(100 * 1024 + 1), 'image/webp')),
  ).toBe(131053)
  expect(codeOf(await rig.upload({ ...whatsapp, type: 'image/png' }, Buffer.alloc(0)))).toBe(131053)
  expect((await rig.upload({ ...whatsapp, type: 'image/png' }, Buffer.alloc(5 * 1024 * 1024))).status).toBe(200)
  const animated = Buffer.concat([Buffer.from('RIFF....WEBPVP8X....\u0002', 'latin1'), Buffer.alloc(200 * 1024)])
  expect((await rig.upload({ ...whatsapp, type: 'image/webp' }, animated, 'image/webp')).status).toBe(200)
})

test('a form that is none is refused, one larger than anything Meta takes is too', async () => {
  await using rig = await seeded()
  const post = (body: BodyInit, type: string) =>
    fetch(`${rig.url}/v26.0/${NUMBER.phoneNumberId}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rig.token}`, 'content-type': type },
      body,
      duplex: 'half',
    } as RequestInit)
  expect((await post('nothing', 'multipart/form-data; boundary=x')).status).toBe(400)
  const chunk = Buffer.alloc(1024 * 1024)
  async function* large() {
    yield Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n')
    for (let count = 0; count <= 100; count += 1) yield chunk
    yield Buffer.from('\r\n--x\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp')
    yield Buffer.from('\r\n--x\r\nContent-Disposition: form-data; name="type"\r\n\r\ntext/plain\r\n--x--\r\n')
  }
  const refused = await post(Readable.toWeb(Readable.from(large())) as BodyInit, 'multipart/form-data; boundary=x')
  expect(await refused.json()).toMatchObject({ error: { code: 131053 } })
})

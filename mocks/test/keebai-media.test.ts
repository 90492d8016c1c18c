import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { createKeebaiClient, keebai, unwrap } from '../../client/index.ts'
import { createCompany, createToken } from '../../server/domain/tokens/issue.ts'
import { type AppRig, startApp } from '../../server/test/app-rig.ts'

const number = '1234567890'
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const query = `?phone_number_id=${number}`

test('a file goes up, is described, comes down the same and can be deleted', async () => {
  await using app = await startApp()
  await app.channel({ kind: 'qr', wabaId: null })
  const client = createKeebaiClient({ baseUrl: app.url, token: app.tokens.keebai })
  const file = new File([png], 'menú.png', { type: 'image/png' })
  const uploaded = await unwrap(
    keebai.uploadMedia({ client, body: { file, phone_number_id: number, type: 'image/png' } }),
  )
  const { media_id: mediaId } = uploaded
  expect(uploaded).toEqual({ media_id: expect.any(String), mime_type: 'image/png', size: png.length })

  const asked = { client, path: { mediaId }, query: { phone_number_id: number } }
  expect(await unwrap(keebai.getMedia(asked))).toEqual({
    id: mediaId,
    url: `${app.url}/v1/media/${mediaId}/download${query}`,
    mime_type: 'image/png',
    file_size: png.length,
    sha256: createHash('sha256').update(png).digest('hex'),
    messaging_product: 'whatsapp',
  })
  const answer = await fetch(`${app.url}/v1/media/${mediaId}/download${query}`, bearer(app))
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(png.length),
    'content-disposition': "attachment; filename*=UTF-8''men%C3%BA.png",
  })
  expect(Buffer.from(await answer.arrayBuffer()).equals(png)).toBe(true)
  const blob = await unwrap(keebai.downloadMedia(asked))
  expect(Buffer.from(await (blob as Blob).arrayBuffer()).equals(png)).toBe(true)

  expect((await app.call(`/v1/media/${mediaId}${query}`, { method: 'DELETE' })).status).toBe(204)
  for (const path of ['', '/download'])
    expect(codeOf(await app.call(`/v1/media/${mediaId}${path}${query}`))).toBe('404 NOT_FOUND')
  expect(codeOf(await app.call(`/v1/media/${mediaId}${query}`, { method: 'DELETE' }))).toBe('404 NOT_FOUND')
  expect(blobsOf(app)).toEqual([])
  expect(app.violations).toEqual([])
})

test('the fields of the form may stand before and behind the file', async () => {
  await using app = await startApp()
  await app.channel()
  const fields = [
    ['phone_number_id', number],
    ['type', 'image/png'],
    ['filename', 'a.png'],
  ] as const
  for (const at of [0, 1, 3]) {
    const form = new FormData()
    for (const [index, [name, value]] of fields.entries()) {
      if (index === at) form.append('file', new Blob([png]), 'b.png')
      form.append(name, value)
    }
    if (at === 3) form.append('file', new Blob([png]), 'b.png')
    expect((await upload(app, form)).status).toBe(201)
  }
  expect(app.violations).toEqual([])
})

test("another company's file, and that of another number, do not exist", async () => {
  await using app = await startApp()
  await app.channel()
  await app.channel({ phoneNumberId: '22' })
  const { body } = await upload(app, formOf())
  const other = await createCompany(app.context, { name: 'Other' })
  const { text: token } = await createToken(app.context, {
    company: other.id,
    surface: 'keebai',
    name: 'x',
    scopes: ['messages:send'],
  })
  for (const method of ['GET', 'DELETE']) {
    const path = `/v1/media/${body.media_id}`
    expect(codeOf(await app.call(path + query, { method, token }))).toBe('404 CHANNEL_NOT_FOUND')
    expect(codeOf(await app.call(`${path}?phone_number_id=22`, { method }))).toBe('404 NOT_FOUND')
  }
  expect((await app.call(`/v1/media/${body.media_id}${query}`)).status).toBe(200)
  expect(app.violations).toEqual([])
})

test.each([
  ['a type WhatsApp does not take', { type: 'image/gif' }, '400 BAD_REQUEST', '/body/type'],
  ['a type that is none', { type: 'picture' }, '400 BAD_REQUEST', '/body/type'],
  ['a number that is none', { phone_number_id: 'x' }, '400 BAD_REQUEST', '/body/phone_number_id'],
  ['no type', { type: undefined }, '400 BAD_REQUEST', '/body/type'],
  ['no file', { file: undefined }, '400 BAD_REQUEST', '/body/file'],
  ['a field nobody knows', { colour: 'red' }, '400 BAD_REQUEST', '/body/colour'],
  ['an empty file', { file: Buffer.alloc(0) }, '400 BAD_REQUEST', '/body/file'],
  ['a file that is not of its type', { file: Buffer.from('hello') }, '400 BAD_REQUEST', '/body/file'],
  ['a picture of another type', { type: 'image/jpeg' }, '400 BAD_REQUEST', '/body/file'],
  ['a picture that is said to be text', { type: 'text/plain' }, '400 BAD_REQUEST', '/body/file'],
  ['a field without end', { filename: 'x'.repeat(20_000) }, '400 BAD_REQUEST', '/body/filename'],
  [
    'a file too large for its type',
    { type: 'image/webp', file: Buffer.alloc(600_000) },
    '413 PAYLOAD_TOO_LARGE',
    '/body/file',
  ],
  ['a number of nobody', { phone_number_id: '5' }, '404 CHANNEL_NOT_FOUND', undefined],
] as const)('%s is refused, and nothing stays on the disk', async (_, change, code, path) => {
  await using app = await startApp()
  await app.channel()
  const answer = await upload(app, formOf(change))
  expect(codeOf(answer)).toBe(code)
  expect(answer.body.error.details?.[0].path).toBe(path)
  expect(blobsOf(app)).toEqual([])
  expect(app.violations).toEqual([])
})

test('a field that is given twice is refused', async () => {
  await using app = await startApp()
  await app.channel()
  const form = formOf()
  form.append('file', new Blob([png]), 'again.png')
  expect((await upload(app, form)).body.error.details[0].path).toBe('/body/file')
  expect(blobsOf(app)).toEqual([])
})

test('what is no form is 415, a broken one 400', async () => {
  await using app = await startApp()
  await app.channel()
  const post = (type: string, body = 'x') =>
    app.call('/v1/media/upload', { body, method: 'POST', headers: { 'content-type': type } })
  for (const type of ['application/json', 'text/plain', 'multipart/form-data', 'multipart/mixed; boundary=x']) {
    expect(codeOf(await post(type))).toBe('415 UNSUPPORTED_MEDIA_TYPE')
  }
  const boundary = 'multipart/form-data; boundary=B'
  const half = '--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf'
  for (const body of ['nothing of the kind', half]) {
    const answer = await post(boundary, body)
    expect([codeOf(answer), answer.body.error.details[0].path]).toEqual(['400 BAD_REQUEST', '/body'])
  }
  expect(codeOf(await app.call('/v1/media/upload', { method: 'POST' }))).toBe('400 BAD_REQUEST')
  expect(blobsOf(app)).toEqual([])
  expect(app.violations).toEqual([])
})

test('a form that says it is too large is turned away at once; one that turns out so is cut off', async () => {
  await using app = await startApp()
  await app.channel()
  const declared = await startUpload(app, { 'content-length': '200000000' })
  expect((await declared.answered).statusCode).toBe(413)
  declared.out.destroy()
  const undeclared = await startUpload(app, { 'transfer-encoding': 'chunked' })
  const mebibyte = Buffer.alloc(1024 * 1024)
  for (let sent = 0; sent < 102 && !undeclared.isAnswered(); sent += 1) {
    await new Promise<void>((resolve) => undeclared.out.write(mebibyte, () => resolve()))
  }
  expect((await undeclared.answered).statusCode).toBe(413)
  undeclared.out.destroy()
  await expect.poll(() => blobsOf(app)).toEqual([])
})

test('a client that goes away in the middle leaves nothing behind and is no fault', async () => {
  await using app = await startApp()
  await app.channel()
  const { out } = await startUpload(app, { 'transfer-encoding': 'chunked' })
  await new Promise<void>((resolve) => out.write(randomBytes(300_000), () => resolve()))
  await expect.poll(() => blobsOf(app).length).toBe(1)
  out.destroy()
  await expect.poll(() => blobsOf(app)).toEqual([])
  expect(app.faults).toEqual([])
})

test('without the scope nothing is read, without a connection nothing is taken', async () => {
  await using app = await startApp()
  await app.channel({ state: 'disconnected' })
  const token = await app.token(['channels:read'])
  expect(codeOf(await upload(app, formOf(), token))).toBe('403 INSUFFICIENT_SCOPE')
  expect(codeOf(await upload(app, formOf()))).toBe('400 CHANNEL_DISCONNECTED')
  expect(blobsOf(app)).toEqual([])
  expect(app.violations).toEqual([])
})

function formOf(change: Record<string, string | Buffer | undefined> = {}): FormData {
  const form = new FormData()
  const parts = { phone_number_id: number, type: 'image/png', file: png, ...change }
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === 'string') form.append(name, value)
    else if (value !== undefined) form.append(name, new Blob([new Uint8Array(value)]), 'menu.png')
  }
  return form
}

async function upload(app: AppRig, form: FormData, token = app.tokens.keebai) {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${app.url}/v1/media/upload`, { method: 'POST', headers, body: form })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

/** An upload whose head is sent, and the beginning of its file. */
async function startUpload(app: AppRig, headers: Record<string, string>) {
  const type = { 'content-type': 'multipart/form-data; boundary=B', ...bearer(app).headers }
  const out = request(`${app.url}/v1/media/upload`, { method: 'POST', headers: { ...type, ...headers } })
  out.on('error', () => {})
  let isAnswered = false
  const answered = new Promise<{ statusCode?: number | undefined }>((resolve) => {
    out.on('response', (response) => {
      isAnswered = true
      response.resume()
      resolve(response)
    })
  })
  out.write('--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n')
  return { out, answered, isAnswered: () => isAnswered }
}

function bearer(app: AppRig) {
  return { headers: { authorization: `Bearer ${app.tokens.keebai}` } }
}

function blobsOf({ mediaDirectory }: AppRig): string[] {
  return readdirSync(mediaDirectory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
}

function codeOf({ status, body }: { status: number; body: { error: { code: string } } }): string {
  return `${status} ${body.error.code}`
}

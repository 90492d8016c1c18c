import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubmessage, unwrap } from '../../../client/index.ts'
import { type Company, call, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const person = '+5491166660077'
const gone = { status: 404, body: { error: 404, message: 'Media not found' } }

interface Attachment {
  type: string
  url: string
  internal_information: { media_id: string }
}

/** Has a person send a file to a channel, and answers how the channel's webhook tells of it. */
async function receiveFile(company: Company, channel: { id: string; phone_number: string }, file: object) {
  const heard = Promise.withResolvers<Attachment>()
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    res.writeHead(204).end()
    heard.resolve(JSON.parse(body).message.attachments[0])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const path = { channelId: channel.id }
  const body = { url, events: ['MESSAGE_RECEIVED' as const] }
  await unwrap(hubmessage.createChannelWebhook({ client: company.hub, path, body }))
  await company.phone(person, 'Ana')
  await call(rig.url, 'POST', `/_sandbox/phones/${encodeURIComponent(person)}/messages`, {
    token: company.keebai.token,
    body: { to: channel.phone_number, ...file },
  })
  const attachment = await heard.promise
  server.closeAllConnections()
  server.close()
  return attachment
}

async function bytesAt(company: Company, { internal_information: { media_id: id } }: Attachment, channel: string) {
  const { number } = await numberOf(company, channel)
  const response = await fetch(`${rig.url}/v1/media/${id}/download?phone_number_id=${number}`, {
    headers: { authorization: `Bearer ${company.keebai.token}` },
  })
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

async function numberOf(company: Company, channel: string) {
  const { phone_number_id: number } = await company.readChannel(channel)
  return { number }
}

test('a received file can be fetched at its url without a key, as the other API has it', async () => {
  const company = await rig.company()
  const image = await receiveFile(company, company.channel, { image: { caption: 'Foto' } })
  expect(image).toMatchObject({ type: 'IMAGE', caption: 'Foto' })
  expect(image.url.startsWith(`${rig.url}/media/`)).toBe(true)
  expect(image.url).not.toContain(image.internal_information.media_id)
  const response = await fetch(image.url)
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': expect.stringMatching(/^image\//),
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(bytes.length).toBeGreaterThan(0)
  expect(bytes.equals(await bytesAt(company, image, company.channel.id))).toBe(true)
})

test('so can a file that a channel paired by QR code received', async () => {
  const company = await rig.company()
  const number = '+5491166660078'
  await company.phone(number, 'Loja')
  const channel = await company.pair(number)
  const file = await receiveFile(company, { id: channel.id, phone_number: number }, { document: { filename: 'a.pdf' } })
  const response = await fetch(file.url)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-disposition')).toContain('a.pdf')
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0)
})

test('an address that was altered, made up or whose time is over is 404', async () => {
  const company = await rig.company()
  const image = await receiveFile(company, company.channel, { image: {} })
  const path = image.url.slice(rig.url.length)
  const last = path.at(-1) === 'A' ? 'B' : 'A'
  for (const wrong of [path.slice(0, -1), `${path.slice(0, -2)}${last}${path.at(-1)}`, '/media/x', '/media/v1.0.x']) {
    expect(await call(rig.url, 'GET', wrong)).toMatchObject(gone)
  }
  expect((await fetch(image.url)).status).toBe(200)
  await rig.advance('P6DT23H')
  expect((await fetch(image.url)).status).toBe(200)
  await rig.advance('PT2H')
  expect(await call(rig.url, 'GET', path)).toMatchObject(gone)
})

test('while Meta cannot be asked for the file it is 502, and 422 once the channel is disconnected', async () => {
  const company = await rig.company()
  const image = await receiveFile(company, company.channel, { image: {} })
  const path = image.url.slice(rig.url.length)
  await company.fault({ target: 'graph', kind: 'error', code: 131000 })
  expect(await call(rig.url, 'GET', path)).toMatchObject({ status: 502, body: { message: 'Integration error' } })
  await company.clearFaults()
  const channelId = company.channel.id
  await unwrap(hubmessage.disconnectChannel({ client: company.hub, path: { channelId } }))
  expect(await call(rig.url, 'GET', path)).toMatchObject({ status: 422, body: { message: 'CHANNEL_NOT_CONNECTED' } })
})

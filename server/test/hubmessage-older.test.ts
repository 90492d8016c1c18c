import { expect, test } from 'vitest'
import { startApp } from './app-rig.ts'

/** What the older contract of HubMessage says otherwise of a message with a file or buttons. */
const older = { hubMessageGeneration: 'older' } as const
const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
)
const drawing = `data:image/svg+xml;base64,${svg.toString('base64')}`

async function openChannel(options: Parameters<typeof startApp>[0]) {
  const app = await startApp(options)
  const channel = await app.channel({ kind: 'qr', wabaId: null })
  const send = (content: object) =>
    app.call(`/hubmessage/v1/channels/${channel.id}/messages`, {
      token: app.tokens.hubmessage,
      body: { recipient: { identifier: '5511999999999' }, content },
    })
  return { app, channel, send, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() }
}

test('the error of a file has the older body, whether it was found in the request or in the file', async () => {
  await using rig = await openChannel(older)
  for (const [attachment, subCode] of [
    [{}, 'MEDIA_URL_REQUIRED'],
    [{ url: 'ftp://example.com' }, 'MEDIA_INVALID_URL'],
    [{ url: 'data:image/webp;base64,UklGRgAAAABXRUJQVlA4' }, 'MEDIA_CONVERSION_FAILED'],
  ] as const) {
    const { body } = await rig.send({ type: 'IMAGE', attachments: [attachment] })
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(body).toEqual({ timestamp, code: 'VALIDATION_ERROR', subCode, message: expect.any(String) })
  }
  expect(rig.app.violations).toEqual([])
})

test('drawings are refused in the older contract and sent in the newer', async () => {
  const content = { type: 'IMAGE', attachments: [{ url: drawing }] }
  await using before = await openChannel(older)
  expect((await before.send(content)).body).toMatchObject({ subCode: 'MEDIA_MIME_NOT_ALLOWED' })
  expect(before.app.sent).toEqual([])
  await using now = await openChannel({})
  expect((await now.send(content)).status).toBe(200)
  expect(now.app.sent.map((message) => message.content)).toMatchObject([{ type: 'image', media: { by: 'id' } }])
})

test('the title of a button is cut in the newer contract alone', async () => {
  const title = 'Confirmar a minha visita amanhã'
  const content = { type: 'INTERACTIVE_BUTTON', body: { message: 'x' }, attachments: [{ id: 'a', title }] }
  for (const [options, expected] of [
    [older, title],
    [{}, 'Confirmar a minha vi'],
  ] as const) {
    await using rig = await openChannel(options)
    const channel = await rig.app.channel({ phoneNumberId: '22' })
    await rig.app.context.storage.transaction(({ windows }) =>
      windows.opened(channel.id, '5511999999999', rig.app.context.clock.now()),
    )
    const path = `/hubmessage/v1/channels/${channel.id}/messages`
    const body = { recipient: { identifier: '5511999999999' }, content }
    expect((await rig.app.call(path, { token: rig.app.tokens.hubmessage, body })).status).toBe(200)
    expect(rig.app.sent.at(-1)?.content).toMatchObject({ buttons: [{ id: 'a', title: expected }] })
  }
})

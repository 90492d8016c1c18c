import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubmessage, unwrap } from '../../../client/index.ts'
import { readDocument } from '../../../spec/documents.ts'
import { worldApp } from '../../simulators/world.ts'
import { openReceiver } from './receiver.ts'
import { type Company, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

/** A person with a username, whom Meta names by their id with this business alone. */
const user = 'US.13491208655302741918'

/** What Meta posts for a text of theirs. */
async function writeHidden({ channel }: Company): Promise<void> {
  const time = Math.floor(rig.sandbox.world.clock.now() / 1000)
  const message = {
    from_user_id: user,
    id: 'wamid.hidden',
    timestamp: String(time),
    type: 'text',
    text: { body: 'hola' },
  }
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: channel.phone_number.slice(1), phone_number_id: channel.phone_number_id },
    contacts: [{ user_id: user, profile: { name: 'Ana', username: 'ana.diaz' } }],
    messages: [message],
  }
  const entry = [{ id: channel.waba_id, time, changes: [{ field: 'messages', value }] }]
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
  const signature = createHmac('sha256', worldApp.secret).update(body).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
  const response = await fetch(`${rig.url}/webhooks/meta`, { method: 'POST', headers, body })
  expect(response.status).toBe(200)
}

test('what a person with a hidden number writes reaches both surfaces with their user id, as documented', async () => {
  const company = await rig.company()
  await using hook = await openReceiver()
  await using hubHook = await openReceiver()
  const { secret } = await hook.subscribe(company, { events: ['whatsapp.message.received'] })
  await unwrap(
    hubmessage.createChannelWebhook({
      client: company.hub,
      path: { channelId: company.channel.id },
      body: { url: hubHook.url, events: ['MESSAGE_RECEIVED'] },
    }),
  )
  await writeHidden(company)
  await expect.poll(() => [hook.deliveries.length, hubHook.deliveries.length]).toEqual([1, 1])
  // Reading them holds them to the document.
  const [event] = hook.events(secret)
  expect(event).toMatchObject({ data: { from: user, contact: { user_id: user }, text: { body: 'hola' } } })
  const told = JSON.parse(hubHook.deliveries[0]?.body ?? '')
  const validate = readDocument('hubmessage').validator('/components/schemas/MessageReceivedEvent')
  validate(told)
  expect(validate.errors).toBeNull()
  expect(told.message.sender).toEqual({
    '@class': '.Sender',
    identifier: user,
    name: 'Ana',
    username: 'ana.diaz',
  })
  told.message.sender.identifier = '+5491155555555'
  expect(validate(told), 'a sender that is neither digits nor a user id').toBe(false)
})

test('an answer to a person with a hidden number is refused where it names them, and nothing is sent', async () => {
  const company = await rig.company()
  await writeHidden(company)
  const keebai = await company.call('POST', '/v1/messages/text', {
    body: { channel_id: company.channel.id, to: user, text: 'Hola' },
  })
  expect(keebai).toMatchObject({
    status: 400,
    body: {
      error: { code: 'BAD_REQUEST', details: expect.arrayContaining([expect.objectContaining({ path: '/body/to' })]) },
    },
  })
  const hub = await company.call('POST', `/hubmessage/v1/channels/${company.channel.id}/messages`, {
    token: company.hubmessage.secret_key,
    body: { recipient: { identifier: user }, content: { type: 'TEXT', body: { message: 'Hola' } } },
  })
  expect(hub).toMatchObject({
    status: 400,
    body: {
      message: 'Validation error',
      details: expect.arrayContaining([expect.objectContaining({ path: '/body/recipient/identifier' })]),
    },
  })
})

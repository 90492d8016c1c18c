import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubmessage, unwrap } from '../../../client/index.ts'
import { worldApp } from '../../simulators/world.ts'
import { openHook } from './hook.ts'
import { openReceiver } from './receiver.ts'
import { answer, type Company, call, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '5491155555555'
const referral = {
  source_url: 'https://fb.me/3cr4Wqqkv',
  source_id: '120226305854810726',
  source_type: 'ad',
  headline: 'Empanadas por docena',
  ctwa_clid: 'Aff-n8ZTODiE79d22KtAwQKj9e',
}

/** Posts what Meta tells of a company's number. */
async function told(company: Company, field: string, value: object): Promise<void> {
  const { phone_number, phone_number_id, waba_id } = company.channel
  const metadata = { display_phone_number: phone_number.slice(1), phone_number_id }
  const changes = [{ field, value: { messaging_product: 'whatsapp', metadata, ...value } }]
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: waba_id, changes }] })
  const signature = `sha256=${createHmac('sha256', worldApp.secret).update(body).digest('hex')}`
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
  expect((await fetch(`${rig.url}/webhooks/meta`, { method: 'POST', headers, body })).status).toBe(200)
}

const now = () => String(Math.floor(Date.now() / 1000))
const written = (company: Company, id: string, message: object, contact: object = {}) =>
  told(company, 'messages', {
    contacts: [{ wa_id: lucio, profile: { name: 'Lucio' }, ...contact }],
    messages: [{ id, from: lucio, timestamp: now(), ...message }],
  })

/** Hears what both APIs tell of a company's channel. */
async function listen(company: Company) {
  const [receiver, hook] = [await openReceiver(), await openHook()]
  const { secret } = await receiver.subscribe(company)
  const events = ['RECEIVED_AND_DELIVERY' as const, 'MESSAGE_STATUS' as const]
  const path = { channelId: company.channel.id }
  await unwrap(hubmessage.createChannelWebhook({ client: company.hub, path, body: { url: hook.url, events } }))
  return {
    keebai: () => receiver.events(secret).map(({ type, data }) => ({ type, data })),
    hub: () => hook.got.map(({ event }) => event),
    async [Symbol.asyncDispose]() {
      await receiver[Symbol.asyncDispose]()
      await hook[Symbol.asyncDispose]()
    },
  }
}

test('whoever writes by an ad is told with the ad, and with their username', async () => {
  const company = await rig.company()
  await using heard = await listen(company)
  const hidden = { wa_id: undefined, user_id: 'US.1', profile: { name: 'Lucio', username: 'lucio.ok' } }
  const message = { from: undefined, from_user_id: 'US.1', type: 'text', text: { body: 'Hola' }, referral }
  await written(company, 'wamid.AD', message, hidden)
  await expect.poll(() => [heard.keebai().length, heard.hub().length]).toEqual([1, 1])
  expect(heard.keebai()[0]?.data).toMatchObject({
    from: 'US.1',
    referral,
    contact: { user_id: 'US.1', profile: { name: 'Lucio', username: 'lucio.ok' } },
  })
  expect(heard.hub()[0]?.message).toMatchObject({
    metadata: { referral, from_me: false },
    sender: { identifier: 'US.1', name: 'Lucio', username: 'lucio.ok' },
  })
})

test('without an ad and a username neither is told of', async () => {
  const company = await rig.company()
  await using heard = await listen(company)
  await written(company, 'wamid.PLAIN', { type: 'text', text: { body: 'Hola' } })
  await expect.poll(() => [heard.keebai().length, heard.hub().length]).toEqual([1, 1])
  expect(heard.keebai()[0]?.data).not.toHaveProperty('referral')
  expect(JSON.stringify(heard.hub())).not.toMatch(/referral|username/)
})

test('a phone of the sandbox writes by an ad to a Cloud API number, and to no other', async () => {
  const company = await rig.company()
  await using heard = await listen(company)
  await company.phone(`+${lucio}`, 'Lucio')
  await company.phone('+5491166660001', 'Ana')
  const write = (to: string) =>
    call(rig.url, 'POST', `/_sandbox/phones/%2B${lucio}/messages`, {
      token: company.keebai.token,
      body: { to, text: 'Hola', referral },
    })
  expect((await write(company.channel.phone_number)).status).toBe(201)
  await expect.poll(() => heard.keebai().length).toBe(1)
  expect(heard.keebai()[0]?.data).toMatchObject({ text: { body: 'Hola' }, referral })
  expect(await write('+5491166660001')).toMatchObject({ status: 400, body: { error: { code: 'NO_ADS' } } })
})

test.each([
  ['order', { catalog_id: '1', product_items: [{ product_retailer_id: 'a', quantity: 2, item_price: 5 }] }],
  ['edit', { original_message_id: 'wamid.0', message: { type: 'text', text: { body: 'Hola!' } } }],
  ['revoke', { original_message_id: 'wamid.0' }],
  ['system', { body: 'changed from 1 to 2', type: 'user_changed_number', wa_id: '2' }],
  ['hologram', { size: [1, 2, 3] }],
])('what a message of the kind %s says is passed on by HubMessage', async (type, member) => {
  const company = await rig.company()
  await using heard = await listen(company)
  await written(company, `wamid.${type}`, { type, [type]: member })
  await expect.poll(() => heard.hub().length).toBe(1)
  const content = { '@class': '.UnknownContent', type: type.toUpperCase(), content: member }
  expect(heard.hub()[0]?.message.contents).toMatchObject([content])
})

test('the answers of a form somebody filled in are passed on by HubMessage', async () => {
  const company = await rig.company()
  await using heard = await listen(company)
  const nfm_reply = { name: 'flow', body: 'Sent', response_json: '{"flow_token":"1","day":"mon"}' }
  await written(company, 'wamid.FLOW', { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } })
  await expect.poll(() => heard.hub().length).toBe(1)
  const { name, body: message, response_json } = nfm_reply
  expect(heard.hub()[0]?.message.contents).toMatchObject([
    { '@class': '.InteractiveReplyContent', type: 'INTERACTIVE_REPLY', message, name, response_json },
  ])
})

/** How a free text to somebody is answered, which wants an open window. */
async function answerToText(company: Company, identifier: string) {
  const path = { channelId: company.channel.id }
  const content = { type: 'TEXT' as const, body: { message: 'Hola' } }
  return answer(hubmessage.sendMessage({ client: company.hub, path, body: { recipient: { identifier }, content } }))
}

const windowClosed = { status: 422, body: { error: 422, message: 'Conversation window is closed' } }

test('what the merchant writes in the app is echoed once to HubMessage, and opens no window', async () => {
  const company = await rig.company()
  await using heard = await listen(company)
  const to = '5491166660002'
  const from = company.channel.phone_number.slice(1)
  const echo = { from, to, id: 'wamid.APP', timestamp: now(), type: 'text', text: { body: 'Ya sale' } }
  for (let time = 0; time < 3; time += 1) {
    await told(company, 'smb_message_echoes', { message_echoes: [echo], delivery: time })
  }
  await written(company, 'wamid.AFTER', { type: 'text', text: { body: 'después' } })
  await expect.poll(() => heard.hub().length).toBe(2)
  expect(heard.hub()[0]).toMatchObject({
    messageEventType: 'NEW_MESSAGE',
    message: {
      created_by: 'CONWAY',
      metadata: { from_me: true, from_api: false },
      sender: { identifier: from },
      recipient: { identifier: to },
      contents: [
        { '@class': '.TextContent', message: 'Ya sale', state_items: [{ integration_message_ids: ['wamid.APP'] }] },
      ],
    },
  })
  expect(heard.keebai().map(({ type }) => type)).toEqual(['whatsapp.message.received'])
  expect(await answerToText(company, to)).toMatchObject(windowClosed)
  expect(await answerToText(company, lucio)).toMatchObject({ status: 200 })
})

test('imported history is told as nothing new and opens no window', async () => {
  const company = await rig.company()
  await using heard = await listen(company)
  const person = '5491166660003'
  const old = { from: person, id: 'wamid.OLD', timestamp: now(), type: 'text', text: { body: 'hace un año' } }
  const threads = [{ id: person, messages: [{ ...old, history_context: { status: 'READ' } }] }]
  await told(company, 'history', { history: [{ metadata: { phase: 0, chunk_order: 1, progress: 100 }, threads }] })
  await written(company, 'wamid.NEW', { type: 'text', text: { body: 'nuevo' } })
  await expect.poll(() => [heard.keebai().length, heard.hub().length]).toEqual([1, 1])
  expect(heard.keebai()[0]?.data).toMatchObject({ message_id: 'wamid.NEW' })
  expect(await answerToText(company, person)).toMatchObject(windowClosed)
})

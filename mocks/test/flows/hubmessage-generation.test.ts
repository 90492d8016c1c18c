import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHubMessageClient, hubmessage, unwrap, verifyHubMessageWebhook } from '../../../client/index.ts'
import type { CompanyId } from '../../../server/domain/ids.ts'
import { createToken } from '../../../server/domain/tokens/issue.ts'
import { withoutEnterprise } from '../../../server/domain/tokens/scopes.ts'
import { readDocument } from '../../../spec/documents.ts'
import { openReceiver } from './receiver.ts'
import { answer, type Company, openRig, type Rig } from './rig.ts'

let rigs: { older: Rig; newer: Rig }
beforeAll(async () => {
  const older = await openRig({ hubMessageGeneration: 'older', hubMessageSignatureHeader: 'X-Assinatura' })
  rigs = { older, newer: await openRig() }
})
afterAll(async () => {
  for (const rig of Object.values(rigs)) await rig[Symbol.asyncDispose]()
})

const dashed = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const plain = /^[0-9A-F]{32}$/
const lucio = '5491155555555'

async function withoutRole(rig: Rig, company: Company) {
  const wish = { company: company.company_id as CompanyId, surface: 'hubmessage', name: 'Test' } as const
  const { text } = await createToken(rig.sandbox.gateway.context, { ...wish, scopes: [withoutEnterprise] })
  return createHubMessageClient({ baseUrl: `${rig.url}/hubmessage`, token: text })
}

const create = (client: Company['hub']) =>
  answer(hubmessage.createChannel({ client, body: { name: 'Loja', type: 'META_WHATSAPP' } }))

test('the older contract creates channels with 200 for every key, and calls them by dashed UUIDs', async () => {
  const company = await rigs.older.company()
  for (const key of [company.hub, await withoutRole(rigs.older, company)]) {
    expect(await create(key)).toMatchObject({ status: 200, body: { id: expect.stringMatching(dashed) } })
  }
})

test('the newer contract creates channels with 201 for keys with the role, and calls them by 32 hex characters', async () => {
  const company = await rigs.newer.company()
  expect(await create(company.hub)).toMatchObject({ status: 201, body: { id: expect.stringMatching(plain) } })
  expect(await create(await withoutRole(rigs.newer, company))).toMatchObject({ status: 422 })
})

test.each([
  ['older', dashed, 'webhook_processed', 'media_webhook_processed', 'x-assinatura'],
  ['newer', plain, 'media_webhook_processed', 'webhook_processed', 'x-hubmessage-signature'],
] as const)(
  'events of the %s contract have its id, its flag and their type, signed in the header of the configuration',
  async (generation, id, flag, other, header) => {
    const company = await rigs[generation].company()
    await using hook = await openReceiver()
    const { secret, instanceId } = await unwrap(
      hubmessage.createChannelWebhook({
        client: company.hub,
        path: { channelId: company.channel.id },
        body: { url: hook.url, events: ['RECEIVED_AND_DELIVERY', 'MESSAGE_STATUS'], signing: true },
      }),
    )
    expect(instanceId).toMatch(id)
    await company.write(`+${lucio}`, company.channel.phone_number, 'hola')
    await expect.poll(() => hook.deliveries.length).toBe(1)
    const content = { type: 'TEXT', body: { message: 'Olá' } } as const
    const body = { recipient: { identifier: lucio }, content }
    await unwrap(hubmessage.sendMessage({ client: company.hub, path: { channelId: instanceId }, body }))
    await expect.poll(() => hook.deliveries.length).toBe(5)
    const events = hook.deliveries.map(({ body, headers }) => {
      expect(Object.keys(headers).filter((name) => /signature|assinatura/.test(name))).toEqual([header])
      return verifyHubMessageWebhook({ body, signature: headers[header] as string, secrets: secret ?? '' })
    })
    const types = events.map(({ messageEventType }) => messageEventType)
    expect(types.toSorted()).toEqual([...Array(3).fill('MESSAGE_STATUS'), 'NEW_MESSAGE', 'NEW_MESSAGE'])
    for (const event of events) {
      expect(event.message).toMatchObject({ channel_id: instanceId, [flag]: false })
      expect(event.message).not.toHaveProperty(other)
      const validate = readDocument('hubmessage').validator(`/components/schemas/${schemaOf(event)}`)
      validate(event)
      expect(validate.errors).toBeNull()
      delete event.message[flag]
      expect(validate(event), 'an event without its flag').toBe(false)
    }
  },
)

function schemaOf(event: ReturnType<typeof verifyHubMessageWebhook>): string {
  if (event.messageEventType === 'MESSAGE_STATUS') return 'MessageStatusEvent'
  return event.message.metadata.from_me ? 'MessageDeliveryEvent' : 'MessageReceivedEvent'
}

test('what Meta refuses of a template is 400 under the older contract, which knows no other status for it', async () => {
  const { hub: client } = await rigs.older.company()
  const [business] = await unwrap(hubmessage.listBusinesses({ client }))
  const path = { wabaId: business?.businessId ?? '' }
  const components = [{ type: 'BODY', text: 'Olá' }]
  const body = { name: 'ola', category: 'UTILITY', language: 'pt_BR', components } as const
  const create = () => answer(hubmessage.createTemplate({ client, path, body: { ...body, components } }))
  expect((await create()).status).toBe(200)
  const errors = [{ name: 'META_WHATSAPP_ERROR', code: '100', subCode: '2388024', description: '' }]
  expect(await create()).toMatchObject({ status: 400, body: { error: 'Newport request failed', value: { errors } } })
})

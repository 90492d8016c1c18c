import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubmessage, unwrap } from '../../../client/index.ts'
import type { CreateTemplateRequest } from '../../../generated/hubmessage/types.gen.ts'
import { exampleOf } from './documented-example.ts'
import { openHubHook } from './hub-hook.ts'
import { answer, type Company, control, openRig, type Rig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const documented = (name: string) => exampleOf('hubmessage', 'createTemplate', name) as CreateTemplateRequest
const order = documented('utility')
const [body] = order.components
const edited = { ...order, components: [{ ...body, type: 'BODY', text: 'Order {{2}} of {{1}} is {{3}} now.' }] }
const error = (status: number, message: string) => ({ status, body: { error: status, message } })

async function openAccount(company: Company) {
  const { hub: client } = company
  const [business] = await unwrap(hubmessage.listBusinesses({ client }))
  const path = { wabaId: business?.businessId ?? '' }
  const list = async () => (await unwrap(hubmessage.listTemplates({ client, path }))).data
  return {
    business,
    path,
    list,
    create: (wish: CreateTemplateRequest) => answer(hubmessage.createTemplate({ client, path, body: wish })),
    edit: (templateId: string, wish: CreateTemplateRequest) =>
      answer(hubmessage.updateTemplate({ client, path: { ...path, templateId }, body: wish })),
    delete: (templateId: string) => answer(hubmessage.deleteTemplate({ client, path: { ...path, templateId } })),
    sync: () => unwrap(hubmessage.syncTemplates({ client, path })),
    named: async (name: string) => (await list()).find((one) => one.name === name),
    review: (decision: Omit<Parameters<typeof control.reviewTemplate>[0]['body'], 'name'>) =>
      unwrap(control.reviewTemplate({ client: company.control, body: { name: order.name, ...decision } })),
  }
}

const send = (company: Company, values: string[]) =>
  answer(
    hubmessage.sendMessage({
      client: company.hub,
      path: { channelId: company.channel.id },
      body: {
        recipient: { identifier: '5491155555555' },
        content: {
          type: 'TEMPLATE',
          attachments: [
            {
              template: {
                name: order.name,
                language: { policy: 'deterministic', code: order.language },
                components: [{ type: 'body', parameters: values.map((text) => ({ type: 'text', text })) }],
              },
            },
          ],
        },
      },
    }),
  )

test('a template is created, reviewed, sent, edited, reviewed again and deleted; webhooks and synchronization tell of it', async () => {
  const company = await rig.company()
  await using hook = await openHubHook()
  const events = ['UPDATE_TEMPLATE_STATUS' as const, 'UPDATE_TEMPLATE_CATEGORY' as const]
  await unwrap(hubmessage.createTemplateWebhook({ client: company.hub, body: { url: hook.url, events } }))
  const account = await openAccount(company)
  expect(account.business).toMatchObject({ channelsCount: 1, connectedCount: 1, disconnectedCount: 0 })

  const created = await account.create(order)
  expect(created).toMatchObject({ status: 200, body: { status: 'PENDING', category: 'UTILITY' } })
  const { id } = created.body as { id: string }
  expect(await account.named(order.name)).toMatchObject({ id, status: 'PENDING', ...order })
  expect((await send(company, ['Ana', 'ORD-1024', 'in transit'])).status).toBe(502)

  await rig.advance('PT6M')
  const told = () =>
    hook.events('UPDATE_TEMPLATE_STATUS').map(({ template }) => [template.previousStatus, template.status])
  await expect.poll(told).toEqual([['PENDING', 'APPROVED']])
  expect(await account.sync()).toMatchObject({
    synced: true,
    syncedCount: 0,
    data: expect.arrayContaining([expect.objectContaining({ id, status: 'APPROVED' })]),
  })
  expect(await send(company, ['Ana', 'ORD-1024', 'in transit'])).toMatchObject({
    status: 200,
    body: { messageId: expect.stringMatching(/^wamid\./) },
  })
  expect((await send(company, ['Ana'])).body).toMatchObject({ error: 502, details: { code: '132000' } })

  expect(await account.edit(id, edited)).toMatchObject({ status: 200, body: { success: true } })
  expect(await account.named(order.name)).toMatchObject({ id, status: 'PENDING', components: edited.components })
  await account.review({ status: 'REJECTED', reason: 'INVALID_FORMAT' })
  const statuses = [
    ['PENDING', 'APPROVED'],
    ['APPROVED', 'PENDING'],
    ['PENDING', 'REJECTED'],
  ]
  await expect.poll(told).toEqual(statuses)
  expect(hook.events('UPDATE_TEMPLATE_STATUS').at(-1)?.template).toEqual({
    id,
    wabaId: account.path.wabaId,
    name: order.name,
    language: 'en_US',
    category: 'UTILITY',
    status: 'REJECTED',
    previousStatus: 'PENDING',
    reason: 'INVALID_FORMAT',
  })

  expect(await account.delete(id)).toMatchObject({ status: 200, body: { success: true } })
  expect(await account.named(order.name)).toBeUndefined()
  expect(await account.delete(id)).toMatchObject(error(404, 'Template not found'))
  expect(await account.edit(id, order)).toMatchObject(error(404, 'Template not found'))
})

test('Meta moves a template to another category, and the webhook tells from which', async () => {
  const company = await rig.company()
  await using hook = await openHubHook()
  const events = ['UPDATE_TEMPLATE_CATEGORY' as const]
  await unwrap(hubmessage.createTemplateWebhook({ client: company.hub, body: { url: hook.url, events } }))
  const account = await openAccount(company)
  await account.create(order)
  await account.review({ category: 'MARKETING' })
  await expect.poll(() => hook.events('UPDATE_TEMPLATE_CATEGORY').length).toBe(1)
  expect(hook.events('UPDATE_TEMPLATE_CATEGORY')[0]?.template).toMatchObject({
    name: order.name,
    category: 'MARKETING',
    previousCategory: 'UTILITY',
  })
  expect(await account.named(order.name)).toMatchObject({ status: 'PENDING', category: 'MARKETING' })
})

test('the documented bodies are taken, the older form of a one-time code among them', async () => {
  const account = await openAccount(await rig.company())
  for (const name of ['utility', 'marketing', 'authentication']) {
    const wish = documented(name)
    const { category } = wish
    expect(await account.create(wish)).toMatchObject({ status: 200, body: { status: 'PENDING', category } })
    expect(await account.named(wish.name)).toMatchObject({ ...wish, parameter_format: 'POSITIONAL' })
  }
})

test('what is other at Meta than it was known is counted by a synchronization, what is gone among it', async () => {
  const company = await rig.company()
  const account = await openAccount(company)
  const before = await account.list()
  const [first, second] = before
  const graph = rig.sandbox.world.graph
  graph.seedTemplate(company.company_id, account.path.wabaId, {
    ...{ name: 'new_one', language: 'en_US', category: 'UTILITY', parameterFormat: 'POSITIONAL', body: 'Hi' },
    status: 'PAUSED',
  })
  expect(await account.sync()).toMatchObject({ syncedCount: 1, data: { length: before.length + 1 } })
  expect(await account.sync()).toMatchObject({ syncedCount: 0 })
  expect([first?.id, second?.id]).not.toContain((await account.named('new_one'))?.id)
})

test('another workspace’s account and templates read as absent, and so does one that nobody has', async () => {
  const [owner, stranger] = await Promise.all([rig.company(), rig.company()])
  const account = await openAccount(owner)
  const { id } = (await account.create(order)).body as { id: string }
  const { hub: client } = stranger
  const absent = error(404, 'Business not found')
  for (const wabaId of [account.path.wabaId, '999', 'x y']) {
    const path = { wabaId }
    const one = { wabaId, templateId: id }
    expect(await answer(hubmessage.listTemplates({ client, path }))).toMatchObject(absent)
    expect(await answer(hubmessage.createTemplate({ client, path, body: order }))).toMatchObject(absent)
    expect(await answer(hubmessage.syncTemplates({ client, path }))).toMatchObject(absent)
    expect(await answer(hubmessage.updateTemplate({ client, path: one, body: order }))).toMatchObject(absent)
    expect(await answer(hubmessage.deleteTemplate({ client, path: one }))).toMatchObject(absent)
  }
  const own = await openAccount(stranger)
  expect(await own.delete(id)).toMatchObject(error(404, 'Template not found'))
  expect(await own.edit(id, order)).toMatchObject(error(404, 'Template not found'))
  expect(await account.named(order.name)).toMatchObject({ id })
})

test('what is wrong with a template is said with its place, before Meta is asked', async () => {
  const account = await openAccount(await rig.company())
  const withBody = (part: object) => ({ ...order, components: [{ type: 'BODY', ...part }] })
  const cases: [CreateTemplateRequest, string][] = [
    [{ ...order, name: 'Order Update' }, '/body/name'],
    [{ ...order, language: 'English' }, '/body/language'],
    [{ ...order, category: 'SPAM' as never }, '/body/category'],
    [{ ...order, components: [] }, '/body/components'],
    [{ ...order, components: [{ type: 'FOOTER', text: 'Bye' }] }, '/body/components'],
    [withBody({ text: 'Hello {{1}}' }), '/body/components/0/example/body_text'],
    [withBody({ text: 'Hello {{2}}', example: { body_text: [['x']] } }), '/body/components/0/text'],
    [withBody({}), '/body/components/0/text'],
  ]
  for (const [wish, path] of cases) {
    const refused = await account.create(wish)
    expect(refused).toMatchObject(error(400, 'Validation error'))
    expect((refused.body as { details: { path: string }[] }).details.map((one) => one.path)).toContain(path)
  }
  expect(await account.named(order.name)).toBeUndefined()
})

test('what Meta refuses comes in Meta’s words: 422 for the content, 400 for anything else', async () => {
  const company = await rig.company()
  const account = await openAccount(company)
  const { id } = (await account.create(order)).body as { id: string }
  const unprocessable = (subCode: string, description: RegExp) => ({
    status: 422,
    body: {
      error: {
        errors: [
          {
            code: '100',
            name: 'META_WHATSAPP_ERROR',
            subCode,
            message: 'Invalid parameter',
            description: expect.stringMatching(description),
          },
        ],
      },
    },
  })
  expect(await account.create(order)).toMatchObject(unprocessable('2388024', /en_US/))
  // Under review, and then a change of what never changes.
  expect(await account.edit(id, edited)).toMatchObject(unprocessable('2388003', /PENDING/))
  await account.review({ status: 'APPROVED' })
  expect(await account.edit(id, { ...edited, name: 'other' })).toMatchObject(unprocessable('2388003', /name/))
  expect(await account.edit(id, { ...edited, category: 'MARKETING' })).toMatchObject(
    unprocessable('2388003', /category/),
  )
  expect(await account.edit(id, edited)).toMatchObject({ status: 200 })
  await account.review({ status: 'APPROVED' })
  expect(await account.edit(id, order)).toMatchObject(unprocessable('2388003', /24 hours/))
  await company.fault({ target: 'graph', kind: 'error', code: 368 })
  expect(await account.create({ ...order, name: 'another' })).toMatchObject({
    status: 400,
    body: {
      error: 'Newport request failed',
      value: { errors: [{ name: 'META_WHATSAPP_ERROR', code: '368', description: '', message: expect.any(String) }] },
    },
  })
})

test('while Meta cannot be reached the list is what was seen last, and changes are 502 without a word of their outcome', async () => {
  const company = await rig.company()
  const account = await openAccount(company)
  const { id } = (await account.create(order)).body as { id: string }
  await account.review({ status: 'APPROVED' })
  const seen = await account.list()
  rig.sandbox.world.graph.addFault(company.company_id, { kind: 'cut' })
  expect(await account.list()).toEqual(seen)
  const { hub: client } = company
  expect(await answer(hubmessage.syncTemplates({ client, path: account.path }))).toMatchObject(
    error(502, 'Integration error'),
  )
  for (const failed of [await account.create(documented('marketing')), await account.edit(id, edited)]) {
    expect([failed.status, failed.body]).toEqual([502, { error: 502, message: 'Integration error' }])
  }
  expect((await account.delete(id)).status).toBe(502)
  expect(await unwrap(hubmessage.listBusinesses({ client }))).toMatchObject([{ channelsCount: 1 }])
  await company.clearFaults()
  expect(await account.named(order.name)).toMatchObject({ id })
})

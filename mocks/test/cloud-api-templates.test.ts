import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Channel } from '../../server/domain/channels/channel.ts'
import type { Log } from '../../server/domain/ports/log.ts'
import type { MetaFact, TemplateStatusFact } from '../../server/domain/ports/meta-facts.ts'
import { createSignals } from '../../server/domain/signals.ts'
import { listBusinesses } from '../../server/domain/templates/businesses.ts'
import { createAccountTemplate, createTemplate } from '../../server/domain/templates/create.ts'
import { deleteAccountTemplate } from '../../server/domain/templates/delete.ts'
import { listAccountTemplates, listTemplates, syncTemplates } from '../../server/domain/templates/list.ts'
import { getTemplate } from '../../server/domain/templates/read.ts'
import { recordTemplateCategory, recordTemplateStatus } from '../../server/domain/templates/status.ts'
import { type TemplateWish, variablesOf } from '../../server/domain/templates/template.ts'
import { updateAccountTemplate, updateTemplate } from '../../server/domain/templates/update.ts'
import { createCloudApiTemplates } from '../../server/drivers/cloud-api/cloud-api-templates.ts'
import { openSqliteStorage } from '../../server/drivers/sqlite/open.ts'
import { fromMetaWebhook } from '../../server/http/meta/from-webhook.ts'
import { asset, openCloudApiRig, realm } from './cloud-api-rig.ts'

const DAY_MS = 86_400_000

const wish: TemplateWish = {
  name: 'welcome_v2',
  language: 'es',
  category: 'MARKETING',
  parameterFormat: 'NAMED',
  components: [
    {
      type: 'body',
      text: 'Hola {{nombre}}, debes {{monto}}',
      example: {
        body_text_named_params: [
          { param_name: 'nombre', example: 'Ana' },
          { param_name: 'monto', example: '5' },
        ],
      },
    },
  ],
}
const plain = (text: string) => [{ type: 'BODY', text }]

test('a template is made at Meta and known under an id of ours; its review changes it', async () => {
  await using rig = await openTemplateRig()
  const made = await createTemplate(rig.context, rig.channel, wish, { team: 'sales' })
  expect(made).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    metaId: expect.stringMatching(/^\d+$/),
    status: 'PENDING',
    parameterFormat: 'NAMED',
    metaData: { team: 'sales' },
  })
  expect(variablesOf(made)).toEqual(['nombre', 'monto'])
  rig.review('REJECTED', 'INVALID_FORMAT')
  const read = await getTemplate(rig.context, rig.company, made.id)
  expect(read).toMatchObject({ id: made.id, status: 'REJECTED', reason: 'INVALID_FORMAT', metaData: { team: 'sales' } })
  expect(await rig.statuses()).toEqual(['PENDING → REJECTED (INVALID_FORMAT)'])
})

test('the list is what Meta has, over all its pages, by name; ours are filtered and paged', async () => {
  await using rig = await openTemplateRig()
  for (let count = 0; count < 230; count += 1) {
    const name = `t_${String(count).padStart(3, '0')}`
    rig.seed(name, { status: count % 2 === 0 ? 'APPROVED' : 'PAUSED' })
  }
  const list = (more: object) => listTemplates(rig.context, rig.company, { offset: 0, limit: 100, ...more })
  const all = await list({})
  expect([all.total, all.templates.length, all.templates[0]?.name]).toEqual([230, 100, 't_000'])
  const last = await list({ offset: 200 })
  expect([last.templates.length, last.templates.at(-1)?.name]).toEqual([30, 't_229'])
  expect((await list({ status: 'PAUSED', channel: rig.channel })).total).toBe(115)
  expect((await list({ status: 'REJECTED' })).templates).toEqual([])
  const again = await list({})
  expect(again.templates.map(({ id }) => id)).toEqual(all.templates.map(({ id }) => id))
})

test('while Meta does not answer the list is what was seen last; without anything seen it is refused', async () => {
  await using rig = await openTemplateRig(150)
  rig.seed('known')
  rig.cloud.meta.addFault(realm, { kind: 'hang' })
  const list = () => listTemplates(rig.context, rig.company, { offset: 0, limit: 10 })
  await expect(list()).rejects.toMatchObject({ code: 'upstream_unavailable' })
  rig.cloud.meta.clearFaults(realm)
  const { templates } = await list()
  rig.cloud.meta.addFault(realm, { kind: 'error', code: 80007 })
  expect((await list()).templates).toEqual(templates)
  expect(await getTemplate(rig.context, rig.company, templates[0]?.id ?? '')).toEqual(templates[0])
})

test('what Meta has no more is gone, and so is its id', async () => {
  await using rig = await openTemplateRig()
  rig.seed('old')
  const { templates } = await listTemplates(rig.context, rig.company, { offset: 0, limit: 10 })
  const [old] = templates
  await deleteAccountTemplate(rig.context, rig.company, asset.wabaId, old?.metaId ?? '')
  await expect(getTemplate(rig.context, rig.company, old?.id ?? '')).rejects.toMatchObject({
    code: 'template_not_found',
  })
  expect((await listTemplates(rig.context, rig.company, { offset: 0, limit: 10 })).total).toBe(0)
  const again = deleteAccountTemplate(rig.context, rig.company, asset.wabaId, old?.metaId ?? '')
  await expect(again).rejects.toMatchObject({ code: 'template_not_found' })
})

test('a name that is taken, or that of a template deleted lately, is refused in the words of Meta', async () => {
  await using rig = await openTemplateRig()
  await createTemplate(rig.context, rig.channel, wish)
  const exists = { code: 'template_exists', facts: { name: 'welcome_v2', language: 'es' } }
  await expect(createTemplate(rig.context, rig.channel, wish)).rejects.toMatchObject({
    ...exists,
    facts: { ...exists.facts, upstream: { code: '100', subcode: '2388024', details: expect.stringContaining('es') } },
  })
  const [approved] = rig.review('APPROVED')
  await deleteAccountTemplate(rig.context, rig.company, asset.wabaId, approved?.id ?? '')
  await expect(createTemplate(rig.context, rig.channel, wish)).rejects.toMatchObject(exists)
})

test('what Meta would refuse is refused before it is asked', async () => {
  await using rig = await openTemplateRig()
  const broken = { ...wish, name: 'No', components: [{ type: 'BODY', text: 'Hola {{nombre}}' }] }
  await expect(createTemplate(rig.context, rig.channel, broken)).rejects.toMatchObject({
    code: 'invalid_request',
    facts: { problems: [{ path: '/body/name' }, { path: '/body/components/0/example/body_text_named_params' }] },
  })
  const qr: Channel = { ...rig.channel, kind: 'qr' }
  await expect(createTemplate(rig.context, qr, wish)).rejects.toMatchObject({ code: 'templates_unsupported' })
  const away: Channel = { ...rig.channel, state: 'disconnected' }
  await expect(createTemplate(rig.context, away, wish)).rejects.toMatchObject({ code: 'channel_disconnected' })
})

test('an edit goes to Meta and puts the template under review; only some states allow it', async () => {
  await using rig = await openTemplateRig()
  const { id } = await createTemplate(rig.context, rig.channel, wish)
  const edit = (text: string, more: object = {}) =>
    updateTemplate(rig.context, rig.company, id, rig.channel, { components: plain(text), ...more })
  await expect(edit('Buenas')).rejects.toMatchObject({ code: 'template_not_editable', facts: { status: 'PENDING' } })
  rig.review('REJECTED')
  expect(await edit('Buenas', { category: 'UTILITY' })).toMatchObject({
    id,
    status: 'PENDING',
    category: 'UTILITY',
    components: plain('Buenas'),
  })
  rig.review('APPROVED')
  expect(await edit('Buenos días')).toMatchObject({ status: 'PENDING' })
  rig.review('APPROVED')
  await expect(edit('Otra vez')).rejects.toMatchObject({
    code: 'template_not_editable',
    facts: { why: expect.stringContaining('24 hours') },
  })
  rig.cloud.time.now += DAY_MS
  await expect(edit('')).rejects.toMatchObject({ code: 'invalid_request' })
  expect((await edit('Mañana')).components).toEqual(plain('Mañana'))
})

test('name, language and form of the parameters stay; the same again is no change', async () => {
  await using rig = await openTemplateRig()
  const { id } = await createTemplate(rig.context, rig.channel, wish)
  const update = (change: object) => updateTemplate(rig.context, rig.company, id, rig.channel, change)
  for (const change of [{ name: 'other' }, { language: 'en' }, { parameterFormat: 'POSITIONAL' }]) {
    await expect(update(change)).rejects.toMatchObject({ code: 'template_not_editable' })
  }
  const { name, language, category, parameterFormat } = wish
  expect(await update({ name, language, category, parameterFormat })).toMatchObject({ id, status: 'PENDING' })
})

test('a status of the integrator’s own is shown until Meta changes its own', async () => {
  await using rig = await openTemplateRig()
  const { id } = await createTemplate(rig.context, rig.channel, wish)
  rig.review('APPROVED')
  const update = (change: object) => updateTemplate(rig.context, rig.company, id, rig.channel, change)
  expect(await update({ localStatus: 'DISABLED', metaData: { a: 1 } })).toMatchObject({
    localStatus: 'DISABLED',
    metaData: { a: 1 },
  })
  const paused = (status: string) => listTemplates(rig.context, rig.company, { status, offset: 0, limit: 10 })
  expect([(await paused('DISABLED')).total, (await paused('APPROVED')).total]).toEqual([1, 0])
  rig.review('PAUSED')
  expect(await getTemplate(rig.context, rig.company, id)).toMatchObject({ status: 'PAUSED', localStatus: null })
})

test('another company’s template, and one of another account, are not there', async () => {
  await using rig = await openTemplateRig()
  const { id, metaId } = await createTemplate(rig.context, rig.channel, wish)
  const stranger = rig.cloud.ids.company()
  const missing = { code: 'template_not_found' }
  await expect(getTemplate(rig.context, stranger, id)).rejects.toMatchObject(missing)
  await expect(getTemplate(rig.context, rig.company, '0'.repeat(24))).rejects.toMatchObject(missing)
  const elsewhere: Channel = { ...rig.channel, wabaId: '43' }
  await expect(updateTemplate(rig.context, rig.company, id, elsewhere, {})).rejects.toMatchObject(missing)
  const account = updateAccountTemplate(rig.context, stranger, asset.wabaId, metaId, {})
  await expect(account).rejects.toMatchObject({ code: 'business_not_found' })
  await expect(updateAccountTemplate(rig.context, rig.company, asset.wabaId, '1', {})).rejects.toMatchObject(missing)
})

test('an account is used by Meta’s ids: made, edited before it was listed, listed, synchronized', async () => {
  await using rig = await openTemplateRig()
  const { company, context } = rig
  const waba = asset.wabaId
  rig.seed('elsewhere')
  const made = await createAccountTemplate(context, company, waba, wish)
  expect((await listAccountTemplates(context, company, waba)).map(({ name }) => name)).toEqual([
    'elsewhere',
    'welcome_v2',
  ])
  expect(await syncTemplates(context, company, waba)).toMatchObject({ changed: 0 })
  rig.review('REJECTED')
  rig.seed('another')
  expect(await syncTemplates(context, company, waba)).toMatchObject({ changed: 2, templates: [{}, {}, {}] })
  const components = plain('Nuevo')
  expect(await updateAccountTemplate(context, company, waba, made.metaId, { components })).toMatchObject({ components })
  rig.seed('unseen')
  const unseen = rig.cloud.meta.reviewTemplates(realm, { name: 'unseen' }, { status: 'REJECTED' })[0]?.id ?? ''
  expect(await updateAccountTemplate(context, company, waba, unseen, { components })).toMatchObject({ components })
  await expect(syncTemplates(context, company, '999')).rejects.toMatchObject({ code: 'business_not_found' })
})

test('businesses are the accounts with the channels in them, by the name Meta gives', async () => {
  await using rig = await openTemplateRig()
  expect(await listBusinesses(rig.context, rig.company)).toEqual([
    { waba: asset.wabaId, name: 'Shop', channels: 1, connected: 1 },
  ])
  await rig.context.storage.transaction(({ channels }) =>
    channels.update({ ...rig.channel, state: 'disconnected', name: 'Tienda' }),
  )
  expect(await listBusinesses(rig.context, rig.company)).toEqual([
    { waba: asset.wabaId, name: 'Tienda', channels: 1, connected: 0 },
  ])
  expect(await listBusinesses(rig.context, rig.cloud.ids.company())).toEqual([])
})

test('what Meta decides comes by webhook, once, with what was before and why', async () => {
  await using rig = await openTemplateRig()
  const { id, metaId } = await createTemplate(rig.context, rig.channel, wish)
  for (const fact of [rig.decided(metaId, 'APPROVED'), rig.decided(metaId, 'APPROVED')]) {
    await recordTemplateStatus(rig.context, fact)
  }
  const paused = rig.decided(metaId, 'PAUSED', 'LOW_QUALITY', 1)
  for (const fact of [paused, rig.decided(metaId, 'APPROVED'), paused, rig.decided(metaId, 'FLAGGED', null, 2)]) {
    await recordTemplateStatus(rig.context, fact)
  }
  expect(await rig.statuses()).toEqual(['PENDING → APPROVED', 'APPROVED → PAUSED (LOW_QUALITY)'])
  await recordTemplateStatus(rig.context, rig.decided(metaId, 'REINSTATED', null, 3))
  expect((await rig.context.storage.read.templates.find(rig.company, id))?.status).toBe('APPROVED')
  await recordTemplateStatus(rig.context, rig.decided(metaId, 'DELETED', null, 4))
  expect(await rig.context.storage.read.templates.find(rig.company, id)).toBeUndefined()
  expect((await rig.statuses()).slice(2)).toEqual(['PAUSED → APPROVED', 'APPROVED → DELETED'])
})

test('a list that was on its way before a decision does not take it back', async () => {
  await using rig = await openTemplateRig()
  const { id, metaId } = await createTemplate(rig.context, rig.channel, wish)
  const upstream = rig.context.templatesOf(rig.channel)
  const slow = {
    ...rig.context,
    templatesOf: () =>
      upstream && {
        ...upstream,
        async list() {
          const seen = await upstream.list()
          rig.cloud.time.now += 1000
          await recordTemplateStatus(rig.context, rig.decided(metaId, 'APPROVED'))
          return seen
        },
      },
  }
  const { templates } = await listTemplates(slow, rig.company, { offset: 0, limit: 10 })
  expect(templates).toMatchObject([{ id, status: 'APPROVED' }])
  expect(await rig.statuses()).toEqual(['PENDING → APPROVED'])
})

test('a decision about a template nobody asked for yet makes it known, and the next list completes it', async () => {
  await using rig = await openTemplateRig()
  rig.seed('surprise', { status: 'PENDING' })
  const [decided] = rig.cloud.meta.reviewTemplates(realm, { name: 'surprise' }, { status: 'APPROVED' })
  await recordTemplateStatus(rig.context, { ...rig.decided(decided?.id ?? '', 'APPROVED'), name: 'surprise' })
  expect(await rig.statuses()).toEqual(['null → APPROVED'])
  const known = await rig.context.storage.read.templates.findByMetaId(rig.company, decided?.id ?? '')
  const { templates } = await listTemplates(rig.context, rig.company, { offset: 0, limit: 10 })
  expect(templates).toMatchObject([{ id: known?.id, name: 'surprise', components: plain('Hola') }])
})

test('a decision about the account of nobody here is nothing', async () => {
  await using rig = await openTemplateRig()
  await recordTemplateStatus(rig.context, { ...rig.decided('1', 'APPROVED'), waba: '999' })
  expect(await rig.statuses()).toEqual([])
})

test('a template that Meta moves to another category is in it', async () => {
  await using rig = await openTemplateRig()
  const { id, metaId } = await createTemplate(rig.context, rig.channel, wish)
  const value = { message_template_id: Number(metaId), message_template_name: 'x', new_category: 'UTILITY' }
  const [fact] = fromMetaWebhook({
    object: 'whatsapp_business_account',
    entry: [{ id: asset.wabaId, time: 1, changes: [{ field: 'template_category_update', value }] }],
  })
  await recordTemplateCategory(rig.context, fact as Extract<MetaFact, { kind: 'template_category' }>)
  expect(await rig.context.storage.read.templates.find(rig.company, id)).toMatchObject({ category: 'UTILITY' })
})

async function openTemplateRig(timeoutMs?: number) {
  const cloud = await openCloudApiRig(timeoutMs)
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-templates-'))
  const storage = await openSqliteStorage({ directory, made: 'gateway', throwaway: true })
  const { channel, ids } = cloud
  const log: Log = { info() {}, warn() {}, fault() {} }
  const templatesOf = createCloudApiTemplates({ client: cloud.client, tokenOf: async () => cloud.token })
  const context = {
    storage,
    ids,
    log,
    signals: createSignals(),
    clock: { now: () => cloud.time.now, onJump: () => () => undefined },
    templatesOf: (of: Channel) => (of.kind === 'qr' ? undefined : templatesOf(of)),
  }
  const subscription = ids.subscription()
  await storage.transaction(async ({ companies, channels, subscriptions }) => {
    await companies.insert({ id: channel.company, name: 'Shop', createdAt: 0 })
    await channels.insert(channel)
    await subscriptions.insert({
      ...aSubscription,
      id: subscription,
      company: channel.company,
      events: ['whatsapp.template.status_updated'],
    })
  })
  return {
    cloud,
    context,
    channel,
    company: channel.company,
    seed: (name: string, { status = 'APPROVED' } = {}) =>
      cloud.meta.seedTemplate(realm, asset.wabaId, {
        name,
        language: 'es',
        category: 'UTILITY',
        parameterFormat: 'NAMED',
        body: 'Hola',
        status,
      }),
    review: (status: string, reason?: string) =>
      cloud.meta.reviewTemplates(realm, { name: wish.name }, { status, reason }),
    decided: (metaId: string, event: string, reason: string | null = null, seconds = 0): TemplateStatusFact => ({
      kind: 'template_status',
      waba: asset.wabaId,
      metaId,
      name: wish.name,
      language: wish.language,
      category: wish.category,
      event,
      reason,
      timestamp: 1_794_873_600_000 + seconds * 1000,
    }),
    /** Every change that was told to subscribers. */
    async statuses() {
      const due = await storage.read.deliveries.inLane({ subscription, channel: null }, 100, [])
      const events = await Promise.all(due.map(({ event }) => storage.read.events.find(event)))
      return events.map((event) => {
        if (event?.data.kind !== 'template_status') throw new Error(`an event of ${event?.type}`)
        const { previousStatus, status, reason } = event.data
        return `${previousStatus} → ${status}${reason === null ? '' : ` (${reason})`}`
      })
    },
    async [Symbol.asyncDispose]() {
      await storage.close()
      await cloud[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true })
    },
  }
}

const aSubscription = {
  channel: null,
  name: 'CRM',
  description: null,
  url: 'https://example.com/hook',
  headers: {},
  isActive: true,
  disabledReason: null,
  sealedSecret: 'v1',
  secretPrefix: 'whsec_00000000',
  failureCount: 0,
  lastDeliveryAt: null,
  createdAt: 0,
  updatedAt: 0,
  hub: null,
}

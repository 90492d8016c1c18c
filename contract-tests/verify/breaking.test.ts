import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toDocument } from '../compare/document.ts'
import type { Json, JsonObject } from '../json.ts'
import { readPacts } from '../pact-file/read-pacts.ts'
import type { Finding } from './finding.ts'
import type { Run } from './run.ts'
import { bundledDocuments } from './specifications.ts'
import { breaking } from './steps/breaking.ts'

const documents = bundledDocuments()
const { pacts } = readPacts([join(import.meta.dirname, '../pacts')])

/** What the step finds when Keebai's document is edited so. */
async function foundAfter(edit: (document: Editable) => void, own = true): Promise<Finding[]> {
  const content = structuredClone(documents.keebai.content)
  edit(editable(content))
  const promised = { ...documents, keebai: toDocument(content, 'keebai') }
  const run = { own, documents, former: {}, promised, pacts, options: { against: 'edited.json' } }
  return (await breaking.check(run as unknown as Run, () => undefined)).findings
}

interface Editable {
  at(...steps: string[]): JsonObject
}

function editable(content: JsonObject): Editable {
  return {
    at: (...steps) =>
      steps.reduce<Json | undefined>((node, step) => (node as JsonObject | undefined)?.[step], content) as JsonObject,
  }
}

const schema = (name: string) => ['components', 'schemas', name] as const

const edits: [string, string, RegExp, (document: Editable) => void][] = [
  [
    'an operation is gone',
    'change-path-removed',
    /listWhatsAppNumbers answers 200/,
    (document) => {
      delete document.at('paths')['/v1/whatsapp/numbers']
    },
  ],
  [
    'a status is no longer answered',
    'change-status-removed',
    /getChannel answers 404/,
    (document) => {
      delete document.at('paths', '/v1/channels/{id}', 'get', 'responses')['404']
    },
  ],
  [
    'a member of an answer is gone',
    'change-property-removed',
    /getChannel answers 200/,
    (document) => {
      delete document.at(...schema('Channel'), 'properties').name
      const channel = document.at(...schema('Channel'))
      channel.required = (channel.required as string[]).filter((name) => name !== 'name')
    },
  ],
  [
    'a member of an answer may be missing',
    'change-property-optional',
    /sendTextMessage answers 202/,
    (document) => {
      document.at(...schema('BroadcastReceipt')).required = ['status']
    },
  ],
  [
    'a member of an answer changes its type',
    'change-type-changed',
    /sendTextMessage answers 202/,
    (document) => {
      document.at(...schema('BroadcastReceipt'), 'properties').total_recipients = { type: 'string' }
    },
  ],
  [
    'a request needs one member more',
    'change-required-property-added',
    /sendTextMessage answers 202/,
    (document) => {
      document.at(...schema('SendTextRequest'), 'properties').reason = { type: 'string' }
      document.at(...schema('SendTextRequest')).required = ['to', 'text', 'reason']
    },
  ],
  [
    'a request takes one value less',
    'change-enum-value-removed',
    /createWebhook answers 201/,
    (document) => {
      const events = document.at(...schema('SubscribableEvent'))
      events.enum = (events.enum as string[]).slice(1)
    },
  ],
  [
    'an answer can no longer have the value that a consumer expects',
    'change-enum-value-removed',
    /getChannel answers 200: qr_unlinked/,
    (document) => {
      document.at(...schema('Channel'), 'properties').type = { type: 'string', enum: ['whatsapp', 'instagram'] }
    },
  ],
  [
    'a query parameter is needed',
    'change-required-parameter-added',
    /listChannels answers 200/,
    (document) => {
      const parameter = { name: 'page', in: 'query', required: true, schema: { type: 'integer' } }
      document.at('paths', '/v1/channels', 'get').parameters = [parameter]
    },
  ],
  [
    'an answer comes as another media type',
    'change-media-type-removed',
    /getMe answers 200/,
    (document) => {
      const response = document.at('paths', '/v1/me', 'get', 'responses', '200')
      response.content = { 'text/plain': { schema: { type: 'string' } } }
    },
  ],
  [
    'a webhook event is gone',
    'change-event-removed',
    /event whatsapp.message.read/,
    (document) => {
      delete document.at('webhooks')['whatsapp.message.read']
    },
  ],
]

test.each(edits)('%s: the interactions it breaks are named', async (_, code, interaction, edit) => {
  const found = (await foundAfter(edit)).filter((finding) => finding.code === code)
  expect(found.length).toBeGreaterThan(0)
  const [first] = found
  expect(first).toMatchObject({ check: 'breaking', severity: 'error', where: { consumer: 'keebai-integrator' } })
  expect(first?.what).toMatch(/\w.*\.$/)
  expect(first?.hint).toMatch(/^It breaks \d+ interactions?: /)
  expect(first?.hint).toMatch(interaction)
})

test('what is gone since a revision is shown where the sources no longer have it', async () => {
  const content = structuredClone(documents.keebai.content)
  editable(content).at(...schema('Channel'), 'properties').colour = { type: 'string' }
  const former = { keebai: toDocument(content, 'keebai@main') }
  const run = { own: true, documents, former, promised: documents, pacts, options: { since: 'main' } }
  const { findings } = await breaking.check(run as unknown as Run, () => undefined)
  expect(findings).toMatchObject([{ code: 'change-property-removed', where: { line: expect.any(Number) } }])
  expect(findings[0]?.where.file).toMatch(/spec\/keebai\/schemas\/channels\/Channel\.yaml$/)
})

test('what breaks none of the pacts is an error for us and a warning for others', async () => {
  const edit = (document: Editable) => {
    const properties = document.at(...schema('SendTextRequest'), 'properties')
    properties.text = { ...(properties.text as JsonObject), maxLength: 4000 }
  }
  const ours = await foundAfter(edit)
  expect(ours).toMatchObject([{ code: 'change-length-narrowed', severity: 'error' }])
  expect(ours[0]?.where.consumer).toBeUndefined()
  expect(await foundAfter(edit, false)).toMatchObject([{ code: 'change-length-narrowed', severity: 'warning' }])
})

test('what only adds is no finding', async () => {
  const found = await foundAfter((document) => {
    document.at(...schema('SendTextRequest'), 'properties').note = { type: 'string' }
    document.at(...schema('Channel'), 'properties').colour = { type: 'string' }
  })
  expect(found).toEqual([])
})

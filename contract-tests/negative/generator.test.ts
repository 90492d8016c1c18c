import { expect, test } from 'vitest'
import { Refusal } from '../../server/domain/refusals.ts'
import { startSmallApi } from '../../server/http/pipeline/test/small-api.ts'
import { toDocument } from '../compare/document.ts'
import { pointerTo, stepsOf, valueAt } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { openUpstream } from '../provider/send-upstream.ts'
import { askAll } from './ask-all.ts'
import { blindSpots } from './blind-spots.ts'
import type { Finding } from './judge.ts'
import { mutantsOf } from './mutants-of.ts'
import { createVerdicts } from './verdicts.ts'

/** One parcel: every keyword once. */
const parcel: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['to', 'weight', 'sizes'],
  properties: {
    to: { type: 'string', minLength: 3, maxLength: 12, pattern: '^[a-z ]+$' },
    weight: { type: 'number', minimum: 1, maximum: 30, multipleOf: 0.5 },
    sizes: {
      type: 'array',
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      items: { type: 'integer', exclusiveMinimum: 0 },
    },
    kind: { enum: ['letter', 'box'] },
    version: { const: 2 },
    pickup: { type: 'string', format: 'date-time' },
    labels: {
      type: 'object',
      minProperties: 1,
      maxProperties: 3,
      propertyNames: { maxLength: 5 },
      additionalProperties: { type: 'string' },
    },
    insured: { type: 'boolean' },
    value: { type: 'integer', minimum: 1 },
    payment: {
      oneOf: [
        {
          type: 'object',
          required: ['card'],
          properties: { card: { type: 'string', minLength: 1 } },
          additionalProperties: false,
        },
        { type: 'object', required: ['bank'], properties: { bank: { type: 'integer' } }, additionalProperties: false },
      ],
    },
  },
  if: { required: ['insured'], properties: { insured: { const: true } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['value'] },
  not: { type: 'object', required: ['pickup', 'version'] },
}

function content(schema: Json): JsonObject {
  const details: JsonObject = { type: 'array', items: { type: 'object' } }
  const problem: JsonObject = { type: 'object', required: ['kind', 'details'], properties: { kind: {}, details } }
  const refused = { description: 'no', content: { 'application/json': { schema: { type: 'object' } } } }
  return {
    openapi: '3.1.0',
    info: { title: 'parcels', version: '1' },
    paths: {
      '/parcels/{id}': {
        post: {
          operationId: 'sendParcel',
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 9 }, example: 'p1' },
            { name: 'speed', in: 'query', schema: { type: 'integer', minimum: 1 }, example: 3 },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema,
                example: { to: 'lucia', weight: 2, sizes: [1, 2], payment: { card: 'c' } },
              },
            },
          },
          responses: {
            200: { description: 'ok' },
            400: { description: 'no', content: { 'application/json': { schema: problem } } },
            415: refused,
          },
        },
      },
    },
  }
}

const document = toDocument(content(parcel), 'parcels')
const [operation] = document.operations
if (!operation) throw new Error('the document has no operation')
const verdicts = createVerdicts(document)
const mutants = mutantsOf(document, operation, verdicts)

/** What is found of a server whose own document is this one. */
async function foundOf(served: JsonObject, handler?: () => Promise<never>): Promise<Finding[]> {
  const text = JSON.stringify(served)
  await using api = await startSmallApi(
    {},
    {
      document: { name: 'parcels', text, content: JSON.parse(text) },
      operations: { sendParcel: handler ?? (async () => ({ status: 200, body: undefined })) },
    },
  )
  const upstream = openUpstream(api.url, 20_000)
  try {
    const asked = await askAll(document, mutants, (request) =>
      upstream.send({ ...request, headers: { authorization: 'Bearer all', ...request.headers } }),
    )
    return asked.flatMap(({ findings }) => findings)
  } finally {
    upstream.close()
  }
}

test('a server that holds to its document is found to have no hole', async () => {
  expect(await foundOf(content(parcel))).toEqual([])
  expect(mutants.length).toBeGreaterThan(100)
})

const rules = blindSpots(document, operation, { broken: new Set() })

test.each(rules)('a server that forgets %s is found to let wrong requests in', async (rule) => {
  const found = await foundOf(without(rule))
  expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['accepted']))
})

test('every keyword of the schema is a rule that some request breaks', () => {
  expect(rules.length).toBeGreaterThan(45)
  expect(blindSpots(document, operation, verdicts)).toEqual([])
})

test('a keyword that no request breaks is named', () => {
  const strange = toDocument(content({ ...parcel, minLength: 3 }), 'strange')
  const [only] = strange.operations
  if (!only) throw new Error('the document has no operation')
  const own = createVerdicts(strange)
  mutantsOf(strange, only, own)
  const at = '/paths/~1parcels~1{id}/post/requestBody/content/application~1json/schema'
  expect(blindSpots(strange, only, own)).toEqual([`${at}/minLength`])
})

test('a server that breaks, or refuses for another reason, is found out', async () => {
  const open = content({})
  const broken = await foundOf(open, async () => {
    throw new Error('broken')
  })
  expect(broken.filter(({ code }) => code === 'fault').length).toBeGreaterThan(100)
  const elsewhere = await foundOf(open, async () => {
    throw Refusal.of('webhook_not_found', { webhook: 'wh' })
  })
  expect(new Set(elsewhere.map(({ code }) => code))).toEqual(new Set(['let-in', 'undocumented']))
})

/** The document without one keyword, or one name of a `required`. */
function without(rule: string): JsonObject {
  const served = structuredClone(content(parcel))
  const steps = stepsOf(rule)
  const last = steps.pop() ?? ''
  const holder = valueAt(served, pointerTo(...steps))
  if (Array.isArray(holder)) holder.splice(holder.indexOf(last), 1)
  else if (isObject(holder)) delete holder[last]
  expect(served).not.toEqual(content(parcel))
  return served
}

import { expect, test } from 'vitest'
import { readDocument, toDocument } from '../compare/document.ts'
import type { JsonObject } from '../json.ts'
import { chooseMutants } from './choose.ts'
import type { Answer, AnswerMutant, Mutant } from './mutant.ts'
import { mutantsOf } from './mutants-of.ts'

const small = toDocument(
  {
    paths: {
      '/things/{id}': {
        get: {
          operationId: 'getThing',
          responses: {
            200: {
              content: {
                'application/json': {
                  schema: { $ref: '#/components/schemas/Thing' },
                  examples: {
                    round: { value: { id: 'a', at: '2026-01-01T00:00:00Z', shape: { kind: 'circle', radius: 2 } } },
                    plain: { value: { id: 'b', parts: [{ size: 1 }] } },
                  },
                },
              },
            },
            404: { $ref: '#/components/responses/Unknown' },
          },
        },
      },
    },
    components: {
      responses: {
        Unknown: {
          headers: { 'Retry-After': { required: true, schema: { type: 'integer' } } },
          content: {
            'application/json': {
              schema: { type: 'object', properties: { code: { const: 'UNKNOWN' } } },
              examples: { unknown: { value: { code: 'UNKNOWN' } } },
            },
          },
        },
      },
      schemas: {
        Thing: {
          type: 'object',
          properties: {
            id: { type: 'string', pattern: '^[a-z]$' },
            at: { type: 'string', format: 'date-time' },
            shape: { oneOf: [{ $ref: '#/components/schemas/Circle' }, { $ref: '#/components/schemas/Square' }] },
            parts: { type: 'array', items: { type: 'object', properties: { size: { enum: [1, 2] } } } },
          },
        },
        Circle: { type: 'object', required: ['kind'], properties: { kind: { const: 'circle' }, radius: {} } },
        Square: { type: 'object', required: ['kind'], properties: { kind: { const: 'square' }, side: {} } },
      },
    },
  } as JsonObject,
  'small',
)

test('each member of each example is dropped, renamed, given another type, and leaves its values or form where it has them', () => {
  const names = mutantsOf(small)
    .filter(({ interaction }) => interaction === 'getThing answers 200: round')
    .map(({ name }) => name.replace('getThing 200 round: ', ''))
  expect(names).toEqual(
    expect.arrayContaining([
      'drop /id',
      'rename /shape/radius',
      'another type at /shape',
      'a malformed value at /id',
      'a malformed value at /at',
      'an unknown value at /shape/kind',
      'status 404',
      'content type text/html',
      'answered as plain',
    ]),
  )
  expect(new Set(names).size).toBe(names.length)
})

test('a fault is in the answer as its name says, and nowhere else', () => {
  const answer: Answer = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"id":"z","parts":[{"size":2},{"size":1}]}',
  }
  const body = (name: string) => JSON.parse(applied(name, answer)?.body ?? 'null')
  expect(body('drop /id')).toEqual({ parts: [{ size: 2 }, { size: 1 }] })
  expect(body('rename /id')).toEqual({ id_: 'z', parts: [{ size: 2 }, { size: 1 }] })
  expect(body('another type at /parts/0/size')).toEqual({ id: 'z', parts: [{ size: '2' }, { size: 1 }] })
  expect(body('an unknown value at /parts/0/size')).toEqual({ id: 'z', parts: [{ size: 3 }, { size: 1 }] })
  expect(applied('status 404', answer)).toEqual({ ...answer, status: 404 })
  expect(applied('another type at /parts/0/size', { ...answer, body: '{"id":"z","parts":[]}' })).toBeUndefined()
})

test('a declared header is dropped and broken', () => {
  const answer: Answer = { status: 404, headers: { 'retry-after': '3' }, body: '{"code":"UNKNOWN"}' }
  const of = (what: string) => named(`getThing 404 unknown: ${what}`)
  expect(of('drop header retry-after').apply(answer)?.headers).toEqual({})
  expect(of('nonsense in header retry-after').apply(answer)?.headers).toEqual({ 'retry-after': 'soon' })
  expect(of('an unknown value at /code').apply(answer)?.body).toBe('{"code":"SOMETHING_ELSE"}')
})

test('a choice is the same for its seed and has every operation, event and documented answer of both surfaces', () => {
  const all = ['keebai', 'hubmessage'].flatMap((name) => mutantsOf(readDocument(name)))
  const distinct = (mutants: Mutant[], key: 'name' | 'subject' | 'interaction') =>
    new Set(mutants.map((mutant) => `${mutant.surface} ${mutant[key]}`))
  const chosen = chooseMutants(all, 4 * distinct(all, 'interaction').size, 7)
  expect(chosen.map(({ name }) => name)).toEqual(chooseMutants(all, chosen.length, 7).map(({ name }) => name))
  expect(chosen.map(({ name }) => name)).not.toEqual(chooseMutants(all, chosen.length, 8).map(({ name }) => name))
  expect(distinct(chosen, 'name').size).toBe(chosen.length)
  expect(distinct(chosen, 'interaction')).toEqual(distinct(all, 'interaction'))
  expect(distinct(all, 'name').size).toBe(all.length)
})

test('a delivery is broken in its payload under a fresh signature, and in its signature', () => {
  const all = mutantsOf(readDocument('keebai'))
  const delivery = { headers: { 'x-keebai-signature': 't=1,v1=00' }, body: '{"id":"evt_1","data":{"from":"+1"}}' }
  const planted = (name: string) => {
    const mutant = all.find((one) => one.name === `whatsapp.message.received: ${name}`)
    if (mutant?.plantedIn !== 'delivery') throw new Error(`there is no mutant "${name}"`)
    return mutant.apply(delivery, (body) => ({ 'x-keebai-signature': `of ${body}` }))
  }
  const body = '{"id":"evt_1","data":{}}'
  expect(planted('drop /data/from')).toEqual({ headers: { 'x-keebai-signature': `of ${body}` }, body })
  expect(planted('a signature of something else')?.headers).toEqual({ 'x-keebai-signature': 't=1,v1=10' })
  expect(planted('no signature')?.headers).toEqual({})
  expect(planted('a body that was not signed')).toEqual({ ...delivery, body: `${delivery.body} ` })
})

test('a stream loses, renames and reorders events, and their data is broken', () => {
  const all = mutantsOf(readDocument('keebai'))
  const named = (event: string, data = '{}') => ({ event, data, id: '', retryMs: undefined })
  const events = [named('qr', '2@a'), named('connecting'), named('connected', '{"channel_id":"ch_1"}')]
  const planted = (name: string) => {
    const mutant = all.find((one) => one.name === `streamWhatsAppQr#${name}`)
    if (mutant?.plantedIn !== 'stream') throw new Error(`there is no mutant "${name}"`)
    return mutant.apply(events)?.map(({ event, data }) => `${event} ${data}`)
  }
  expect(planted('connecting: dropped')).toEqual(['qr 2@a', 'connected {"channel_id":"ch_1"}'])
  expect(planted('qr: renamed')?.[0]).toBe('qr_ 2@a')
  expect(planted('connecting: in the wrong place')?.at(-1)).toBe('connecting {}')
  expect(planted('connected: in the wrong place')?.[0]).toBe('connected {"channel_id":"ch_1"}')
  expect(planted('connected: drop /channel_id')?.at(-1)).toBe('connected {}')
  expect(planted('failed: dropped')).toBeUndefined()
})

function named(name: string): AnswerMutant {
  const mutant = mutantsOf(small).find((one) => one.name === name)
  if (mutant?.plantedIn !== 'answer') throw new Error(`there is no mutant "${name}"`)
  return mutant
}

function applied(what: string, answer: Answer): Answer | undefined {
  return named(`getThing 200 plain: ${what}`).apply(answer)
}

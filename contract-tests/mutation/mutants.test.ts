import { expect, test } from 'vitest'
import { type Document, readDocument, toDocument } from '../compare/document.ts'
import type { JsonObject } from '../json.ts'
import { chooseMutants } from './choose.ts'
import { httpMutants } from './http-mutants.ts'
import type { Answer, Mutant } from './mutant.ts'

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
    .filter(({ status, example }) => status === 200 && example === 'round')
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
  const of = (what: string) => mutantsOf(small).find(({ name }) => name === `getThing 404 unknown: ${what}`)
  expect(of('drop header retry-after')?.apply(answer)?.headers).toEqual({})
  expect(of('nonsense in header retry-after')?.apply(answer)?.headers).toEqual({ 'retry-after': 'soon, surely' })
  expect(of('an unknown value at /code')?.apply(answer)?.body).toBe('{"code":"SOMETHING_ELSE"}')
})

test('a choice is the same for its seed and has every operation and every documented answer of both surfaces', () => {
  const all = ['keebai', 'hubmessage'].flatMap((name) => mutantsOf(readDocument(name)))
  const answers = (mutants: Mutant[]) => new Set(mutants.map((one) => `${one.operation} ${one.status} ${one.example}`))
  const chosen = chooseMutants(all, 2 * answers(all).size, 7)
  expect(chosen.map(({ name }) => name)).toEqual(chooseMutants(all, chosen.length, 7).map(({ name }) => name))
  expect(chosen.map(({ name }) => name)).not.toEqual(chooseMutants(all, chosen.length, 8).map(({ name }) => name))
  expect(new Set(chosen.map(({ name }) => name)).size).toBe(chosen.length)
  expect(new Set(chosen.map(({ operation }) => operation))).toEqual(new Set(all.map(({ operation }) => operation)))
})

function mutantsOf(document: Document): Mutant[] {
  return document.operations.filter(({ isEvent }) => !isEvent).flatMap((operation) => httpMutants(document, operation))
}

function applied(what: string, answer: Answer): Answer | undefined {
  const mutant = mutantsOf(small).find(({ name }) => name === `getThing 200 plain: ${what}`)
  if (!mutant) throw new Error(`there is no mutant "${what}"`)
  return mutant.apply(answer)
}

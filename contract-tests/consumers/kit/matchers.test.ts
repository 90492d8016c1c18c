import { MatchersV3 } from '@pact-foundation/pact'
import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../json.ts'
import { OpenApiDocument } from './document.ts'
import { textOfForm, toExample, toHeaderMatcher, toMatcher } from './matchers.ts'
import { Schemas } from './schemas.ts'

const { equal, eachLike, integer, like, regex, string } = MatchersV3
const schemas = new Schemas(
  new OpenApiDocument({ components: { schemas: { Id: { type: 'string', pattern: '^ch_[0-9A-Z]{3}$' } } } }),
)
const reference = { $ref: '#/components/schemas/Id' }

function object(properties: JsonObject): JsonObject {
  return { type: 'object', properties }
}

const cases: [string, JsonObject, Json, unknown][] = [
  ['a constant as it is', { const: 'qr' }, 'qr', 'qr'],
  ['one of an enum as it is', { type: 'string', enum: ['a', 'b'] }, 'b', 'b'],
  ['a boolean as it is', { type: 'boolean' }, false, false],
  ['null as it is', { type: ['string', 'null'] }, null, null],
  ['an id by its form, through a reference', reference, 'ch_0AB', textOfForm('^ch_[0-9A-Z]{3}$', 'ch_0AB')],
  ['a text by its type', { type: 'string' }, 'Hola', string('Hola')],
  ['a whole number by its type', { type: 'integer' }, 900, integer(900)],
  ['a map by being one', { type: 'object', additionalProperties: { type: 'string' } }, { a: 'b' }, like({})],
  ['an empty list as it is', { type: 'array', items: reference }, [], []],
  ['a list of codes as it is', { type: 'array', items: { enum: ['x', 'y'] } }, ['x'], ['x']],
  ['a list of texts by its first', { type: 'array', items: { type: 'string' } }, ['a', 'b'], eachLike(string('a'))],
]

test.each(cases)('%s', (_, schema, example, expectation) => {
  expect(toMatcher(schemas, schema, example)).toEqual(expectation)
})

test('inside a list what has to be equal says so, for there a plain value would be compared by its type', () => {
  const items = object({ status: { const: 'active' }, waba_id: { type: ['string', 'null'] } })
  expect(toMatcher(schemas, { type: 'array', items }, [{ status: 'active', waba_id: null }])).toEqual(
    eachLike({ status: equal('active'), waba_id: equal(null) }),
  )
})

test('entries of several kinds must all be there, in any order', () => {
  const items = object({ type: { enum: ['qr', 'cloud_api'] }, id: reference })
  const example = [
    { type: 'qr', id: 'ch_0AB' },
    { type: 'cloud_api', id: 'ch_0CD' },
  ]
  const expectation = toMatcher(schemas, { type: 'array', items }, example)
  expect(expectation).toMatchObject({
    variants: [
      { type: 'qr', id: textOfForm('^ch_[0-9A-Z]{3}$', 'ch_0AB') },
      { type: 'cloud_api', id: textOfForm('^ch_[0-9A-Z]{3}$', 'ch_0CD') },
    ],
  })
  expect(toExample(expectation)).toEqual(example)
})

test('of a union the branch that the example belongs to is expected, of an intersection all parts', () => {
  const union = { oneOf: [object({ code: { const: 1 } }), object({ code: { type: 'string' } })] }
  expect(toMatcher(schemas, union, { code: 'late' })).toEqual({ code: string('late') })
  const intersection = {
    allOf: [object({ type: { enum: ['a', 'b'] } }), object({ type: { const: 'a' }, id: reference })],
  }
  expect(toMatcher(schemas, intersection, { type: 'a', id: 'ch_0AB' })).toEqual({
    type: 'a',
    id: textOfForm('^ch_[0-9A-Z]{3}$', 'ch_0AB'),
  })
})

test('a code is expected as it is where the surface has its codes', () => {
  const schema = object({ error: object({ code: { type: 'string' }, message: { type: 'string' } }) })
  const isExact = (pointer: string) => pointer === '/error/code'
  expect(toMatcher(schemas, schema, { error: { code: 'LATE', message: 'Too late' } }, { isExact })).toEqual({
    error: { code: 'LATE', message: string('Too late') },
  })
})

test('a text that may be null is matched by its form or by null', () => {
  const schema = object({ ends: { type: ['string', 'null'], pattern: '^[0-9]+$' } })
  expect(toMatcher(schemas, schema, { ends: '12' }, { maybeNull: ['/ends'] })).toEqual({
    ends: regex('^null$|^[0-9]+$', '12'),
  })
})

test('a code that may be any documented one is matched by those', () => {
  const schema = object({ code: { enum: ['timeout', 'refused'] } })
  expect(toMatcher(schemas, schema, { code: 'refused' }, { anyCode: ['/code'] })).toEqual({
    code: textOfForm('^(timeout|refused)$', 'refused'),
  })
})

test('a header that counts is expected to be digits', () => {
  expect(toHeaderMatcher(schemas, { schema: { type: 'integer' }, example: 12 })).toEqual(regex('^[0-9]+$', '12'))
})

import { expect, test } from 'vitest'
import type { Json } from '../json.ts'
import { lackingIn, membersOf, overlaid } from './likens.ts'

const example = { status: 'PENDING', total: 1, at: null, list: [{ id: 'a', type: 'x' }], more: true }

test('an example has what is shown when it has each member, of the type, and more', () => {
  expect(lackingIn(example, { status: 'PENDING', total: 7, at: null, list: [{ id: 'b' }] })).toEqual([])
  expect(lackingIn(example, { list: [] })).toEqual([])
})

test.each([
  ['a member that is not there', { id: 'a' }, ['/id']],
  ['a member of another type', { total: '1' }, ['/total']],
  ['another value of a member that tells answers apart', { status: 'scheduled' }, ['/status']],
  ['a member of an item', { list: [{ id: 'a', name: 'b' }] }, ['/list/0/name']],
  ['an item of another kind', { list: [{ type: 'y' }] }, ['/list/0/type']],
  ['a value where the example has null', { at: 'now' }, ['/at']],
  ['a list', [1], ['']],
])('%s is lacking', (_, shown, lacking) => {
  expect(lackingIn(example, shown)).toEqual(lacking)
})

test('a request is its members by place, and the values that tell kinds apart', () => {
  const body: Json = { to: '+1', buttons: [{ id: 'a' }, { id: 'b', title: 'B' }], content: { type: 'TEXT' } }
  expect(new Set(membersOf(body))).toEqual(
    new Set(['/to', '/buttons/*/id', '/buttons/*/title', '/content/type = TEXT']),
  )
})

test('the values that are shown take the place of those of the example', () => {
  const shown = { status: 'PENDING', list: [{ id: 'b' }, { id: 'c' }] }
  expect(overlaid(example, shown)).toEqual({
    ...example,
    list: [
      { id: 'b', type: 'x' },
      { id: 'c', type: 'x' },
    ],
  })
})

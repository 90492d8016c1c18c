import { expect, test } from 'vitest'
import { median, table } from './table.ts'

test('columns are as wide as their widest cell, numbers to the right', () => {
  expect(
    table(
      ['what', 'µs'],
      [
        ['express', '33.1'],
        ['prism', '289.0'],
      ],
    ),
  ).toBe(['what        µs', '-------  -----', 'express   33.1', 'prism    289.0'].join('\n'))
})

test('a missing cell is left empty', () => {
  expect(table(['a', 'b'], [['x']])).toBe(['a  b', '-  -', 'x'].join('\n'))
})

test('the median is the middle value, or the mean of the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(() => median([])).toThrow(RangeError)
})

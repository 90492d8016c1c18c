import { expect, test } from 'vitest'
import { toPactRegex } from './pact-regex.ts'

test.each([
  ['^ch_[0-9]+$', '^ch_[0-9]+$'],
  ['^wamid\\.', '^wamid\\..*$'],
  ['_id$', '^.*_id$'],
  ['@', '^.*@.*$'],
  ['^costs \\$', '^costs \\$.*$'],
  ['^a$|^b$', '^.*(?:^a$|^b$).*$'],
])('the pattern %s is matched against the whole value as %s', (pattern, regex) => {
  expect(toPactRegex(pattern)).toBe(regex)
})

test.each(['^[^\\u0000]*$', '^\\p{L}+$', '(?<year>\\d+)'])('%s says nothing there, or cannot be said', (pattern) => {
  expect(toPactRegex(pattern)).toBeUndefined()
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { holdToCommitted } from './committed-pact.ts'

const folder = mkdtempSync(join(tmpdir(), 'trunkline-committed-'))
afterAll(() => rmSync(folder, { recursive: true }))

const pactOf = (...interactions: [description: string, status: number][]) =>
  `${JSON.stringify({ interactions: interactions.map(([description, status]) => ({ description, status })) }, null, 2)}\n`

test('a pact that differs is refused, and what differs is named', () => {
  const file = join(folder, 'differs.json')
  writeFileSync(file, pactOf(['same', 200], ['other', 200], ['old', 200]))
  const text = pactOf(['same', 200], ['other', 202], ['fresh', 200])
  expect(() => holdToCommitted(file, text, false)).toThrow(
    /differs\.json is not what these tests write.*\n {2}new: fresh\n {2}gone: old\n {2}changed: other$/,
  )
})

test('a pact that differs by a space is refused', () => {
  const file = join(folder, 'space.json')
  writeFileSync(file, `${pactOf(['same', 200])} `)
  expect(() => holdToCommitted(file, pactOf(['same', 200]), false)).toThrow('Only its form differs.')
})

test('a pact that nobody committed is refused; on demand it is written', () => {
  const file = join(folder, 'absent.json')
  expect(() => holdToCommitted(file, pactOf(['first', 200]), false)).toThrow('new: first')
  holdToCommitted(file, pactOf(['first', 200]), true)
  expect(readFileSync(file, 'utf8')).toBe(pactOf(['first', 200]))
  holdToCommitted(file, pactOf(['first', 200]), false)
})

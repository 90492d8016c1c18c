import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { catalogue } from '../../mocks/provider-states/catalogue.ts'
import { readStateMapping, toStateMapping } from './state-mapping.ts'
import { stateProblems } from './states.ts'
import { anInteraction, aPact } from './test/a-pact.ts'

const folder = mkdtempSync(join(tmpdir(), 'trunkline-states-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function written(text: string): string {
  const file = join(folder, 'states.json')
  writeFileSync(file, text)
  return file
}

function given(...names: string[]) {
  const providerStates = names.map((name) => ({ name, params: {} }))
  return aPact(3, [anInteraction('me', { path: '/v1/me' }, {}, { providerStates })])
}

const told = (...call: Parameters<typeof stateProblems>) =>
  stateProblems(...call).map(({ state, mappedFrom, nearest }) => ({ state, mappedFrom, nearest }))

test('a state of the catalogue is known however it is spaced and capitalised, and so is none at all', () => {
  expect(stateProblems([given('A  connected cloud API channel', 'nothing exists', ''), given()], catalogue)).toEqual([])
})

test('an unknown state is named with its interaction and the three nearest', () => {
  const pact = given('nothing exists', 'a conected Cloud channel')
  const [problem, ...more] = stateProblems([pact], catalogue)
  expect(more).toEqual([])
  expect(problem).toMatchObject({ pact, interaction: { description: 'me' }, state: 'a conected Cloud channel' })
  expect(problem?.nearest).toHaveLength(3)
  expect(problem?.nearest).toContain('a connected Cloud API channel')
})

test("a team's own word is known, what it stands for is checked, and the nearest of a misspelt one may be a word of theirs", () => {
  const mapping = toStateMapping({ 'the shop is open': 'a token', 'the shop is shut': ['a tokn'] }, 'states.json')
  expect(told([given('The shop is open')], catalogue, mapping)).toEqual([])
  expect(told([given('the shop is shut')], catalogue, mapping)).toMatchObject([
    { state: 'a tokn', mappedFrom: 'the shop is shut', nearest: expect.arrayContaining(['a token']) },
  ])
  expect(told([given('the shop was open')], catalogue, mapping)).toMatchObject([
    { state: 'the shop was open', mappedFrom: undefined, nearest: expect.arrayContaining(['the shop is open']) },
  ])
})

test('a mapping is read from a file, one state, several, or its name alone', () => {
  const file = written(
    '\uFEFF{"a": {"state": "a token", "params": {"scopes": ["x"]}}, "b": ["nothing exists", {"state": ""}]}',
  )
  expect([...readStateMapping(file).values()]).toEqual([
    { word: 'a', states: [{ state: 'a token', params: { scopes: ['x'] } }] },
    { word: 'b', states: [{ state: 'nothing exists' }, { state: '' }] },
  ])
})

test.each([
  ['[]', /is not an object of state names/],
  ['{"a": ', /is not JSON: /],
  ['{"a": 7}', /"a" is neither/],
  ['{"a": {"name": "x"}}', /"a" is neither/],
  ['{"a": {"state": "x", "param": {}}}', /"a" is neither/],
  ['{"a": {"state": "x", "params": []}}', /"a" is neither/],
  ['{"a": []}', /"a" has an empty list/],
  ['{"a": "x", "A ": "y"}', /"A " is there twice/],
  ['{"a": 7, "b": []}', /"a" is neither.*; "b" has an empty list/],
])('a mapping of %s is refused with what is wrong', (text, says) => {
  expect(() => readStateMapping(written(text))).toThrow(says)
})

test('a mapping that is not there is named', () => {
  expect(() => readStateMapping(join(folder, 'absent.json'))).toThrow(/absent\.json cannot be read: no such file/)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { refusals as hubMessageRefusals, wording as hubMessageWording } from '../server/http/hubmessage/refusals.ts'
import { refusals as keebaiRefusals, wording as keebaiWording } from '../server/http/keebai/refusals.ts'
import { loadDocument } from '../server/http/pipeline/document.ts'
import type { HttpProblem } from '../server/http/pipeline/problem.ts'
import { rowsOf, sectionOf } from './markdown.ts'

const page = readFileSync(join(import.meta.dirname, '../docs/errors.md'), 'utf8')

/** One of each kind. */
const problems: HttpProblem[] = [
  { kind: 'unauthorized' },
  { kind: 'insufficient_scope', required: [], missing: [] },
  { kind: 'invalid', details: [] },
  { kind: 'not_found' },
  { kind: 'method_not_allowed', allow: 'GET' },
  { kind: 'unsupported_media_type', accepted: [] },
  { kind: 'payload_too_large', bytesMax: 0 },
  { kind: 'rate_limited', retryAfterSeconds: 1 },
  { kind: 'unavailable' },
  { kind: 'fault' },
]

test('errors.md has every code of Keebai and no other', () => {
  const told = rowsOf(sectionOf(page, 'Keebai')).filter((row) => row.length === 4)
  expect(told.map(([code]) => code).toSorted()).toEqual(enumOf('keebai', 'ErrorCode').toSorted())
})

test('errors.md has the status under which Keebai answers each code', () => {
  const told = new Set(rowsOf(sectionOf(page, 'Keebai')).map(([code, status]) => `${status} ${code}`))
  const lines = Object.values(keebaiRefusals).map(({ status, code }) => `${status} ${code}`)
  const rest = problems.flatMap((problem) => {
    const { status, body } = keebaiWording.problem(problem)
    const code = member(member(body, 'error'), 'code')
    return code === undefined ? [] : [`${status} ${code}`]
  })
  for (const line of [...lines, ...rest]) expect(told).toContain(line)
})

test('errors.md has every answer of HubMessage and no other', () => {
  const told = rowsOf(sectionOf(page, 'HubMessage'))
    .filter(([, message = '']) => !message.startsWith('MEDIA_'))
    .map(([status, message]) => `${status} ${message}`)
  const examples = Object.values(componentsOf('hubmessage').examples ?? {}).map((example) => member(example, 'value'))
  const worded = problems.map((problem) => hubMessageWording.problem(problem).body)
  const answers = [...examples, ...worded].flatMap((body) =>
    typeof member(body, 'error') === 'number' ? [`${member(body, 'error')} ${member(body, 'message')}`] : [],
  )
  expect(told.toSorted()).toEqual([...new Set(answers)].toSorted())
})

test('errors.md has every sub-code of a file and no other', () => {
  const told = rowsOf(sectionOf(page, 'HubMessage')).filter(([, word = '']) => word.startsWith('MEDIA_'))
  const examples = Object.values(componentsOf('hubmessage').examples ?? {}).map((example) => member(example, 'value'))
  const shown = examples.flatMap((body) => {
    const subCode = member(member(member(body, 'errors'), '0'), 'subCode')
    return subCode === undefined ? [] : [`${member(body, 'status')} ${subCode}`]
  })
  expect(told.map(([status, word]) => `${status} ${word}`).toSorted()).toEqual(shown.toSorted())
  expect(shown).toHaveLength(enumOf('hubmessage', 'MediaSubCode').length)
})

test('errors.md has every business code that HubMessage words', () => {
  const told = rowsOf(sectionOf(page, 'HubMessage')).map(([, message]) => message)
  for (const code of businessCodes()) expect(told).toContain(code)
})

test('errors.md has every code of a failed pairing and no other', () => {
  const told = rowsOf(sectionOf(page, 'A pairing that fails')).map(([code]) => code)
  expect(told.toSorted()).toEqual(enumOf('keebai', 'PairingFailureCode').toSorted())
})

/** What stands in `message` under 422, for every refusal a HubMessage operation can meet. */
function businessCodes(): unknown[] {
  const answers = [
    hubMessageRefusals.templates_unsupported({ channel: '' }),
    hubMessageRefusals.channel_disconnected({ channel: '' }),
    hubMessageRefusals.channel_already_connected({ phoneNumber: null }),
    hubMessageRefusals.invalid_channel_type({ channel: '' }),
    hubMessageRefusals.window_closed({ recipient: '' }),
    hubMessageRefusals.insufficient_scope({ required: [], missing: [] }),
    hubMessageRefusals.idempotency_key_reused({ key: '' }),
    hubMessageRefusals.signup_assets_mismatch({ why: '', several: false }),
    hubMessageRefusals.signup_assets_mismatch({ why: '', several: true }),
  ]
  return answers.map(({ body }) => member(body, 'message'))
}

interface Components {
  schemas: Record<string, unknown>
  examples?: Record<string, unknown>
}

function componentsOf(name: 'keebai' | 'hubmessage'): Components {
  return JSON.parse(loadDocument(name).text).components
}

function enumOf(name: 'keebai' | 'hubmessage', schema: string): unknown[] {
  const values = member(componentsOf(name).schemas[schema], 'enum')
  if (!Array.isArray(values)) throw new Error(`${schema} has no enum`)
  return values
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

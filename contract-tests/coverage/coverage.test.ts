import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Exclusion, exclusions, type WireTest } from '../exclusions.ts'
import { bundledDocuments } from '../verify/specifications.ts'
import { evidenceOf, holesIn } from './evidence.ts'
import { ownEvidence } from './own-evidence.ts'
import { coveragePage } from './page.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/coverage.md', root), 'utf8')

test('docs/coverage.md says what is tested where; `npm run generate` writes it', () => {
  expect(page).toBe(coveragePage())
})

test('a test over the wire produces every documented status and event', () => {
  expect(holesIn(ownEvidence())).toEqual([])
})

test('every test that stands for a pact exists', () => {
  expect(exclusions.flatMap(({ test: one }) => (one && !exists(one) ? [one] : []))).toEqual([])
})

test('without its pacts, probes and tests an answer is a hole', () => {
  const documents = bundledDocuments()
  const names = holesIn(evidenceOf(documents, [], []))
  expect(names).toContain('keebai sendTextMessage 202')
  expect(names).toContain('keebai event whatsapp.message.sent')
  expect(names).toContain('keebai streamWhatsAppQr event qr')
  expect(names).toContain('keebai uploadMedia 413')
  expect(names).not.toContain('keebai sendTextMessage 413')
  const title = 'a form that is too large'
  const excluded = { surface: 'keebai', operation: 'uploadMedia', status: 413, reason: 'It is large.' } as const
  const holesWith = (exclusion: Exclusion) => holesIn(evidenceOf(documents, [], [exclusion]))
  expect(holesWith(excluded)).toContain('keebai uploadMedia 413')
  expect(holesWith({ ...excluded, test: { file: 'a.test.ts', title } })).not.toContain('keebai uploadMedia 413')
})

test('a title that is in no call of `test` is none', () => {
  const file = 'contract-tests/coverage/coverage.test.ts'
  expect(exists({ file, title: 'every test that stands for a pact exists' })).toBe(true)
  expect(exists({ file, title: 'a form that is too large' })).toBe(false)
  expect(exists({ file: 'contract-tests/none.test.ts', title: 'any' })).toBe(false)
})

/** Whether a file has a test of this title, as it is written there. */
function exists({ file, title }: WireTest): boolean {
  const path = new URL(file, root)
  if (!file.endsWith('.test.ts') || !existsSync(path)) return false
  const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`\\b(test|it)\\b[^'"\`]*\\(\\s*(['"\`])${escaped}\\2`).test(readFileSync(path, 'utf8'))
}

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorCases } from './correspondence/error-cases.ts'
import { subjects } from './correspondence/index.ts'
import { correspondencePage } from './page.ts'

const page = readFileSync(new URL('../../docs/correspondence.md', import.meta.url), 'utf8')

test('docs/correspondence.md says what the entries say; `npm run generate` writes it', () => {
  expect(page).toBe(correspondencePage())
})

test('it has a row for every entry and every error', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| --- '))
  const entries = subjects.flatMap((subject) => subject.entries)
  const headings = subjects.length + 2
  expect(rows.length).toBeGreaterThanOrEqual(entries.length + errorCases.length + headings)
  for (const line of rows) expect(line.match(/(?<!\\)\|/g), line).toHaveLength(4)
})

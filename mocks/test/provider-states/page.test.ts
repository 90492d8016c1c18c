import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { paramsTable, statesTable } from './page.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/provider-states.md'), 'utf8')

test('provider-states.md has every state as the catalogue describes it', () => {
  expect(page).toContain(statesTable())
})

test('provider-states.md has every param of every state', () => {
  expect(page).toContain(paramsTable())
})

import { readdirSync, readFileSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { MAGIC_NUMBERS } from '../mocks/simulators/graph/magic-numbers.ts'
import { variables } from '../server/config/variables.ts'
import { anchorsOf, blocksOf, linksOf, rowsOf, sectionOf } from './markdown.ts'

const root = join(import.meta.dirname, '..')
const page = (path: string) => readFileSync(join(root, path), 'utf8')
const pages = ['README.md', 'CHANGELOG.md', ...markdownIn('docs')]

test.each(pages)('the links of %s lead somewhere', async (path) => {
  for (const link of linksOf(page(path)).filter((target) => !/^[a-z]+:/.test(target))) {
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : relative(root, join(root, dirname(path), file))
    await expect(access(join(root, target)), link).resolves.toBeUndefined()
    if (anchor !== undefined) expect(anchorsOf(page(target)), link).toContain(anchor)
  }
})

test.each(pages)('the JSON of %s is JSON', (path) => {
  for (const block of blocksOf(page(path), 'json')) expect(() => JSON.parse(block)).not.toThrow()
})

test('every page is reached from the README', () => {
  const reached = new Set(['README.md'])
  for (const path of reached) {
    for (const link of linksOf(page(path))) {
      const target = join(dirname(path), link.split('#')[0] ?? '')
      if (pages.includes(target)) reached.add(target)
    }
  }
  expect([...reached].toSorted()).toEqual(pages.toSorted())
})

test('configuration.md and .env.example have every variable and no other', () => {
  const names = Object.keys(variables).toSorted()
  const [beforeCommandLine = ''] = page('docs/configuration.md').split('## Command line')
  expect(rowsOf(beforeCommandLine).map(([name]) => name)).toEqual(Object.keys(variables))
  const example = [...page('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name)
  expect(example.toSorted()).toEqual(names)
})

test('sandbox.md has every magic number as it behaves', () => {
  const rows = rowsOf(sectionOf(page('docs/sandbox.md'), 'Numbers that fail on purpose'))
  const told = rows.map(([suffix, outcome, code, sends]) => ({ suffix, outcome, code: Number(code), sends }))
  const known = MAGIC_NUMBERS.map(({ suffix, outcome, code, sends }) => ({ suffix, outcome, code, sends }))
  expect(sorted(told)).toEqual(sorted(known))
})

function sorted<Row extends { suffix: string | undefined }>(rows: Row[]): Row[] {
  return rows.toSorted((one, other) => String(one.suffix).localeCompare(String(other.suffix)))
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { readDocument, toDocument } from './document.ts'
import { jsonPositions, lineAt } from './json-positions.ts'
import { locate } from './locate.ts'
import { pointerTo } from './pointer.ts'

const folder = mkdtempSync(join(tmpdir(), 'locate-'))
afterAll(() => rmSync(folder, { recursive: true }))

function lineOf(place: { file: string; line: number } | undefined): string {
  if (!place) throw new Error('no place')
  return readFileSync(place.file, 'utf8').split('\n')[place.line - 1] ?? ''
}

test.each(['keebai', 'hubmessage', 'meta', 'sandbox'])(
  'every member of the %s document is found in its source',
  (name) => {
    const document = readDocument(name)
    let count = 0
    walk(document.content, '')
    expect(count).toBeGreaterThan(500)

    function walk(node: Json, pointer: string): void {
      if (!isObject(node)) return
      for (const [key, item] of Object.entries(node)) {
        const at = pointer + pointerTo(key)
        const depth = at.split('/').length - 1
        const isFile = depth < 4 && at.startsWith('/components') && !at.startsWith('/components/securitySchemes')
        if (key !== '$ref' && !isFile && !at.includes('/examples/') && depth < 8) {
          expect(lineOf(locate(document, at)), at).toContain(key)
          count++
        }
        walk(item, at)
      }
    }
  },
)

test('a component is its file, a pointer beyond the end its last known node', () => {
  expect(locate('keebai', '/components/schemas/SendReceipt')).toEqual({
    file: 'spec/keebai/schemas/messages/SendReceipt.yaml',
    line: 1,
  })
  expect(locate('keebai', '/components/headers/RetryAfter')).toMatchObject({
    file: 'spec/common/headers/RetryAfter.yaml',
  })
  expect(lineOf(locate('keebai', '/components/schemas/SendReceipt/oneOf/0/nowhere/at/all'))).toBeDefined()
  expect(lineOf(locate('keebai', '/paths/~1v1~1channels/get/nothing'))).toContain('get')
})

test('a document that somebody gave is found in its file, YAML or JSON, the quickest line counts', () => {
  const content: JsonObject = { openapi: '3.1.0', paths: { '/a': { get: { operationId: 'readA' } } } }
  const yaml = join(folder, 'spec.yaml')
  writeFileSync(yaml, 'openapi: 3.1.0\npaths:\n  /a:\n    get:\n      operationId: readA\n')
  expect(locate(toDocument(content, 'x', yaml), '/paths/~1a/get/operationId')).toEqual({ file: yaml, line: 5 })
  const json = join(folder, 'spec.json')
  writeFileSync(json, JSON.stringify(content, null, 2))
  expect(locate(toDocument(content, 'x', json), '/paths/~1a/get/operationId')).toEqual({ file: json, line: 6 })
  expect(locate(toDocument(content, 'x', json), '/paths/~1a/get/gone')?.line).toBe(5)
  expect(locate(toDocument(content, 'x', join(folder, 'gone.json')), '/paths')).toBeUndefined()
})

test('positions of JSON are those of its values, with whatever stands in texts', () => {
  const text = '{\n  "a\\"b": [1, "}{", {"c": null}],\n  "d": -1.5e3\n}'
  const { offsets, error } = jsonPositions(text)
  expect(error).toBeUndefined()
  expect([...offsets.keys()]).toEqual(['', '/a"b', '/a"b/0', '/a"b/1', '/a"b/2', '/a"b/2/c', '/d'])
  expect(lineAt(text, offsets.get('/d') ?? 0)).toBe(3)
})

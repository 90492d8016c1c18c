import { once } from 'node:events'
import { request } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Refusal } from '../../domain/refusals.ts'
import { startSmallApi } from './test/small-api.ts'
import type { FileAnswer } from './write-file.ts'

const bearer = { headers: { authorization: 'Bearer all' } }

test('a file comes whole under its own type, as something to save', async () => {
  const content = Buffer.alloc(300_000, 'año')
  await using api = await serving({
    mime: 'text/plain; charset=utf-8',
    size: content.length,
    filename: "el menú's.txt",
    bytes: chunks(content),
  })
  const answer = await fetch(`${api.url}/v1/things/a`, bearer)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(content.length),
    'content-disposition': "attachment; filename*=UTF-8''el%20men%C3%BA%27s.txt",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'x-request-id': expect.any(String),
  })
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(content)
})

test.each(['text/html\r\nSet-Cookie: a=b', 'nonsense', ''])('%j is no type and becomes bytes', async (mime) => {
  await using api = await serving({ mime, size: null, filename: null, bytes: chunks(Buffer.from('x')) })
  const answer = await fetch(`${api.url}/v1/things/a`, bearer)
  expect(answer.headers.get('content-type')).toBe('application/octet-stream')
  expect(answer.headers.get('content-disposition')).toBe('attachment')
  expect(await answer.text()).toBe('x')
})

test('an empty file is a file', async () => {
  await using api = await serving({ mime: 'text/plain', size: 0, filename: null, bytes: chunks(Buffer.alloc(0)) })
  const answer = await fetch(`${api.url}/v1/things/a`, bearer)
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

test('what goes wrong before the first byte is answered in words', async () => {
  // biome-ignore lint/correctness/useYield: it fails before it has anything
  async function* failing(): AsyncGenerator<Uint8Array> {
    throw Refusal.of('upstream_unavailable', { upstream: 'meta', why: 'gone' })
  }
  await using api = await serving({ mime: 'text/plain', size: 9, filename: null, bytes: failing() })
  expect(await api.call('/v1/things/a')).toMatchObject({ status: 409, body: { code: 'upstream_unavailable' } })
})

test('a file that breaks off is cut, so that nobody takes half of it for the whole', async () => {
  async function* breaking() {
    yield Buffer.from('half')
    throw new Error('the far end is gone')
  }
  await using api = await serving({ mime: 'text/plain', size: null, filename: null, bytes: breaking() })
  await expect(fetch(`${api.url}/v1/things/a`, bearer).then((answer) => answer.text())).rejects.toThrow()
})

test('a slow reader is waited for, one that leaves ends the source', async () => {
  let given = 0
  let ended = false
  async function* endless() {
    try {
      for (;;) {
        given += 1
        yield Buffer.alloc(64 * 1024)
      }
    } finally {
      ended = true
    }
  }
  await using api = await serving({ mime: 'text/plain', size: null, filename: null, bytes: endless() })
  const asked = request(`${api.url}/v1/things/a`, bearer).end()
  const [answer] = await once(asked, 'response')
  answer.pause()
  let before = -1
  while (before !== given) {
    before = given
    for (let turn = 0; turn < 200; turn += 1) await setImmediate()
  }
  expect(given).toBeLessThan(2000)
  asked.destroy()
  await expect.poll(() => ended).toBe(true)
})

function serving(file: FileAnswer) {
  return startSmallApi({ getThing: async () => ({ file }) })
}

async function* chunks(content: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < content.length; start += 65_536) yield content.subarray(start, start + 65_536)
}

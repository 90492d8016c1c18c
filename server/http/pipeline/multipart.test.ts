import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { boundaryOf, MalformedForm, readForm } from './multipart.ts'

test('fields and files come in order, whole, however the bytes are cut', async () => {
  const form = new FormData()
  const picture = randomBytes(70_000)
  form.append('phone_number_id', '100000000000001')
  form.append('file', new Blob([picture], { type: 'image/png' }), 'menú "1".png')
  form.append('type', 'image/png')
  for (const size of [1, 7, 1000, 1_000_000]) {
    const { body, boundary } = await encoded(form)
    const parts = await collect(cut(body, size), boundary)
    expect(parts.map(({ bytes: _, ...head }) => head)).toEqual([
      { name: 'phone_number_id', filename: null, mime: null },
      { name: 'file', filename: 'menú "1".png', mime: 'image/png' },
      { name: 'type', filename: null, mime: null },
    ])
    expect(parts[1]?.bytes.equals(picture)).toBe(true)
    expect(String(parts[2]?.bytes)).toBe('image/png')
  }
})

test('a file that looks like its boundary keeps every byte', async () => {
  const tricky = '\r\n--BOUNDAR\r\n--\r\n-\r\r\n--BOUNDARx'
  const body = `--BOUNDARY\r\nContent-Disposition: form-data; name="a"\r\n\r\n${tricky}\r\n--BOUNDARY--\r\n`
  for (const size of [1, 2, 3, 1000]) {
    const [part] = await collect(cut(Buffer.from(body), size), 'BOUNDARY')
    expect(String(part?.bytes)).toBe(tricky)
  }
})

test('what stands before the first and behind the last boundary does not count', async () => {
  const body = 'preamble\r\n--B  \r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--B--\r\nepilogue'
  expect(await collect(cut(Buffer.from(body), 5), 'B')).toEqual([
    { name: 'a', filename: null, mime: null, bytes: Buffer.alloc(0) },
  ])
})

test('a part that is left unread is passed over', async () => {
  const form = new FormData()
  form.append('big', new Blob([Buffer.alloc(300_000, 'x')]), 'x')
  form.append('small', 'y')
  const { body, boundary } = await encoded(form)
  const names: string[] = []
  for await (const { name } of readForm(cut(body, 4096), boundary)) names.push(name)
  expect(names).toEqual(['big', 'small'])
})

test('a part that is left in the middle is passed over to its end', async () => {
  const form = new FormData()
  form.append('big', new Blob([Buffer.alloc(300_000, 'x')]), 'x')
  form.append('small', 'y')
  const { body, boundary } = await encoded(form)
  const seen: string[] = []
  for await (const { name, bytes } of readForm(cut(body, 4096), boundary)) {
    for await (const chunk of bytes) {
      seen.push(`${name} ${String(chunk).slice(0, 1)}`)
      break
    }
  }
  expect(seen).toEqual(['big x', 'small y'])
})

test('the source is read to its end, however the last boundary is cut', async () => {
  for (const size of [1, 2, 3, 1000]) {
    let ended = false
    async function* source() {
      yield* cut(Buffer.from('--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--B--\r\n'), size)
      ended = true
    }
    await collect(source(), 'B')
    expect(ended).toBe(true)
  }
})

test('a reader that leaves off ends the source', async () => {
  let ended = false
  async function* source() {
    try {
      yield Buffer.from('--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nbytes')
      for (;;) yield Buffer.alloc(1000)
    } finally {
      ended = true
    }
  }
  for await (const part of readForm(source(), 'B')) {
    for await (const _ of part.bytes) break
    break
  }
  expect(ended).toBe(true)
})

test.each([
  ['no boundary at all', 'hello'],
  ['an end in the middle of a part', '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf'],
  ['an end in a head', '--B\r\nContent-Disposition: form-data'],
  ['a part without a name', '--B\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--'],
  ['a head without end', `--B\r\nX: ${'x'.repeat(20_000)}`],
  ['an end without end', `--B--${'x'.repeat(70_000)}`],
  ['parts without end', '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(102)],
])('%s is malformed', async (_, body) => {
  await expect(collect(cut(Buffer.from(body), 64), 'B')).rejects.toThrow(MalformedForm)
})

test('the boundary is told by the content type', () => {
  expect(boundaryOf('multipart/form-data; boundary=----x1')).toBe('----x1')
  expect(boundaryOf('Multipart/Form-Data; charset=utf-8; boundary="a b"')).toBe('a b')
  expect(boundaryOf('multipart/form-data')).toBeUndefined()
  expect(boundaryOf('application/json; boundary=x')).toBeUndefined()
  expect(boundaryOf(undefined)).toBeUndefined()
})

async function encoded(form: FormData): Promise<{ body: Buffer; boundary: string }> {
  const response = new Response(form)
  const boundary = boundaryOf(response.headers.get('content-type') ?? '') ?? ''
  return { body: Buffer.from(await response.arrayBuffer()), boundary }
}

async function* cut(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < body.length; start += size) yield body.subarray(start, start + size)
}

async function collect(source: AsyncIterable<Uint8Array>, boundary: string) {
  const parts = []
  for await (const { bytes, ...head } of readForm(source, boundary)) {
    const chunks: Buffer[] = []
    for await (const chunk of bytes) chunks.push(chunk)
    parts.push({ ...head, bytes: Buffer.concat(chunks) })
  }
  return parts
}

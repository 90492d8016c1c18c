import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CompanyId } from '../../domain/ids.ts'
import type { Bytes } from '../../domain/ports/blobs.ts'
import { openDirectoryBlobs } from './directory-blobs.ts'

const company = '65a0c0ffee00000000000001' as CompanyId
const stranger = '65a0c0ffee00000000000002' as CompanyId
const dayMs = 86_400_000
const at = 20_000 * dayMs
const large = { sizeMax: 1024 * 1024 * 1024, at }

test('bytes come back as they were put, with their size and digest', async () => {
  await using rig = await makeRig()
  const content = randomBytes(1_000_003)
  const blob = await rig.blobs.put(company, chunksOf(content, 4096), large)
  const sha256 = createHash('sha256').update(content).digest('hex')
  expect(blob).toMatchObject({ size: content.length, sha256 })
  expect(await whole(await rig.blobs.get(company, blob?.id ?? ''))).toEqual(content)
  const after = await openDirectoryBlobs(rig.directory)
  expect(await whole(await after.get(company, blob?.id ?? ''))).toEqual(content)
})

test('what is too large is refused as soon as it shows, and leaves nothing', async () => {
  await using rig = await makeRig()
  let asked = 0
  let ended = false
  async function* endless() {
    try {
      for (;;) {
        asked += 1
        yield Buffer.alloc(10)
      }
    } finally {
      ended = true
    }
  }
  expect(await rig.blobs.put(company, endless(), { sizeMax: 95, at })).toBeUndefined()
  expect([asked, ended]).toEqual([10, true])
  expect(rig.files()).toEqual([])
  expect(await rig.blobs.put(company, chunksOf(Buffer.alloc(95), 10), { sizeMax: 95, at })).toMatchObject({ size: 95 })
})

test('a source that breaks off leaves nothing, and its error is told', async () => {
  await using rig = await makeRig()
  async function* broken() {
    yield Buffer.from('half')
    throw new Error('the client went away')
  }
  await expect(rig.blobs.put(company, broken(), large)).rejects.toThrow('the client went away')
  expect(rig.files()).toEqual([])
})

test('many blobs at once stay apart', async () => {
  await using rig = await makeRig()
  const contents = Array.from({ length: 20 }, (_, index) => Buffer.alloc(50_000 + index, index))
  const blobs = await Promise.all(contents.map((content) => rig.blobs.put(company, chunksOf(content, 1000), large)))
  const back = await Promise.all(blobs.map(async (blob) => whole(await rig.blobs.get(company, blob?.id ?? ''))))
  expect(back).toEqual(contents)
  expect(new Set(blobs.map((blob) => blob?.id)).size).toBe(20)
})

test('a blob belongs to its company', async () => {
  await using rig = await makeRig()
  const blob = await rig.blobs.put(company, chunksOf(Buffer.from('mine'), 4), large)
  expect(await rig.blobs.get(stranger, blob?.id ?? '')).toBeUndefined()
  await rig.blobs.delete(stranger, blob?.id ?? '')
  expect(String(await whole(await rig.blobs.get(company, blob?.id ?? '')))).toBe('mine')
})

test('a deleted blob is gone, and deleting it again is nothing', async () => {
  await using rig = await makeRig()
  const blob = await rig.blobs.put(company, chunksOf(Buffer.from('x'), 1), large)
  await rig.blobs.delete(company, blob?.id ?? '')
  await rig.blobs.delete(company, blob?.id ?? '')
  expect(await rig.blobs.get(company, blob?.id ?? '')).toBeUndefined()
  expect(rig.files()).toEqual([])
})

test('a blob deleted while it is read can be read to its end', async () => {
  await using rig = await makeRig()
  const content = randomBytes(2_000_000)
  const blob = await rig.blobs.put(company, chunksOf(content, 65_536), large)
  const chunks: Uint8Array[] = []
  for await (const chunk of (await rig.blobs.get(company, blob?.id ?? '')) ?? []) {
    if (chunks.length === 0) await rig.blobs.delete(company, blob?.id ?? '')
    chunks.push(chunk)
  }
  expect(Buffer.concat(chunks)).toEqual(content)
})

test.each([
  '../../outside',
  '20000-../../outside',
  '20000-0123456789abcdef0123456789abcdef/../x',
  '/etc/passwd',
  '20000-0123456789ABCDEF0123456789ABCDEF',
  '',
  'incoming',
])('%j names nothing', async (id) => {
  await using rig = await makeRig()
  writeFileSync(join(rig.directory, 'outside'), 'secret')
  expect(await rig.blobs.get(company, id)).toBeUndefined()
  await rig.blobs.delete(company, id)
  expect(existsSync(join(rig.directory, 'outside'))).toBe(true)
})

test('a company that could leave the directory is a fault', async () => {
  await using rig = await makeRig()
  const put = rig.blobs.put('../x' as CompanyId, chunksOf(Buffer.from('x'), 1), large)
  await expect(put).rejects.toThrow('company id')
  expect(rig.files()).toEqual([])
})

test('what a crash left half written is swept up at the next opening; whole blobs stay', async () => {
  await using rig = await makeRig()
  const blob = await rig.blobs.put(company, chunksOf(Buffer.from('whole'), 5), large)
  writeFileSync(join(rig.directory, 'incoming', 'half'), 'hal')
  const again = await openDirectoryBlobs(rig.directory)
  expect(readdirSync(join(rig.directory, 'incoming'))).toEqual([])
  expect(String(await whole(await again.get(company, blob?.id ?? '')))).toBe('whole')
})

test('blobs of days gone by are deleted with their folders, younger ones stay', async () => {
  await using rig = await makeRig()
  const put = (day: number, of = company) =>
    rig.blobs.put(of, chunksOf(Buffer.from('x'), 1), { sizeMax: 1, at: at + day * dayMs })
  const [old, young] = [await put(0), await put(2)]
  await put(1, stranger)
  await rig.blobs.deleteOlderThan(at + 2 * dayMs + 5)
  expect(await rig.blobs.get(company, old?.id ?? '')).toBeUndefined()
  expect(await rig.blobs.get(company, young?.id ?? '')).toBeDefined()
  expect(readdirSync(rig.directory).toSorted()).toEqual([company, 'incoming'])
})

test('nobody but the owner of the process can read them', async () => {
  await using rig = await makeRig()
  const blob = await rig.blobs.put(company, chunksOf(Buffer.from('x'), 1), large)
  const [day = '', name = ''] = (blob?.id ?? '').split('-')
  const modes = [[], ['incoming'], [company], [company, day], [company, day, name]].map(
    (path) => statSync(join(rig.directory, ...path)).mode & 0o777,
  )
  expect(modes).toEqual([0o700, 0o700, 0o700, 0o700, 0o600])
})

async function makeRig() {
  const parent = mkdtempSync(join(tmpdir(), 'trunkline-blobs-'))
  const directory = join(parent, 'media')
  const blobs = await openDirectoryBlobs(directory)
  return {
    directory,
    blobs,
    files: () =>
      readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
    async [Symbol.asyncDispose]() {
      rmSync(parent, { recursive: true })
    },
  }
}

async function* chunksOf(content: Buffer, size: number): Bytes {
  for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size)
}

async function whole(bytes: Bytes | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes ?? []) chunks.push(chunk)
  return Buffer.concat(chunks)
}

import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { Channel } from '../../server/domain/channels/channel.ts'
import { deleteMedia } from '../../server/domain/media/delete.ts'
import { expireMedia } from '../../server/domain/media/expire.ts'
import { describeMedia, downloadMedia, storedMedium } from '../../server/domain/media/read.ts'
import { uploadMedia } from '../../server/domain/media/upload.ts'
import type { Bytes } from '../../server/domain/ports/blobs.ts'
import type { Refusal } from '../../server/domain/refusals.ts'
import { openDirectoryBlobs } from '../../server/drivers/blobs/directory-blobs.ts'
import { openSqliteStorage } from '../../server/drivers/sqlite/open.ts'
import { asset, customerDigits, openCloudApiRig, realm } from './cloud-api-rig.ts'

const DAY_MS = 86_400_000
const kinds = ['cloud_api', 'qr'] as const

describe.each(kinds)('media of a %s channel', (kind) => {
  test('an upload is described and comes back whole', async () => {
    await using rig = await openMediaRig(kind)
    const bytes = aPng(700_000)
    const medium = await rig.upload('image/png', bytes, 'menú "1".png')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(medium).toMatchObject({ mime: 'image/png', size: bytes.length, sha256, filename: 'menú "1".png' })
    const facts = await describeMedia(rig.context, rig.channel, medium.id)
    expect(facts).toMatchObject({ id: medium.id, mime: 'image/png', size: bytes.length, sha256 })
    expect(facts.url === null).toBe(kind === 'qr')
    const file = await downloadMedia(rig.context, rig.channel, medium.id)
    expect(file).toMatchObject({ mime: 'image/png', size: bytes.length, filename: 'menú "1".png' })
    expect(await whole(file.bytes)).toEqual(bytes)
  })

  test('a deleted medium is gone', async () => {
    await using rig = await openMediaRig(kind)
    const { id } = await rig.upload('image/png', aPng())
    await deleteMedia(rig.context, rig.channel, id)
    const gone = refusal('media_not_found', { media: id })
    await expect(describeMedia(rig.context, rig.channel, id)).rejects.toMatchObject(gone)
    await expect(downloadMedia(rig.context, rig.channel, id)).rejects.toMatchObject(gone)
    await expect(deleteMedia(rig.context, rig.channel, id)).rejects.toMatchObject(gone)
    expect(rig.files()).toEqual([])
  })

  test('a medium is forgotten after 30 days, with its bytes', async () => {
    await using rig = await openMediaRig(kind)
    const { id } = await rig.upload('image/png', aPng())
    rig.cloud.time.now += 30 * DAY_MS - 1
    await expireMedia(rig.context)
    expect(await describeMedia(rig.context, rig.channel, id)).toMatchObject({ id })
    rig.cloud.time.now += 1
    await expect(describeMedia(rig.context, rig.channel, id)).rejects.toMatchObject(refusal('media_not_found'))
    await expireMedia(rig.context)
    expect(await rig.context.storage.read.media.find(rig.channel.company, id)).toBeUndefined()
    expect(rig.files()).toEqual([])
  })

  test.each([
    ['application/zip', 10, 'media_type_not_allowed'],
    ['image/png', 5 * 1024 * 1024 + 1, 'media_too_large'],
    ['image/png', 0, 'media_empty'],
    ['image/png', 5, 'media_type_mismatch'],
  ] as const)('%s of %i bytes is refused and leaves nothing', async (mime, size, code) => {
    await using rig = await openMediaRig(kind)
    await expect(rig.upload(mime, Buffer.alloc(size))).rejects.toMatchObject({ code })
    expect(rig.files()).toEqual([])
  })

  test('an unknown id is not found, another company’s and another channel’s neither', async () => {
    await using rig = await openMediaRig(kind)
    const { id } = await rig.upload('image/png', aPng())
    const strangers = [
      { ...rig.channel, company: rig.cloud.ids.company(), phoneNumberId: '7' },
      { ...rig.channel, id: rig.cloud.ids.channel(), phoneNumberId: '7' },
    ]
    for (const unknown of ['1', 'nonsense', '../x', 'oauth']) {
      await expect(describeMedia(rig.context, rig.channel, unknown)).rejects.toMatchObject(refusal('media_not_found'))
    }
    for (const stranger of strangers) {
      await expect(describeMedia(rig.context, stranger, id)).rejects.toMatchObject(refusal('media_not_found'))
      await expect(downloadMedia(rig.context, stranger, id)).rejects.toMatchObject(refusal('media_not_found'))
      await expect(deleteMedia(rig.context, stranger, id)).rejects.toMatchObject(refusal('media_not_found'))
    }
    expect(await describeMedia(rig.context, rig.channel, id)).toMatchObject({ id })
  })

  test('a disconnected channel takes no upload', async () => {
    await using rig = await openMediaRig(kind)
    const away: Channel = { ...rig.channel, state: 'disconnected' }
    const upload = uploadMedia(rig.context, away, {
      mime: 'image/png',
      filename: null,
      bytes: chunks(aPng()),
    })
    await expect(upload).rejects.toMatchObject({ code: 'channel_disconnected' })
  })
})

test('where Meta keeps a medium nothing of it stays here, and a message may name it', async () => {
  await using rig = await openMediaRig('cloud_api')
  const bytes = aPng(1000)
  const { id, upstreamId } = await rig.upload('image/png', bytes)
  expect([upstreamId, rig.files()]).toEqual([id, []])
  expect(await rig.cloud.send({ type: 'image', media: { by: 'id', id } })).toMatchObject({ outcome: 'accepted' })
  const shown = rig.cloud.screen()[0]?.media
  expect(await whole(rig.cloud.phones.shelf.read(realm, shown?.file ?? ''))).toEqual(bytes)
})

test('where it is kept here a line finds it with its bytes, until its time is over', async () => {
  await using rig = await openMediaRig('qr')
  const bytes = aPng(1000)
  const { id } = await rig.upload('image/png', bytes)
  const { company } = rig.channel
  const stored = await storedMedium(rig.context, company, id)
  expect(await whole(stored?.bytes ?? chunks(Buffer.alloc(0)))).toEqual(bytes)
  expect(await storedMedium(rig.context, rig.cloud.ids.company(), id)).toBeUndefined()
  rig.cloud.time.now += 30 * DAY_MS
  expect(await storedMedium(rig.context, company, id)).toBeUndefined()
})

test('what a customer sent is described and downloaded by the id of its webhook', async () => {
  await using rig = await openMediaRig('cloud_api')
  const bytes = randomBytes(5000)
  await rig.cloud.meta.receive(realm, {
    from: customerDigits,
    to: asset.phoneNumber,
    type: 'image',
    media: { bytes, mime: 'image/jpeg' },
  })
  const { value } = rig.cloud.media()[0] ?? {}
  expect(await describeMedia(rig.context, rig.channel, value?.id ?? '')).toMatchObject({
    mime: 'image/jpeg',
    size: 5000,
  })
  expect(await whole((await downloadMedia(rig.context, rig.channel, value?.id ?? '')).bytes)).toEqual(bytes)
})

test('the id of something else of the business deletes nothing', async () => {
  await using rig = await openMediaRig('cloud_api')
  for (const id of [asset.phoneNumberId, asset.wabaId]) {
    await expect(deleteMedia(rig.context, rig.channel, id)).rejects.toMatchObject(refusal('media_not_found'))
  }
})

test.each([
  ['refuses', { kind: 'error', code: 131000 }, 'upstream_refused'],
  ['hangs', { kind: 'hang' }, 'upstream_unavailable'],
  ['breaks off', { kind: 'cut' }, 'upstream_unavailable'],
] as const)('an upload that Meta %s leaves nothing here', async (_, fault, code) => {
  await using rig = await openMediaRig('cloud_api', 300)
  rig.cloud.meta.addFault(realm, fault)
  await expect(rig.upload('image/png', aPng(2_000_000))).rejects.toMatchObject({ code })
  expect(rig.files()).toEqual([])
})

test('100 MB pass through without being held in memory', async () => {
  await using rig = await openMediaRig('cloud_api', 20_000)
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  /** Buffers are freed beside the program; the second collection waits for what the first one left to be freed. */
  const collect = () => {
    gc()
    gc()
  }
  const size = 100 * 1024 * 1024
  let seen = 0
  let peak = 0
  /** What is still held after a collection, looked at every 16 MB. */
  function look(bytes: number): void {
    const before = Math.floor(seen / 2 ** 24)
    seen += bytes
    if (Math.floor(seen / 2 ** 24) === before) return
    collect()
    peak = Math.max(peak, process.memoryUsage().arrayBuffers)
  }
  async function* large(): Bytes {
    for (let sent = 0; sent < size; sent += 1024 * 1024) {
      look(1024 * 1024)
      yield Buffer.alloc(1024 * 1024, 'x')
    }
  }
  collect()
  const before = process.memoryUsage().arrayBuffers
  const medium = await uploadMedia(rig.context, rig.channel, { mime: 'text/plain', filename: 'a.txt', bytes: large() })
  let back = 0
  for await (const chunk of (await downloadMedia(rig.context, rig.channel, medium.id)).bytes) {
    back += chunk.length
    look(chunk.length)
  }
  expect([medium.size, back]).toEqual([size, size])
  // Whoever held it whole would hold 96 MB at the last look of either way.
  expect(peak - before).toBeLessThan(64 * 1024 * 1024)
})

async function openMediaRig(kind: Channel['kind'], timeoutMs?: number) {
  const cloud = await openCloudApiRig(timeoutMs)
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-media-'))
  const storage = await openSqliteStorage({ directory, made: 'gateway', throwaway: true })
  const blobs = await openDirectoryBlobs(join(directory, 'media'))
  const channel: Channel = { ...cloud.channel, kind }
  await storage.transaction(async ({ companies, channels }) => {
    await companies.insert({ id: channel.company, name: 'Shop', createdAt: 0 })
    await channels.insert(channel)
  })
  const context = {
    storage,
    blobs,
    ids: cloud.ids,
    clock: { now: () => cloud.time.now, onJump: () => () => undefined },
    mediaOf: (of: Channel) => (of.kind === 'qr' ? undefined : cloud.mediaOf(of)),
  }
  return {
    cloud,
    context,
    channel,
    upload: (mime: string, bytes: Buffer, filename: string | null = null) =>
      uploadMedia(context, channel, { mime, filename, bytes: chunks(bytes) }),
    files: () =>
      readdirSync(join(directory, 'media'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
    async [Symbol.asyncDispose]() {
      await storage.close()
      await cloud[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true })
    },
  }
}

function refusal(code: Refusal['code'], facts?: object) {
  return { code, ...(facts && { facts }) }
}

/** Begins as a picture does; what follows nobody looks at. */
function aPng(size = 10): Buffer {
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, randomBytes(size - signature.length)])
}

async function* chunks(content: Buffer): Bytes {
  for (let start = 0; start < content.length; start += 65_536) yield content.subarray(start, start + 65_536)
}

async function whole(bytes: Bytes): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of bytes) all.push(chunk)
  return Buffer.concat(all)
}

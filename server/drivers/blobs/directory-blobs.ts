import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BlobId, Blobs, StoredBlob } from '../../domain/ports/blobs.ts'

/**
 * Blobs as files: `DIRECTORY/COMPANY/DAY/NAME`, private to the user who runs the server. What is being written stands in
 * `DIRECTORY/incoming` and moves to its place when it is whole and on the disk, so a crash leaves nothing else; the next
 * opening sweeps that up. One process at a time holds the directory.
 */
export async function openDirectoryBlobs(directory: string): Promise<Blobs> {
  const incoming = join(directory, 'incoming')
  await rm(incoming, { recursive: true, force: true })
  await mkdir(incoming, { recursive: true, mode: 0o700 })

  return {
    async put(company, bytes, { sizeMax, at }) {
      const name = randomBytes(16).toString('hex')
      const draft = join(incoming, name)
      try {
        const written = await write(draft, bytes, sizeMax)
        if (!written) {
          await rm(draft, { force: true })
          return undefined
        }
        const id = `${dayOf(at)}-${name}`
        const folder = folderOf(directory, company, dayOf(at))
        const made = await mkdir(folder, { recursive: true, mode: 0o700 })
        await rename(draft, join(folder, name))
        await sync(folder)
        if (made !== undefined) {
          await sync(dirname(folder))
          await sync(directory)
        }
        return { id, ...written }
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
    },

    async get(company, id) {
      const path = pathOf(directory, company, id)
      const found = path && (await stat(path).catch(unlessAbsent))
      return found ? read(path) : undefined
    },

    async delete(company, id) {
      const path = pathOf(directory, company, id)
      if (path) await rm(path, { force: true })
    },

    async deleteOlderThan(at) {
      const firstKept = dayOf(at)
      for (const company of await names(directory)) {
        if (company === 'incoming') continue
        const days = await names(join(directory, company))
        const old = days.filter((day) => Number(day) < firstKept)
        for (const day of old) await rm(join(directory, company, day), { recursive: true, force: true })
        // Fails while anything is in it, as it should.
        if (old.length === days.length) await rmdir(join(directory, company)).catch(() => {})
      }
    },
  }
}

/** Opened by its first reader: bytes nobody asks for hold no file open. */
async function* read(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { highWaterMark: chunkBytes })
}

const chunkBytes = 256 * 1024
const dayMs = 86_400_000

/** Undefined when there is more than `sizeMax`; what was written so far is then the caller's to remove. */
async function write(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  sizeMax: number,
): Promise<Omit<StoredBlob, 'id'> | undefined> {
  const hash = createHash('sha256')
  let size = 0
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of bytes) {
      size += chunk.length
      if (size > sizeMax) return undefined
      hash.update(chunk)
      await writeAll(file, chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { size, sha256: hash.digest('hex') }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let done = 0
  while (done < chunk.length) done += (await file.write(chunk, done)).bytesWritten
}

/** A file is safe on the disk only once the folder that names it is. */
async function sync(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function dayOf(at: number): number {
  return Math.floor(at / dayMs)
}

const blobId = /^(\d{1,8})-([0-9a-f]{32})$/
const companyName = /^[0-9A-Za-z_-]{1,64}$/

function folderOf(directory: string, company: string, day: number | string): string {
  if (!companyName.test(company)) throw new Error('a company id that cannot name a folder')
  return join(directory, company, String(day))
}

/** Undefined for what is no id of a blob; no id can name a file elsewhere. */
function pathOf(directory: string, company: string, id: BlobId): string | undefined {
  const [, day, name] = blobId.exec(id) ?? []
  return day === undefined || name === undefined ? undefined : join(folderOf(directory, company, day), name)
}

async function names(path: string): Promise<string[]> {
  return readdir(path).catch((error) => unlessAbsent(error) ?? [])
}

function unlessAbsent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

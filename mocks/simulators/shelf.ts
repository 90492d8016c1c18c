import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, linkSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What stands on a shelf; `start` is its first bytes, which tell what it is. */
export interface Shelved {
  key: string
  size: number
  /** Lower-case hex. */
  sha256: string
  start: Buffer
}

/** The files of a simulated world: what Meta keeps, what phones show. Each belongs to one realm. */
export interface Shelf {
  /** Undefined when there are more than `sizeMax` bytes; nothing of them stays then. */
  put(realm: string, bytes: AsyncIterable<Uint8Array>, sizeMax?: number): Promise<Shelved | undefined>
  putWhole(realm: string, bytes: Uint8Array): Promise<Shelved>
  read(realm: string, key: string): Readable
  /** A second file with the same bytes, which outlives the first; it takes no room of its own. */
  copy(realm: string, key: string): string
  remove(realm: string, key: string): void
  clear(realm: string): void
}

/** @param directory without one they live as long as the process */
export function openShelf(directory?: string): Shelf {
  let temporary: string | undefined

  function home(): string {
    if (directory !== undefined) return directory
    if (temporary === undefined) {
      const made = mkdtempSync(join(tmpdir(), 'trunkline-shelf-'))
      process.once('exit', () => rmSync(made, { recursive: true, force: true }))
      temporary = made
    }
    return temporary
  }

  function folder(realm: string): string {
    const path = join(home(), encodeURIComponent(realm).replaceAll('.', '%2E'))
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  }

  const shelf: Shelf = {
    async put(realm, bytes, sizeMax = Number.POSITIVE_INFINITY) {
      const key = randomBytes(12).toString('hex')
      const path = join(folder(realm), key)
      const hash = createHash('sha256')
      let start = Buffer.alloc(0)
      let size = 0
      try {
        await pipeline(
          async function* () {
            for await (const chunk of bytes) {
              size += chunk.length
              if (size > sizeMax) throw new TooLarge()
              hash.update(chunk)
              if (start.length < startBytes) start = Buffer.concat([start, chunk]).subarray(0, startBytes)
              yield chunk
            }
          },
          createWriteStream(path, { mode: 0o600 }),
        )
      } catch (error) {
        rmSync(path, { force: true })
        if (error instanceof TooLarge) return undefined
        throw error
      }
      return { key, size, sha256: hash.digest('hex'), start }
    },
    async putWhole(realm, bytes) {
      const shelved = await shelf.put(realm, Readable.from([bytes]))
      if (!shelved) throw new Error('a shelf without limit had no room')
      return shelved
    },
    read: (realm, key) => createReadStream(join(folder(realm), key)),
    copy(realm, key) {
      const copy = randomBytes(12).toString('hex')
      linkSync(join(folder(realm), key), join(folder(realm), copy))
      return copy
    },
    remove: (realm, key) => rmSync(join(folder(realm), key), { force: true }),
    clear(realm) {
      if (directory !== undefined || temporary !== undefined) rmSync(folder(realm), { recursive: true, force: true })
    },
  }
  return shelf
}

class TooLarge extends Error {}

const startBytes = 64

import { createDecipheriv, createHash, createHmac } from 'node:crypto'
import type { MediaKind } from '../../domain/messages/content.ts'
import type { Bytes } from '../../domain/ports/blobs.ts'
import type { Baileys } from './load-baileys.ts'
import type { MediaSecret } from './media-secret.ts'

const macBytes = 10
const blockBytes = 16

/**
 * Decrypts a file as it comes. Throws when more comes than the file can be, and at its end when it is not the one the
 * message is about: Baileys' own download checks neither signature nor hashes.
 */
export async function* openMedium(
  baileys: Baileys,
  kind: MediaKind,
  secret: Pick<MediaSecret, 'mediaKey' | 'fileSha256' | 'fileEncSha256' | 'size'>,
  sealed: Bytes,
): Bytes {
  const { cipherKey, iv, macKey } = await baileys.getMediaKeys(secret.mediaKey, kind)
  if (!macKey) throw new Error('Baileys derived no key for the signature')
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv)
  const hmac = createHmac('sha256', macKey).update(iv)
  const hashes = { sealed: createHash('sha256'), plain: createHash('sha256') }
  const sizeMax = secret.size > 0 ? secret.size + blockBytes + macBytes : sizeMaxUnknown
  let size = 0
  let held = Buffer.alloc(0)
  for await (const chunk of sealed) {
    size += chunk.length
    if (size > sizeMax) throw new Error('the file is larger than its message says')
    hashes.sealed.update(chunk)
    const bytes = held.length > 0 ? Buffer.concat([held, chunk]) : Buffer.from(chunk)
    const end = Math.max(0, bytes.length - macBytes)
    held = Buffer.from(bytes.subarray(end))
    const body = bytes.subarray(0, end)
    hmac.update(body)
    const plain = decipher.update(body)
    hashes.plain.update(plain)
    if (plain.length > 0) yield plain
  }
  if (!hmac.digest().subarray(0, macBytes).equals(held)) throw new Error('the file has a false signature')
  const last = decipher.final()
  hashes.plain.update(last)
  if (!hashes.sealed.digest().equals(secret.fileEncSha256) || !hashes.plain.digest().equals(secret.fileSha256)) {
    throw new Error('the file is not the one that was sent')
  }
  if (last.length > 0) yield last
}

/** What WhatsApp lets people send at most. */
const sizeMaxUnknown = 2 ** 31

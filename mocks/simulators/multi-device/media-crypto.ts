import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { getMediaKeys } from 'baileys'
import type { MediaType } from '../phone/writes.ts'

/** What a message says of its file: where it is, and how it is opened. */
export interface MediaSecret {
  mediaKey: Uint8Array
  fileSha256: Uint8Array
  fileEncSha256: Uint8Array
}

const MAC_BYTES = 10
const CIPHER = 'aes-256-cbc'

/** A file as a phone uploads it: encrypted under a key of its own, with the start of an HMAC at its end. */
export async function sealMedia(type: MediaType, plain: Uint8Array): Promise<MediaSecret & { sealed: Buffer }> {
  const mediaKey = randomBytes(32)
  const { cipherKey, iv, macKey } = await keysOf(type, mediaKey)
  const cipher = createCipheriv(CIPHER, cipherKey, iv)
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()])
  const mac = createHmac('sha256', macKey).update(iv).update(encrypted).digest().subarray(0, MAC_BYTES)
  const sealed = Buffer.concat([encrypted, mac])
  return { mediaKey, sealed, fileSha256: sha256(plain), fileEncSha256: sha256(sealed) }
}

/** Opens an uploaded file as it comes. Throws at its end when it is not the one the message is about, bit by bit. */
export async function* openMedia(
  type: MediaType,
  { mediaKey, fileSha256, fileEncSha256 }: MediaSecret,
  sealed: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const { cipherKey, iv, macKey } = await keysOf(type, mediaKey)
  const decipher = createDecipheriv(CIPHER, cipherKey, iv)
  const hmac = createHmac('sha256', macKey).update(iv)
  const [ofSealed, ofPlain] = [createHash('sha256'), createHash('sha256')]
  let tail = Buffer.alloc(0)
  for await (const chunk of sealed) {
    ofSealed.update(chunk)
    const bytes = Buffer.concat([tail, chunk])
    const whole = bytes.subarray(0, Math.max(0, bytes.length - MAC_BYTES))
    tail = Buffer.from(bytes.subarray(whole.length))
    hmac.update(whole)
    const plain = decipher.update(whole)
    ofPlain.update(plain)
    if (plain.length > 0) yield plain
  }
  const mac = hmac.digest().subarray(0, MAC_BYTES)
  if (!mac.equals(tail)) throw new Error('the file carries a false signature')
  const last = decipher.final()
  ofPlain.update(last)
  if (last.length > 0) yield last
  if (!ofSealed.digest().equals(fileEncSha256)) throw new Error('the file is not the one that was uploaded')
  if (!ofPlain.digest().equals(fileSha256)) throw new Error('the file is not the one that was sent')
}

async function keysOf(type: MediaType, mediaKey: Uint8Array) {
  const { cipherKey, iv, macKey } = await getMediaKeys(mediaKey, type)
  if (!macKey) throw new Error('Baileys derived no key for signatures')
  return { cipherKey, iv, macKey }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

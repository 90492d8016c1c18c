import { createCipheriv, createDecipheriv, createSecretKey, hash, randomBytes } from 'node:crypto'
import type { Vault } from '../../domain/ports/vault.ts'

/** A vault that can be told apart from one with another key. */
export interface KeyedVault extends Vault {
  /** First 8 hex characters of the key's SHA-256; reveals nothing of the key. */
  readonly keyId: string
}

const ivBytes = 12
const tagBytes = 16

/** AES-256-GCM. A sealed value reads `v1.KEYID.BASE64URL(iv | ciphertext | tag)`; its context is authenticated with it. */
export function createVault(masterKey: Buffer): KeyedVault {
  if (masterKey.length !== 32) throw new Error('a master key has 32 bytes')
  const keyId = hash('sha256', masterKey, 'hex').slice(0, 8)
  // From bytes Node.js makes such an object at each use, which costs four times what is done with it.
  const key = createSecretKey(masterKey)

  return {
    keyId,
    seal(plain, context) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
      const sealed = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `v1.${keyId}.${sealed.toString('base64url')}`
    },
    open(sealed, context) {
      const [version, sealedWith, text, ...rest] = sealed.split('.')
      if (version !== 'v1' || text === undefined || rest.length > 0) throw new Error('not a sealed value')
      if (sealedWith !== keyId) throw new Error(`sealed with key ${sealedWith}, this vault has ${keyId}`)
      const bytes = Buffer.from(text, 'base64url')
      if (bytes.length < ivBytes + tagBytes) throw new Error('a sealed value was cut short')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-tagBytes))
      try {
        const plain = decipher.update(bytes.subarray(ivBytes, -tagBytes))
        return Buffer.concat([plain, decipher.final()]).toString('utf8')
      } catch (error) {
        throw new Error(`a sealed value was altered or does not belong to ${context}`, { cause: error })
      }
    },
  }
}

import { createHash } from 'node:crypto'
import { aesDecryptGCM, aesEncryptGCM, Curve, hkdf, type KeyPair, NOISE_MODE, NOISE_WA_HEADER, proto } from 'baileys'

/** What the client proved and declared in its handshake. */
export interface Handshaken {
  /** The client's static noise key: its identity towards the server. */
  clientKey: Buffer
  payload: proto.ClientPayload
}

/**
 * The server's side of Noise_XX_25519_AESGCM_SHA256 as WhatsApp uses it. Feed it the client's hello, then its
 * finish; afterwards `encrypt` and `decrypt` carry transport frames. Throws on anything that does not authenticate.
 */
export interface NoiseResponder {
  /** @returns the serialised server hello */
  hello(frame: Uint8Array): Uint8Array
  finish(frame: Uint8Array): Handshaken
  encrypt(plaintext: Uint8Array): Buffer
  decrypt(ciphertext: Uint8Array): Buffer
}

export function createNoiseResponder(staticKey: KeyPair, certificateChain: Uint8Array): NoiseResponder {
  const ephemeral = Curve.generateKeyPair()
  // The protocol name is exactly one hash long, so it is the first hash as it stands.
  let hash: Uint8Array = Buffer.from(NOISE_MODE)
  let salt = hash
  let key = hash
  let counter = 0
  let sending: Cipher | undefined
  let receiving: Cipher | undefined

  mixHash(NOISE_WA_HEADER)

  return {
    hello(frame) {
      const { clientHello } = proto.HandshakeMessage.decode(frame)
      const clientEphemeral = required(clientHello?.ephemeral, 'client ephemeral key')
      mixHash(clientEphemeral)
      mixHash(ephemeral.public)
      mixKey(Curve.sharedKey(ephemeral.private, clientEphemeral))
      const encryptedStatic = seal(staticKey.public)
      mixKey(Curve.sharedKey(staticKey.private, clientEphemeral))
      const payload = seal(certificateChain)
      return proto.HandshakeMessage.encode({
        serverHello: { ephemeral: ephemeral.public, static: encryptedStatic, payload },
      }).finish()
    },
    finish(frame) {
      const { clientFinish } = proto.HandshakeMessage.decode(frame)
      const clientKey = open(required(clientFinish?.static, 'client static key'))
      mixKey(Curve.sharedKey(ephemeral.private, clientKey))
      const payload = proto.ClientPayload.decode(open(required(clientFinish?.payload, 'client payload')))
      const [fromClient, toClient] = split(new Uint8Array(0))
      receiving = createCipher(fromClient)
      sending = createCipher(toClient)
      return { clientKey, payload }
    },
    encrypt: (plaintext) => required(sending, 'finished handshake').encrypt(plaintext),
    decrypt: (ciphertext) => required(receiving, 'finished handshake').decrypt(ciphertext),
  }

  function mixHash(data: Uint8Array): void {
    hash = createHash('sha256').update(hash).update(data).digest()
  }

  function mixKey(secret: Uint8Array): void {
    ;[salt, key] = split(secret)
    counter = 0
  }

  function split(secret: Uint8Array): [Uint8Array, Uint8Array] {
    const derived = hkdf(secret, 64, { salt, info: '' })
    return [derived.subarray(0, 32), derived.subarray(32)]
  }

  function seal(plaintext: Uint8Array): Buffer {
    const ciphertext = aesEncryptGCM(plaintext, key, nonce(counter++), hash)
    mixHash(ciphertext)
    return ciphertext
  }

  function open(ciphertext: Uint8Array): Buffer {
    const plaintext = aesDecryptGCM(ciphertext, key, nonce(counter++), hash)
    mixHash(ciphertext)
    return plaintext
  }
}

interface Cipher {
  encrypt(plaintext: Uint8Array): Buffer
  decrypt(ciphertext: Uint8Array): Buffer
}

/** One direction of the transport: its own key and counter, nothing authenticated beside the frame. */
function createCipher(key: Uint8Array): Cipher {
  let counter = 0
  const nothing = new Uint8Array(0)
  return {
    encrypt: (plaintext) => aesEncryptGCM(plaintext, key, nonce(counter++), nothing),
    decrypt: (ciphertext) => aesDecryptGCM(ciphertext, key, nonce(counter++), nothing),
  }
}

function nonce(counter: number): Buffer {
  const iv = Buffer.alloc(12)
  iv.writeUInt32BE(counter, 8)
  return iv
}

function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`noise handshake without ${what}`)
  return value
}

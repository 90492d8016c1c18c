import { Curve, proto, WA_ADV_DEVICE_SIG_PREFIX } from 'baileys'
import { expect, test } from 'vitest'
import { openWorldStore } from '../store.ts'
import { makeServerIdentity } from './certificate-chain.ts'
import { isSignedBy, issueIdentity, verifyIdentity } from './device-identity.ts'
import { createFrameReader, frame } from './frame-reader.ts'
import { phoneKeys } from './phone-keys.ts'

test('the certificate chain verifies from the root to the static key', () => {
  const { certificateChain, rootPublicKey, staticKey } = makeServerIdentity()
  const { leaf, intermediate } = proto.CertChain.decode(certificateChain)
  const { Details } = proto.CertChain.NoiseCertificate
  const issuer = Details.decode(intermediate?.details ?? new Uint8Array())
  const subject = Details.decode(leaf?.details ?? new Uint8Array())
  expect([issuer.issuerSerial, issuer.serial, subject.issuerSerial, subject.serial]).toEqual([0, 1, 1, 2])
  const [issued, signed] = [intermediate, leaf].map((part) => [part?.details, part?.signature] as Uint8Array[])
  expect(isSignedBy(rootPublicKey, issued?.[0] ?? Buffer.alloc(0), issued?.[1] ?? Buffer.alloc(0))).toBe(true)
  expect(
    isSignedBy(Buffer.from(issuer.key ?? []), signed?.[0] ?? Buffer.alloc(0), signed?.[1] ?? Buffer.alloc(0)),
  ).toBe(true)
  expect(Buffer.from(subject.key ?? [])).toEqual(Buffer.from(staticKey.public))
  const stranger = Buffer.from(Curve.generateKeyPair().public)
  expect(isSignedBy(stranger, issued?.[0] ?? Buffer.alloc(0), issued?.[1] ?? Buffer.alloc(0))).toBe(false)
})

test('a device identity holds only when account and companion both signed it', () => {
  const phone = phoneKeys(openWorldStore(':memory:'), { realm: 'r', number: '1', lid: '2' })
  const companion = Curve.generateKeyPair()
  const stranger = Curve.generateKeyPair()
  const identity = Buffer.from(companion.public)
  const issued = issueIdentity(phone, identity, 7, Date.now())

  function proof(signer: Uint8Array, accountSignature = issued.accountSignature): Uint8Array {
    const signed = Buffer.concat([WA_ADV_DEVICE_SIG_PREFIX, issued.details, identity, issued.accountKey])
    const deviceSignature = Curve.sign(signer, signed)
    return proto.ADVSignedDeviceIdentity.encode({ details: issued.details, accountSignature, deviceSignature }).finish()
  }

  expect(verifyIdentity(proof(companion.private), issued.accountKey, identity)).toBe(7)
  expect(verifyIdentity(proof(stranger.private), issued.accountKey, identity)).toBeUndefined()
  const forged = Curve.sign(stranger.private, issued.details)
  expect(verifyIdentity(proof(companion.private, forged), issued.accountKey, identity)).toBeUndefined()
  expect(verifyIdentity(proof(companion.private), Buffer.from(stranger.public), identity)).toBeUndefined()
})

test('frames survive any cutting of the stream', () => {
  const stream = Buffer.concat([
    Buffer.from([0x57, 0x41, 6, 3]),
    frame(Buffer.from('first')),
    frame(Buffer.from('second')),
  ])
  const reader = createFrameReader()
  const frames = [...stream].flatMap((byte) => reader.push(Uint8Array.of(byte)))
  expect(frames.map(String)).toEqual(['first', 'second'])
})

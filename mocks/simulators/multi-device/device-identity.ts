import { randomInt } from 'node:crypto'
import { Curve, hmacSign, proto, WA_ADV_ACCOUNT_SIG_PREFIX, WA_ADV_DEVICE_SIG_PREFIX } from 'baileys'
import { verifySignature } from 'libsignal/src/curve.js'
import { type PhoneKeys, signalKey } from './phone-keys.ts'

/** What a phone issues to a companion it links: its word that the companion's identity key belongs to the account. */
export interface IssuedIdentity {
  details: Uint8Array
  accountKey: Buffer
  accountSignature: Uint8Array
}

export function issueIdentity(
  phone: PhoneKeys,
  companionIdentity: Buffer,
  keyIndex: number,
  at: number,
): IssuedIdentity {
  const details = proto.ADVDeviceIdentity.encode({
    rawId: randomInt(1, 0x7fff_ffff),
    timestamp: Math.floor(at / 1000),
    keyIndex,
    accountType: proto.ADVEncryptionType.E2EE,
    deviceType: proto.ADVEncryptionType.E2EE,
  }).finish()
  const signed = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, companionIdentity])
  return {
    details,
    accountKey: Buffer.from(phone.identity.public),
    accountSignature: Curve.sign(phone.identity.private, signed),
  }
}

/** The issued identity as it travels in `pair-success`, sealed with the adv secret that only the QR text carried. */
export function sealIdentity(issued: IssuedIdentity, advSecret: Buffer): Uint8Array {
  const details = proto.ADVSignedDeviceIdentity.encode({
    details: issued.details,
    accountSignatureKey: issued.accountKey,
    accountSignature: issued.accountSignature,
  }).finish()
  return proto.ADVSignedDeviceIdentityHMAC.encode({ details, hmac: hmacSign(details, advSecret) }).finish()
}

/**
 * Whether a companion's signed device identity holds: the account's key signed the companion's identity key, and the
 * companion countersigned, both checked with libsignal's own verifier (Baileys' `Curve.verify` accepts anything).
 * @returns the key index it was issued for, or nothing
 */
export function verifyIdentity(bytes: Uint8Array, accountKey: Buffer, companionIdentity: Buffer): number | undefined {
  const { details, accountSignature, deviceSignature } = proto.ADVSignedDeviceIdentity.decode(bytes)
  if (!details || !accountSignature || !deviceSignature) return undefined
  const byAccount = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, companionIdentity])
  const byDevice = Buffer.concat([WA_ADV_DEVICE_SIG_PREFIX, details, companionIdentity, accountKey])
  if (!isSignedBy(accountKey, byAccount, accountSignature)) return undefined
  if (!isSignedBy(companionIdentity, byDevice, deviceSignature)) return undefined
  return proto.ADVDeviceIdentity.decode(details).keyIndex ?? undefined
}

/** XEdDSA over Curve25519. @param key 32 bytes */
export function isSignedBy(key: Buffer, message: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verifySignature(signalKey(key), Buffer.from(message), Buffer.from(signature))
}

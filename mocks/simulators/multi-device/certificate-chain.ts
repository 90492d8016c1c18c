import { Curve, type KeyPair, proto } from 'baileys'
import type { WorldStore } from '../store.ts'

/** The server's noise key and the certificates that vouch for it. */
export interface ServerIdentity {
  staticKey: KeyPair
  /** Serialised CertChain: root → intermediate (serial 1, issuer 0) → leaf (serial 2, issuer 1, key = static key). */
  certificateChain: Uint8Array
  /** What a client must hold as `WA_CERT_DETAILS.PUBLIC_KEY` to verify the chain. */
  rootPublicKey: Buffer
}

/** The world's server identity, made once and kept. It belongs to no realm. */
export function serverIdentity(store: WorldStore): ServerIdentity {
  const known = store.get<ServerIdentity>('md.server', 'identity')
  if (known) return known
  const identity = makeServerIdentity()
  store.set('md.server', 'identity', identity)
  return identity
}

const ROOT_SERIAL = 0
const INTERMEDIATE_SERIAL = 1
const LEAF_SERIAL = 2

export function makeServerIdentity(): ServerIdentity {
  const root = Curve.generateKeyPair()
  const intermediate = Curve.generateKeyPair()
  const staticKey = Curve.generateKeyPair()
  const certificateChain = proto.CertChain.encode({
    intermediate: certificate(INTERMEDIATE_SERIAL, ROOT_SERIAL, intermediate.public, root.private),
    leaf: certificate(LEAF_SERIAL, INTERMEDIATE_SERIAL, staticKey.public, intermediate.private),
  }).finish()
  return { staticKey, certificateChain, rootPublicKey: Buffer.from(root.public) }
}

function certificate(
  serial: number,
  issuerSerial: number,
  key: Uint8Array,
  issuerKey: Uint8Array,
): proto.CertChain.INoiseCertificate {
  const details = proto.CertChain.NoiseCertificate.Details.encode({ serial, issuerSerial, key }).finish()
  return { details, signature: Curve.sign(issuerKey, details) }
}

import { createHmac, timingSafeEqual } from 'node:crypto'

const SIGNATURE = /^sha256=([0-9a-f]{64})$/

/** The digest in an `X-Hub-Signature-256` header; undefined when it has not even the form of one. */
export function parseSignature(header: string | string[] | undefined): Buffer | undefined {
  const hex = typeof header === 'string' && header.length === 71 ? SIGNATURE.exec(header)?.[1] : undefined
  return hex === undefined ? undefined : Buffer.from(hex, 'hex')
}

/** Whether Meta signed these very bytes. Meta escapes slashes and non-ASCII, so parsed and written again they differ. */
export function isSigned(body: Buffer, signature: Buffer, appSecret: string): boolean {
  const digest = createHmac('sha256', appSecret).update(body).digest()
  return signature.length === digest.length && timingSafeEqual(signature, digest)
}

/** Whether a header of this name can carry a signature: well-formed, and neither one of ours nor of the connection. */
export function isSignatureHeader(name: string): boolean {
  return /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name) && !taken.has(name.toLowerCase())
}

export const signatureHeader = 'X-HubMessage-Signature'

export const signatureHeaderRule = 'must be the name of a header that a delivery does not have already'

const taken = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-api-key',
])

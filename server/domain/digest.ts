import { hash } from 'node:crypto'

/** SHA-256 in lower-case hex. The one thing the domain takes from Node.js: like arithmetic it has no effects, so it is no port. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex')
}

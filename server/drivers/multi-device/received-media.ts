import { createHash } from 'node:crypto'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { ChannelId, CompanyId } from '../../domain/ids.ts'
import type { MediaKind } from '../../domain/messages/content.ts'
import type { FetchReceived, ReceivedMedium } from '../../domain/ports/received-media.ts'
import type { Vault } from '../../domain/ports/vault.ts'
import { Refusal } from '../../domain/refusals.ts'
import { faultText } from './from-baileys.ts'
import { loadBaileys } from './load-baileys.ts'
import type { MediaSecret } from './media-secret.ts'
import { openMedium } from './open-medium.ts'
import { mediaHost } from './service-address.ts'

/** Files customers sent: WhatsApp keeps them for some weeks, encrypted; their keys are kept sealed. */
export interface ReceivedMedia {
  describe(
    of: { company: CompanyId; channel: ChannelId; wamid: string },
    secret: MediaSecret & { kind: MediaKind },
  ): ReceivedMedium
  fetch: FetchReceived
}

const silenceMs = 15_000

/** @param service address of the multi-device service */
export function createReceivedMedia(vault: Vault, service: string): ReceivedMedia {
  // A message names a host too; it is its sender who chose it.
  const { protocol, ...host } = mediaHost(service)
  const request = protocol === 'http:' ? httpRequest : httpsRequest

  function get(path: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { origin: 'https://web.whatsapp.com' }
      const asking = request({ ...host, path, headers, timeout: silenceMs }, resolve)
      asking.on('timeout', () => asking.destroy(new Error('no answer')))
      asking.on('error', reject)
      asking.end()
    })
  }

  return {
    describe({ company, channel, wamid }, { kind, mime, size, filename, ...secret }) {
      const id = `media_${crockford(createHash('sha256').update(`${channel}/${wamid}`).digest())}`
      const keys = Object.entries(secret).map(([name, value]) => [name, value.toString('base64')])
      const sealed = vault.seal(
        JSON.stringify({ ...Object.fromEntries(keys), directPath: secret.directPath, kind }),
        sealContext(company, id),
      )
      return { id, mime, size, sha256: secret.fileSha256.toString('hex'), filename, upstreamId: sealed }
    },
    async fetch({ id, company, size, upstreamId }) {
      const gone = Refusal.of('media_not_found', { media: id })
      if (upstreamId === null) throw gone
      const { directPath, kind, ...keys } = JSON.parse(vault.open(upstreamId, sealContext(company, id)))
      const answer = await get(directPath).catch((error: unknown) => {
        throw Refusal.of('upstream_unavailable', { upstream: 'multi-device', why: faultText(error) }, error)
      })
      if (answer.statusCode === 200) {
        const { mediaKey, fileSha256, fileEncSha256 } = keys
        const secret = { mediaKey: bytes(mediaKey), fileSha256: bytes(fileSha256), fileEncSha256: bytes(fileEncSha256) }
        return openMedium(await loadBaileys(), kind, { ...secret, size }, answer)
      }
      answer.destroy()
      if (missing.has(answer.statusCode ?? 0)) throw gone
      throw Refusal.of('upstream_unavailable', { upstream: 'multi-device', why: `answered ${answer.statusCode}` })
    },
  }
}

const missing = new Set([403, 404, 410])

function sealContext(company: CompanyId, id: string): string {
  return `received-media/${company}/${id}`
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64')
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The first 26 characters, which carry 130 bits. */
function crockford(hash: Buffer): string {
  let bits = hash.readBigUInt64BE(0) | (hash.readBigUInt64BE(8) << 64n) | (BigInt(hash.readUInt8(16)) << 128n)
  let text = ''
  for (let index = 0; index < 26; index += 1) {
    text += alphabet[Number(bits & 31n)]
    bits >>= 5n
  }
  return text
}

import { createHmac, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Shelf } from '../shelf.ts'
import type { WorldStore } from '../store.ts'
import { type Faults, isMediaFault } from './faults.ts'

/** WhatsApp's hosts for media, spoken to without TLS: files come in encrypted, and go out to whoever knows their path. */
export interface MediaHosts {
  /** What a companion uploads with. */
  authFor(realm: string): string
  /** Takes a request for `/mms/…` or `/v/…`. @returns false when the path is another */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** A phone uploads. @returns the path */
  put(realm: string, sealed: Uint8Array): Promise<string>
  /** Nothing for a path nobody uploaded to. */
  open(directPath: string): Readable | undefined
}

const UPLOAD = /^\/mms\/(image|video|document|audio)\/([^/]+)$/
const DOWNLOAD = /^\/v\/([^/]+)\/([0-9a-f]+)\.enc$/
const BYTES_MAX = 101 * 1024 * 1024

export function openMediaHosts(store: WorldStore, shelf: Shelf, faults: Faults): MediaHosts {
  function keep(realm: string, file: string): string {
    const id = randomBytes(16).toString('hex')
    store.set('md.media', `${realm}/${id}`, file)
    return `/v/${encodeURIComponent(realm)}/${id}.enc?ccb=11-4&oe=0`
  }

  function find(path: string): { realm: string; file: string } | undefined {
    const [, encoded = '', id = ''] = DOWNLOAD.exec(path.split('?')[0] ?? '') ?? []
    const realm = decodeURIComponent(encoded)
    const file = store.get<string>('md.media', `${realm}/${id}`)
    return file === undefined ? undefined : { realm, file }
  }

  function sign(realm: string): string {
    const known = store.get<Uint8Array>('md.server', 'media-key')
    const key = known ?? randomBytes(32)
    if (!known) store.set('md.server', 'media-key', key)
    return createHmac('sha256', key).update(realm).digest('base64url')
  }

  function authFor(realm: string): string {
    return `${Buffer.from(realm).toString('base64url')}.${sign(realm)}`
  }

  function realmOf(auth: string | null): string | undefined {
    const realm = Buffer.from((auth ?? '').split('.')[0] ?? '', 'base64url').toString()
    return auth === authFor(realm) ? realm : undefined
  }

  /** A file is called by the hash of its encrypted bytes, and refused when it has another. */
  async function upload(request: IncomingMessage, response: ServerResponse, url: URL, name: string): Promise<void> {
    const realm = realmOf(url.searchParams.get('auth'))
    if (realm === undefined) return answer(response, 401, { error: 'unauthorized' })
    const fault = faults.take(realm, isMediaFault)
    if (fault) return answer(response, fault.code ?? 503, { error: 'unavailable' })
    const shelved = await shelf.put(realm, request, BYTES_MAX)
    if (!shelved) return answer(response, 413, { error: 'too large' })
    const wanted = Buffer.from(decodeURIComponent(name), 'base64url').toString('hex')
    if (shelved.sha256 !== wanted || url.searchParams.get('token') !== decodeURIComponent(name)) {
      shelf.remove(realm, shelved.key)
      return answer(response, 415, { error: 'hash mismatch' })
    }
    const directPath = keep(realm, shelved.key)
    answer(response, 200, { url: `https://${request.headers.host}${directPath}`, direct_path: directPath })
  }

  function download(response: ServerResponse, path: string): void {
    const found = find(path)
    const fault = found && faults.take(found.realm, isMediaFault)
    if (!found || fault) {
      response.writeHead(fault?.code ?? 404).end()
      return
    }
    response.writeHead(200, { 'content-type': 'application/octet-stream' })
    shelf
      .read(found.realm, found.file)
      .on('error', () => response.destroy())
      .pipe(response)
  }

  return {
    authFor,
    handle(request, response) {
      const url = new URL(request.url ?? '/', 'http://media')
      const [, , name] = UPLOAD.exec(url.pathname) ?? []
      if (request.method === 'POST' && name !== undefined) {
        upload(request, response, url, name).catch(() => response.destroy())
      } else if (request.method === 'GET' && DOWNLOAD.test(url.pathname)) download(response, url.pathname)
      else return false
      return true
    },
    put: async (realm, sealed) => keep(realm, (await shelf.putWhole(realm, sealed)).key),
    open(directPath) {
      const found = find(directPath)
      return found && shelf.read(found.realm, found.file)
    },
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

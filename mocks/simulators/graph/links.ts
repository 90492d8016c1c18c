import type { Shelf } from '../shelf.ts'
import type { WorldStore } from '../store.ts'
import { type BusinessNumber, clearRealm } from './assets.ts'
import type { Attachment } from './contents/content.ts'
import type { Outgoing } from './deliver.ts'
import type { GraphIds } from './ids.ts'
import { essenceOf, MEDIA_TYPES, mediaObjection } from './media-types.ts'

/** A message that waits for the file behind its link. Stored, so a world that stops meanwhile goes on with it. */
interface Waiting {
  number: BusinessNumber
  message: Outgoing
  attachment: Attachment
}

export type Fetched =
  | { media: NonNullable<Outgoing['screen']['media']> }
  /** Why it cannot be had (131052), or cannot be shown (131053). */
  | { code: 131052 | 131053; details: string }

/** Fetches files that are sent by their address, after the message was accepted, as Meta does. */
export interface Links {
  fetchFor(realm: string, number: BusinessNumber, message: Outgoing, attachment: Attachment): void
  /** Resolves when nothing is being fetched. */
  settle(): Promise<void>
  clear(realm: string): void
  close(): Promise<void>
}

export function openLinks(options: {
  store: WorldStore
  ids: GraphIds
  shelf: Shelf
  arrived(realm: string, number: BusinessNumber, message: Outgoing, fetched: Fetched): void
  log(line: string): void
}): Links {
  const { store, ids, shelf, arrived, log } = options
  const underway = new Set<Promise<void>>()
  const stop = new AbortController()
  for (const { key, value } of store.list<Waiting>('graph.link')) start(key, value)

  function start(key: string, waiting: Waiting): void {
    const realm = key.slice(0, key.lastIndexOf('/'))
    const done = fetchFile(shelf, realm, waiting.attachment, stop.signal)
      .then((fetched) => {
        // Its realm was forgotten, or the world is closing and takes it up again.
        if (stop.signal.aborted || !store.get('graph.link', key)) return
        store.transaction(() => {
          store.delete('graph.link', key)
          arrived(realm, waiting.number, waiting.message, fetched)
        })
      })
      .catch((error: unknown) => log(`graph: a link could not be followed: ${String(error)}`))
      .finally(() => underway.delete(done))
    underway.add(done)
  }

  return {
    fetchFor(realm, number, message, attachment) {
      const key = `${realm}/${String(ids.next()).padStart(12, '0')}`
      const waiting: Waiting = { number, message, attachment }
      store.set('graph.link', key, waiting)
      // Once the transaction this is part of has ended.
      queueMicrotask(() => start(key, waiting))
    },
    async settle() {
      await Promise.resolve()
      while (underway.size > 0) await Promise.all(underway)
    },
    clear: (realm) => clearRealm(store, 'graph.link', realm),
    async close() {
      stop.abort()
      await Promise.all(underway)
    },
  }
}

const TIMEOUT_MS = 10_000
/** Names nobody can have: samples of the documentation are sent with them, and are shown without their bytes. */
const RESERVED = /(^|\.)(example\.(com|net|org|edu)|example|test|invalid)$/i

async function fetchFile(
  shelf: Shelf,
  realm: string,
  { kind, link = '', filename, voice }: Attachment,
  stop: AbortSignal,
): Promise<Fetched> {
  const url = new URL(link)
  const shown = { link, filename, voice }
  const withoutBytes = { media: { ...shown, mime: mimeOf(kind, url), size: null, sha256: null } }
  if (RESERVED.test(url.hostname)) return withoutBytes
  let response: Response
  try {
    response = await fetch(url, { signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]) })
  } catch (error) {
    if (isUnknownName(error)) return withoutBytes
    return { code: 131052, details: `Downloading ${link} failed: ${reasonOf(error)}` }
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    return { code: 131052, details: `Downloading ${link} failed: status ${response.status}` }
  }
  const mime = response.headers.get('content-type') ?? 'application/octet-stream'
  try {
    const file = await shelf.put(realm, response.body, MEDIA_TYPES[kind].sizeMax)
    if (!file) return { code: 131053, details: `${link} is larger than ${MEDIA_TYPES[kind].sizeMax} bytes` }
    const { key, size, sha256 } = file
    const objection = mediaObjection(kind, { mime, size, start: file.start })
    if (!objection) return { media: { ...shown, mime: essenceOf(mime), size, sha256, file: key } }
    shelf.remove(realm, key)
    return { code: 131053, details: objection }
  } catch (error) {
    return { code: 131052, details: `Downloading ${link} failed: ${reasonOf(error)}` }
  }
}

const BY_EXTENSION: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  mp4: 'video/mp4',
  '3gp': 'video/3gpp',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  aac: 'audio/aac',
  amr: 'audio/amr',
  webp: 'image/webp',
  pdf: 'application/pdf',
  txt: 'text/plain',
}

function mimeOf(kind: Attachment['kind'], { pathname }: URL): string {
  const [first = ''] = MEDIA_TYPES[kind].mimes
  return BY_EXTENSION[pathname.split('.').at(-1)?.toLowerCase() ?? ''] ?? first
}

function isUnknownName(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN'
}

function reasonOf(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.message : String(error))
}

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
}

import { createHmac } from 'node:crypto'
import type { GraphMedium, GraphSuccess, GraphUploadedMedium } from '../../../generated/meta/types.gen.ts'
import type { ScreenMedia } from '../phone/content.ts'
import { type BusinessNumber, clearRealm } from './assets.ts'
import type { Attachment } from './contents/content.ts'
import { GraphError, unknownObject } from './errors.ts'
import { essenceOf, isAnimatedWebp, kindOf, MEDIA_TYPES, mediaObjection } from './media-types.ts'
import { answer, type GraphAnswer, type GraphCall, type GraphWorld } from './world.ts'

/** A file Meta keeps for a number: uploaded by the business, or sent by a person. */
export interface Medium {
  id: string
  phoneNumberId: string
  wabaId: string
  mime: string
  size: number
  sha256: string
  filename?: string | undefined
  animated: boolean
  /** Its bytes on the shelf. */
  file: string
  expiresAt: number
}

const DAY_MS = 86_400_000
const UPLOAD_KEPT_MS = 30 * DAY_MS
const INBOUND_KEPT_MS = 7 * DAY_MS
const URL_VALID_MS = 5 * 60_000

/** An upload as the form brought it. Its size has been counted; the bytes are on the shelf. */
export interface Upload {
  product: string | undefined
  type: string | undefined
  file:
    | {
        key: string
        size: number
        sha256: string
        start: Buffer
        filename: string | undefined
        mime: string | undefined
      }
    /** More bytes than Meta takes of anything. */
    | 'too large'
    | undefined
}

/** The largest file of all; more is not even read. */
export const UPLOAD_MAX = MEDIA_TYPES.document.sizeMax

export function uploadMedia(world: GraphWorld, realm: string, number: BusinessNumber, upload: Upload): GraphAnswer {
  const { product, type, file } = upload
  try {
    if (product !== 'whatsapp')
      throw new GraphError(100, { message: '(#100) The parameter messaging_product is required.' })
    if (file === undefined) throw new GraphError(100, { message: '(#100) The parameter file is required.' })
    const mime = type || (file === 'too large' ? '' : (file.mime ?? ''))
    const kind = kindOf(mime)
    if (!kind) {
      const allowed = Object.values(MEDIA_TYPES).flatMap(({ mimes }) => mimes)
      throw new GraphError(100, {
        message: `(#100) Param file must be a file with one of the following types: ${allowed.join(', ')}. Received file of type '${essenceOf(mime) || 'application/octet-stream'}'.`,
      })
    }
    if (file === 'too large') throw new GraphError(131053, { details: 'The file is larger than 100 MB' })
    if (file.size === 0) throw new GraphError(131053, { details: 'The file is empty' })
    const objection = mediaObjection(kind, { mime, size: file.size, start: file.start })
    if (objection) throw new GraphError(131053, { details: objection })
    const { id } = keepMedium(world, realm, number, { ...file, mime, keptMs: UPLOAD_KEPT_MS })
    return answer<GraphUploadedMedium>({ id })
  } catch (error) {
    if (typeof file === 'object') world.phones.shelf.remove(realm, file.key)
    throw error
  }
}

/** An upload of this id, as if the business had made it before. */
export async function seedMedium(
  world: GraphWorld,
  realm: string,
  number: BusinessNumber,
  { id, mime, bytes }: { id: string; mime: string; bytes: Uint8Array },
): Promise<void> {
  if (findMedium(world, realm, id)) return
  const file = await world.phones.shelf.putWhole(realm, bytes)
  keepMedium(world, realm, number, { ...file, id, mime, keptMs: UPLOAD_KEPT_MS })
}

/** A file from a person, for the business to fetch. `key` is its own place on the shelf. */
export function keepInbound(
  world: GraphWorld,
  realm: string,
  number: BusinessNumber,
  file: { key: string; mime: string; size: number; sha256: string; start: Buffer; filename?: string | undefined },
): Medium {
  return keepMedium(world, realm, number, { ...file, keptMs: INBOUND_KEPT_MS })
}

function keepMedium(
  world: GraphWorld,
  realm: string,
  number: BusinessNumber,
  file: {
    id?: string
    key: string
    mime: string
    size: number
    sha256: string
    start: Buffer
    filename?: string | undefined
    keptMs: number
  },
): Medium {
  const medium: Medium = {
    id: file.id ?? world.ids.graphId(),
    phoneNumberId: number.id,
    wabaId: number.wabaId,
    mime: file.mime,
    size: file.size,
    sha256: file.sha256,
    filename: file.filename,
    animated: isAnimatedWebp(file.start),
    file: file.key,
    expiresAt: world.clock.now() + file.keptMs,
  }
  world.store.set('graph.media', `${realm}/${medium.id}`, medium)
  return medium
}

/** Undefined for one that is unknown, deleted or past its time. */
export function findMedium(world: GraphWorld, realm: string, id: string): Medium | undefined {
  const medium = world.store.get<Medium>('graph.media', `${realm}/${id}`)
  if (!medium) return undefined
  if (medium.expiresAt > world.clock.now()) return medium
  removeMedium(world, realm, medium)
  return undefined
}

function removeMedium(world: GraphWorld, realm: string, medium: Medium): void {
  world.store.delete('graph.media', `${realm}/${medium.id}`)
  world.phones.shelf.remove(realm, medium.file)
}

export function readMedium(world: GraphWorld, medium: Medium, call: GraphCall): GraphAnswer {
  requireNumber(medium, call)
  const { id, mime, sha256, size } = medium
  return answer<GraphMedium>({
    messaging_product: 'whatsapp',
    url: mediumUrl(world, medium, call.origin),
    mime_type: mime,
    sha256,
    file_size: size,
    id,
  })
}

export function deleteMedium(world: GraphWorld, realm: string, medium: Medium, call: GraphCall): GraphAnswer {
  requireNumber(medium, call)
  removeMedium(world, realm, medium)
  return answer<GraphSuccess>({ success: true })
}

/** Forgets a realm's media with their files. */
export function clearMedia(world: GraphWorld, realm: string): void {
  for (const { value } of world.store.list<Medium>('graph.media', `${realm}/`))
    world.phones.shelf.remove(realm, value.file)
  clearRealm(world.store, 'graph.media', realm)
}

/**
 * A file by its address, for whoever has the business token: the medium, or why not. An address is good for five minutes.
 */
export function fetchMedium(
  world: GraphWorld,
  call: Pick<GraphCall, 'query' | 'caller'>,
): { realm: string; medium: Medium } {
  if (call.caller.kind !== 'business') throw new GraphError(190, { message: 'Authentication Error' })
  const { realm, wabaIds } = call.caller.access
  const { mid = '', ext = '', hash = '' } = Object.fromEntries(call.query)
  const medium = findMedium(world, realm, mid)
  const good = medium && wabaIds.includes(medium.wabaId) && hash === signature(world, mid, ext)
  if (!good || Number(ext) * 1000 < world.clock.now()) {
    throw new GraphError(100, { status: 404, message: 'URL signature mismatch or expired' })
  }
  return { realm, medium }
}

/** What a message's attachment shows on a phone, on a file of the phone's own. Refused like an unknown id when it is gone. */
export function attachMedium(
  world: GraphWorld,
  realm: string,
  number: BusinessNumber,
  { kind, id = '', filename, voice }: Attachment,
): { media: ScreenMedia } | { objection: string } {
  const medium = findMedium(world, realm, id)
  if (medium?.wabaId !== number.wabaId) {
    throw new GraphError(131009, { details: `Media id ${id} does not exist or has expired` })
  }
  const { mime, size, sha256, animated } = medium
  const objection = mediaObjection(kind, { mime, size })
  if (objection) return { objection }
  const file = world.phones.shelf.copy(realm, medium.file)
  return {
    media: {
      mime,
      size,
      sha256,
      filename: filename ?? (kind === 'document' ? medium.filename : undefined),
      voice,
      animated: kind === 'sticker' ? animated : undefined,
      file,
    },
  }
}

function requireNumber(medium: Medium, { method, query }: GraphCall): void {
  const number = query.get('phone_number_id')
  if (number !== null && number !== medium.phoneNumberId) throw unknownObject(method, medium.id)
}

function mediumUrl(world: GraphWorld, { id }: Medium, origin: string): string {
  const ext = String(Math.floor((world.clock.now() + URL_VALID_MS) / 1000))
  const query = new URLSearchParams({ mid: id, source: 'getMedia', ext, hash: signature(world, id, ext) })
  return `${origin}/whatsapp_business/attachments/?${query}`
}

function signature(world: GraphWorld, id: string, ext: string): string {
  return createHmac('sha256', world.app.secret).update(`${id}/${ext}`).digest('base64url')
}

import type { MediaSource } from '../../../domain/messages/content.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { HttpContext } from '../../operation.ts'
import type { Detail } from '../../pipeline/problem.ts'
import type { Answer } from '../../pipeline/respond.ts'
import { mediaReferenceAmbiguous, mediaReferenceRequired } from '../refusals.ts'

/**
 * Where a file comes from; the document lets exactly one of the two through. Links lead where webhooks may lead. Refusal
 * `invalid_request`.
 */
export function mediaSource(
  { webhooks }: Pick<HttpContext, 'webhooks'>,
  { link, media_id: id }: { link?: string; media_id?: string },
): MediaSource {
  if (link !== undefined) {
    const why = webhooks.objection(link)
    if (why !== undefined) {
      throw Refusal.of('invalid_request', { problems: [{ path: '/body/link', message: why }] })
    }
    return { by: 'link', url: link }
  }
  if (id !== undefined) return { by: 'id', id }
  throw new Error('a medium without link and media_id passed the document')
}

const mediaSends = new Set([
  'sendImageMessage',
  'sendVideoMessage',
  'sendAudioMessage',
  'sendDocumentMessage',
  'sendStickerMessage',
])

/** The documented answer to a send of which nothing is wrong but that it names no file, or two. */
export function unclearMedia(operationId: string, body: unknown, details: Detail[]): Answer | undefined {
  if (!mediaSends.has(operationId) || !details.every(({ path }) => path === '/body')) return undefined
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const named = Number('link' in body) + Number('media_id' in body)
  return named === 0 ? mediaReferenceRequired : named === 2 ? mediaReferenceAmbiguous : undefined
}

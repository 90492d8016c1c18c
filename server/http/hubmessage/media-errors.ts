import type { MediaErrorBody, OlderMediaErrorBody } from '../../../generated/hubmessage/types.gen.ts'
import type { AttachmentProblem, Refusals } from '../../domain/refusals.ts'
import type { Answer } from '../pipeline/respond.ts'

type SubCode = OlderMediaErrorBody['subCode']

/** What is wrong with a file that was to be sent, as the vendor's newer contract words it. `code` is the same for each. */
export function mediaError({ problem, why, at }: Refusals['attachment_unusable']): Answer {
  const [status, subCode] = subCodes[problem]
  const entry = { code: 'VALIDATION_ERROR', subCode, message: why } as const
  return { status, body: { timestamp: toTimestamp(at), status, errors: [entry] } satisfies MediaErrorBody }
}

/** The same answer as the older contract words it; any other stays as it is. */
export function toOlderMediaError(answer: Answer): Answer {
  if (!isMediaError(answer.body)) return answer
  const { timestamp, errors } = answer.body
  const [entry] = errors
  if (!entry) return answer
  const { code, subCode, message } = entry
  return { ...answer, body: { timestamp, code, subCode, message } satisfies OlderMediaErrorBody }
}

const subCodes: Record<AttachmentProblem, [status: 400 | 502, SubCode]> = {
  url_required: [400, 'MEDIA_URL_REQUIRED'],
  invalid_url: [400, 'MEDIA_INVALID_URL'],
  invalid_data_url: [400, 'MEDIA_INVALID_DATA_URL'],
  type_not_allowed: [400, 'MEDIA_MIME_NOT_ALLOWED'],
  too_large: [400, 'MEDIA_TOO_LARGE'],
  caption_too_long: [400, 'MEDIA_CAPTION_TOO_LONG'],
  unsupported: [400, 'MEDIA_UNSUPPORTED_ATTACHMENT'],
  download_failed: [502, 'MEDIA_DOWNLOAD_FAILED'],
  conversion_failed: [502, 'MEDIA_CONVERSION_FAILED'],
  upload_failed: [502, 'MEDIA_UPLOAD_FAILED'],
  processing_failed: [502, 'MEDIA_PROCESSING_FAILED'],
}

/** `2026-07-13T18:20:00Z`. */
function toTimestamp(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}

function isMediaError(body: unknown): body is MediaErrorBody {
  return typeof body === 'object' && body !== null && 'errors' in body && 'timestamp' in body
}

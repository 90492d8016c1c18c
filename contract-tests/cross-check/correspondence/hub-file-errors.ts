import type { ErrorCase } from '../entry.ts'

const own = { absent: 'WhatsApp fetches what Keebai sends by an address, and tells afterwards what it could not use.' }

const ofFile = (status: 400 | 502, subCode: string, name: string): ErrorCase => ({
  id: `errors.file-${name.replaceAll('_', '-')}`,
  keebai: own,
  hubmessage: { status, word: subCode, answers: [`sendMessage answers ${status}: ${name}`] },
})

/** What can be wrong with a file that HubMessage fetches. */
export const hubFileErrors = [
  ofFile(400, 'MEDIA_URL_REQUIRED', 'url_required'),
  ofFile(400, 'MEDIA_INVALID_URL', 'invalid_url'),
  ofFile(400, 'MEDIA_INVALID_DATA_URL', 'invalid_data_url'),
  ofFile(400, 'MEDIA_MIME_NOT_ALLOWED', 'mime_not_allowed'),
  ofFile(400, 'MEDIA_TOO_LARGE', 'too_large'),
  ofFile(400, 'MEDIA_CAPTION_TOO_LONG', 'caption_too_long'),
  ofFile(400, 'MEDIA_UNSUPPORTED_ATTACHMENT', 'unsupported_attachment'),
  ofFile(502, 'MEDIA_DOWNLOAD_FAILED', 'media_download_failed'),
  ofFile(502, 'MEDIA_CONVERSION_FAILED', 'media_conversion_failed'),
  ofFile(502, 'MEDIA_UPLOAD_FAILED', 'media_upload_failed'),
  ofFile(502, 'MEDIA_PROCESSING_FAILED', 'media_processing_failed'),
]

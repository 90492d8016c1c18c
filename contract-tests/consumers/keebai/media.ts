import { keebai } from '../../../client/index.ts'
import type { Answer, Given, Request, Subject } from '../kit/subject.ts'
import { channelId, connectedChannel, nothing } from './literals.ts'

const phoneNumberId = '100000000000001'
const mediaId = '1013859600285441'
const upload: Given = { state: 'an uploaded medium', params: { media_id: mediaId } }
const oneMedium: Request = { path: { mediaId }, query: { phone_number_id: phoneNumberId } }

/** What everything about media answers alike. */
const common: Record<string, Answer> = {
  '400 channel_disconnected': { given: [{ state: 'a disconnected channel', params: { channel_id: channelId } }] },
  '400 channel_missing_access_token': {
    given: [connectedChannel, { state: 'WhatsApp refuses the send', params: { code: '190' } }],
  },
  '404 channel_not_found': { given: [nothing] },
  '502 not_sent': { given: [connectedChannel, { state: 'WhatsApp cannot be reached' }] },
  '502 refused': { given: [connectedChannel, { state: 'WhatsApp refuses the send', params: { code: '131031' } }] },
}

/** A form as a browser writes it, with a boundary that is the same every time. */
function form(type: string): Required<Pick<Request, 'headers'>> & { body: string } {
  const boundary = 'trunkline-form'
  const parts = [
    `Content-Disposition: form-data; name="phone_number_id"\r\n\r\n${phoneNumberId}`,
    `Content-Disposition: form-data; name="type"\r\n\r\n${type}`,
    'Content-Disposition: form-data; name="file"; filename="menu.txt"\r\nContent-Type: text/plain\r\n\r\nEmpanadas',
  ]
  const body = `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`
  return { headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` }, body }
}

export const media: Record<string, Subject> = {
  uploadMedia: {
    call: keebai.uploadMedia,
    request: form('text/plain'),
    answers: {
      ...common,
      '201 uploaded': { given: [connectedChannel] },
      '400 validation': { given: [connectedChannel], request: form('image/gif') },
      '400 media_type_mismatch': { given: [connectedChannel], request: form('image/png') },
    },
  },
  getMedia: {
    call: keebai.getMedia,
    request: oneMedium,
    answers: {
      ...common,
      '200 media': { given: [connectedChannel, upload] },
      '404 media_not_found': { given: [connectedChannel] },
    },
  },
  downloadMedia: {
    call: keebai.downloadMedia,
    request: oneMedium,
    answers: {
      ...common,
      '200 bytes': { given: [connectedChannel, upload] },
      '404 media_not_found': { given: [connectedChannel] },
    },
  },
  deleteMedia: {
    call: keebai.deleteMedia,
    request: oneMedium,
    answers: {
      ...common,
      '204 done': { given: [connectedChannel, upload] },
      '404 media_not_found': { given: [connectedChannel] },
    },
  },
}

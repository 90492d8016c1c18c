import type { PhoneMediaRequest, PhoneMessageRequest } from '../../generated/sandbox/types.gen.ts'
import { sampleOf } from '../simulators/phone/samples.ts'
import type { MediaType, MediaWrite, PhoneWrite } from '../simulators/phone/writes.ts'

/** What a request of the control API sends from a phone; it has exactly one thing to send. */
export function toPhoneWrite(from: string, to: string, body: PhoneMessageRequest): PhoneWrite {
  const envelope = { from, to, context: body.reply_to, referral: body.referral }
  for (const type of ['image', 'video', 'audio', 'document', 'sticker'] as const) {
    const media = body[type]
    if (media) return { ...envelope, type, media: toMedia(type, media) }
  }
  if (body.location) return { ...envelope, type: 'location', location: body.location }
  if (body.contacts) return { ...envelope, type: 'contacts', contacts: body.contacts }
  if (body.reaction) return { ...envelope, type: 'reaction', reaction: body.reaction }
  if (body.button_reply) return { ...envelope, type: 'button_reply', reply: body.button_reply }
  if (body.list_reply) return { ...envelope, type: 'list_reply', reply: body.list_reply }
  return { ...envelope, type: 'text', text: body.text ?? '' }
}

function toMedia(type: MediaType, { data, mime_type, ...media }: PhoneMediaRequest): MediaWrite {
  const sample = sampleOf(type)
  if (data === undefined) return { ...sample, ...media, mime: mime_type ?? sample.mime }
  return { ...media, bytes: Buffer.from(data, 'base64'), mime: mime_type ?? sample.mime }
}

import { type AttachmentProblem, Refusal } from '../../../domain/refusals.ts'
import type { Detail } from '../../pipeline/problem.ts'
import { isMediaType } from './from-media.ts'

/** The documented error of a send of which nothing is wrong but the file. */
export function refineMedia(operationId: string, body: unknown, details: Detail[], at: number): Refusal | undefined {
  const content = memberOf(body, 'content')
  if (operationId !== 'sendMessage' || !isMediaType(memberOf(content, 'type'))) return undefined
  const inside = '/body/content/attachments'
  if (!details.every(({ path }) => path === inside || path.startsWith(`${inside}/`))) return undefined
  const found = problemOf(memberOf(content, 'attachments'))
  return found && Refusal.of('attachment_unusable', { problem: found[0], why: found[1], at })
}

function problemOf(attachments: unknown): [AttachmentProblem, string] | undefined {
  if (!Array.isArray(attachments) || attachments.length !== 1) {
    return ['unsupported', 'attachments must hold exactly one file']
  }
  const [attachment] = attachments as unknown[]
  if (typeof attachment !== 'object' || attachment === null || Array.isArray(attachment)) {
    return ['unsupported', 'an attachment must be an object']
  }
  const url = memberOf(attachment, 'url')
  if (url === undefined || url === null || url === '') return ['url_required', 'url is required']
  if (typeof url !== 'string' || url.trim() === '') return ['invalid_url', 'url must be an address']
  const caption = memberOf(attachment, 'caption')
  if (typeof caption === 'string' && caption.length > 1024) {
    return ['caption_too_long', 'caption must not have more than 1024 characters']
  }
  return undefined
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

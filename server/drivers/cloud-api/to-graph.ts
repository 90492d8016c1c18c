import type { MarkGraphMessageReadRequest, SendGraphMessageRequest } from '../../../generated/meta/types.gen.ts'
import type { Content } from '../../domain/messages/message.ts'
import type { Outgoing, ReadMark } from '../../domain/ports/line.ts'
import { toGraphContacts } from './to-graph-contacts.ts'
import { toGraphCatalog, toGraphInteractive } from './to-graph-interactive.ts'
import { toGraphMedia } from './to-graph-media.ts'
import { toGraphTemplate } from './to-graph-template.ts'

/** Any send; a read receipt is no message. */
export type GraphMessage = Exclude<SendGraphMessageRequest, { status: unknown }>

/**
 * The body of `POST /{phone}/messages`. Our message id rides along and comes back in every status; in a raw body it takes
 * the place of the integrator's own, because it is what settles a send whose answer was lost.
 */
export function toGraphMessage({ id, to, content }: Outgoing): GraphMessage {
  if (content.type === 'raw') {
    return { messaging_product: 'whatsapp', ...content.body, biz_opaque_callback_data: id } as unknown as GraphMessage
  }
  const common = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to,
    biz_opaque_callback_data: id,
  } as const
  return { ...common, ...toGraphContent(content) } as GraphMessage
}

/** The body that marks a message read, and shows the typing indicator where that is wanted. */
export function toGraphReadMark({ wamid, typing }: ReadMark): MarkGraphMessageReadRequest {
  return {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: wamid,
    ...(typing && { typing_indicator: { type: 'text' } }),
  }
}

/** `type` and the member named like it. */
function toGraphContent(content: Exclude<Content, { type: 'raw' }>) {
  switch (content.type) {
    case 'text':
      return { type: 'text', text: { body: content.text, preview_url: content.previewUrl } } as const
    case 'template':
      return { type: 'template', template: toGraphTemplate(content) } as const
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return { type: content.type, [content.type]: toGraphMedia(content) } as const
    case 'location': {
      const { type, ...location } = content
      return { type, location } as const
    }
    case 'contacts':
      return { type: 'contacts', contacts: toGraphContacts(content.contacts) } as const
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: content.messageId, emoji: content.emoji } } as const
    case 'interactive':
      return { type: 'interactive', interactive: toGraphInteractive(content) } as const
    case 'catalog':
      return { type: 'interactive', interactive: toGraphCatalog(content) } as const
  }
}

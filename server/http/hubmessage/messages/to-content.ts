import type { MessageContent } from '../../../../generated/hubmessage/types.gen.ts'
import type { Content } from '../../../domain/messages/message.ts'
import { fromContacts } from './from-contacts.ts'
import { fromActions, fromButtons } from './from-interactive.ts'
import { fromLocation } from './from-location.ts'
import { fromTemplate } from './from-template.ts'

/** What to send. Refusals: `invalid_request`, `actions_unsupported`. */
export function toContent(content: MessageContent): Content {
  switch (content.type) {
    case 'TEXT':
      return { type: 'text', text: content.body.message, previewUrl: false }
    case 'CONTACT':
      return fromContacts(content)
    case 'LOCATION':
      return fromLocation(content)
    case 'INTERACTIVE_BUTTON':
      return fromButtons(content)
    case 'INTERACTIVE_ACTION':
      return fromActions(content)
    case 'TEMPLATE':
      return fromTemplate(content)
  }
}

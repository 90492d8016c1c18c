import type { MessageContent } from '../../../../generated/hubmessage/types.gen.ts'
import type { Content } from '../../../domain/messages/message.ts'
import type { HttpSettings } from '../../operation.ts'
import { fromContacts } from './from-contacts.ts'
import { fromActions, fromButtons } from './from-interactive.ts'
import { fromLocation } from './from-location.ts'
import { fromTemplate } from './from-template.ts'

/** What to send where there is no file to it. Refusals: `invalid_request`, `actions_unsupported`. */
export function toContent(content: MessageContent, { hubMessageGeneration: generation }: HttpSettings): Content {
  switch (content.type) {
    case 'TEXT':
      return { type: 'text', text: content.body.message, previewUrl: false }
    case 'CONTACT':
      return fromContacts(content)
    case 'LOCATION':
      return fromLocation(content)
    case 'INTERACTIVE_BUTTON':
      return fromButtons(content, generation)
    case 'INTERACTIVE_ACTION':
      return fromActions(content, generation)
    case 'TEMPLATE':
      return fromTemplate(content)
    default:
      throw new Error(`${content.type} has files, which are fetched first`)
  }
}

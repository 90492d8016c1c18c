import type { MessageContent } from '../../../../generated/hubmessage/types.gen.ts'
import type { Content } from '../../../domain/messages/message.ts'

/** What to send; the components of a template go to Meta as they came. */
export function toContent(content: MessageContent): Content {
  if (content.type === 'TEXT') return { type: 'text', text: content.body.message, previewUrl: false }
  const [{ template }] = content.attachments
  return {
    type: 'template',
    name: template.name,
    language: template.language.code,
    parameters: { form: 'components', components: template.components.map((component) => ({ ...component })) },
  }
}

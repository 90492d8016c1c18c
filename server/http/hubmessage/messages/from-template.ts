import type { TemplateContent as WireContent } from '../../../../generated/hubmessage/types.gen.ts'
import type { TemplateContent } from '../../../domain/messages/content.ts'

/** The components of a template go to Meta as they came. */
export function fromTemplate({ attachments: [{ template }] }: WireContent): TemplateContent {
  return {
    type: 'template',
    name: template.name,
    language: template.language.code,
    parameters: { form: 'components', components: template.components.map((component) => ({ ...component })) },
  }
}

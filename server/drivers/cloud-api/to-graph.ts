import type {
  GraphTemplateComponent,
  SendGraphTemplateRequest,
  SendGraphTextRequest,
} from '../../../generated/meta/types.gen.ts'
import type { TemplateParameters } from '../../domain/messages/message.ts'
import type { Outgoing } from '../../domain/ports/line.ts'

/** The body of `POST /{phone}/messages`. Our message id rides along and comes back in every status. */
export function toGraphMessage({ id, to, content }: Outgoing): SendGraphTextRequest | SendGraphTemplateRequest {
  const common = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to,
    biz_opaque_callback_data: id,
  } as const
  if (content.type === 'text') {
    return { ...common, type: 'text', text: { body: content.text, preview_url: content.previewUrl } }
  }
  const components = toComponents(content.parameters)
  return {
    ...common,
    type: 'template',
    template: {
      name: content.name,
      language: { code: content.language },
      ...(components.length > 0 && { components }),
    },
  }
}

function toComponents(parameters: TemplateParameters): GraphTemplateComponent[] {
  // Meta's own words from the integrator, for Meta to judge: they may hold kinds that our slice of Graph does not list.
  if (parameters.form === 'components') return parameters.components as GraphTemplateComponent[]
  const values = Object.entries(parameters.values)
  if (values.length === 0) return []
  return [
    {
      type: 'body',
      parameters: values.map(([name, text]) => ({ type: 'text', parameter_name: name, text })),
    },
  ]
}

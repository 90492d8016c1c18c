import type { Template as WireTemplate } from '../../../../generated/hubmessage/types.gen.ts'
import type { Template } from '../../../domain/templates/template.ts'

/** A template under Meta's id, with its components as Meta has them. */
export function toTemplate(template: Template): WireTemplate {
  const { metaId, name, status, category, language, parameterFormat, ttlSeconds, components } = template
  return {
    id: metaId,
    name,
    status,
    category,
    language,
    parameter_format: parameterFormat,
    ...(ttlSeconds !== null && { message_send_ttl_seconds: ttlSeconds }),
    components,
  }
}

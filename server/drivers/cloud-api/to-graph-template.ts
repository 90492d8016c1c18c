import type { GraphTemplateComponent, SendGraphTemplateRequest } from '../../../generated/meta/types.gen.ts'
import type { TemplateContent, TemplateParameters } from '../../domain/messages/content.ts'

/** A template by its name; without parameters it has no components. */
export function toGraphTemplate(content: TemplateContent): SendGraphTemplateRequest['template'] {
  const components = toComponents(content.parameters)
  return { name: content.name, language: { code: content.language }, ...(components.length > 0 && { components }) }
}

function toComponents(parameters: TemplateParameters): GraphTemplateComponent[] {
  // Meta's own words from the integrator, for Meta to judge: they may hold kinds that our slice of Graph does not list.
  if (parameters.form === 'components') return parameters.components as GraphTemplateComponent[]
  // Whole numbers come in their order, however they were written.
  const values = Object.entries(parameters.values)
  if (values.length === 0) return []
  const numbered = values.every(([name]) => /^[1-9]\d*$/.test(name))
  return [
    {
      type: 'body',
      parameters: values.map(([name, text]) => ({ type: 'text', ...(!numbered && { parameter_name: name }), text })),
    },
  ]
}

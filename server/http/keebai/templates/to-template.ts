import type { Template as KeebaiTemplate, TemplateDetails } from '../../../../generated/keebai/types.gen.ts'
import { shownStatus, type Template, variablesOf } from '../../../domain/templates/template.ts'

/** A template as lists and changes tell it. */
export function toTemplate(template: Template): KeebaiTemplate {
  const { id, name, language, category, parameterFormat } = template
  return {
    id,
    name,
    language,
    status: shownStatus(template),
    category,
    parameter_format: parameterFormat,
    variables: variablesOf(template),
  }
}

export function toTemplateDetails(template: Template): TemplateDetails {
  const { components, reason, metaData } = template
  return { ...toTemplate(template), components, reason, metadata: metaData }
}

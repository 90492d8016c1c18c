import type { CreateTemplateRequest } from '../../../../generated/hubmessage/types.gen.ts'
import type { TemplateWish } from '../../../domain/templates/template.ts'

/** What is asked for, without members nobody knows. */
export function fromTemplateRequest({
  name,
  category,
  language,
  components,
}: CreateTemplateRequest): Pick<TemplateWish, 'name' | 'category' | 'language' | 'components'> {
  return { name, category, language, components }
}

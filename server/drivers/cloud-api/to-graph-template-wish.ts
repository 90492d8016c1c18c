import type {
  CreateTemplateRequest,
  EditTemplateRequest,
  GraphTemplatePart,
} from '../../../generated/meta/types.gen.ts'
import type { TemplateChange, TemplateWish } from '../../domain/templates/template.ts'

/** Components are in Meta's words already. */
export function toGraphTemplateWish(wish: TemplateWish): CreateTemplateRequest {
  const { name, language, category, parameterFormat, components, ttlSeconds, allowCategoryChange } = wish
  return {
    name,
    language,
    category,
    parameter_format: parameterFormat,
    components: components as GraphTemplatePart[],
    ...(ttlSeconds !== undefined && { message_send_ttl_seconds: ttlSeconds }),
    ...(allowCategoryChange !== undefined && { allow_category_change: allowCategoryChange }),
  }
}

export function toGraphTemplateChange({ category, components, ttlSeconds }: TemplateChange): EditTemplateRequest {
  return {
    ...(category !== undefined && { category }),
    ...(components && { components: components as GraphTemplatePart[] }),
    ...(ttlSeconds !== undefined && { message_send_ttl_seconds: ttlSeconds }),
  }
}

import type { GraphTemplate } from '../../../../generated/meta/types.gen.ts'
import type { Waba } from '../assets.ts'
import { page, selectFields } from '../read.ts'
import { answer, type GraphAnswer, type GraphCall } from '../world.ts'
import type { Template, Templates } from './store.ts'

const FIELDS = ['name', 'parameter_format', 'components', 'language', 'status', 'category', 'id']

export function listTemplates(templates: Templates, realm: string, waba: Waba, { query }: GraphCall): GraphAnswer {
  const filters = ['name', 'status', 'category', 'language'] as const
  const [wanted, content] = [query.get('fields'), query.get('name_or_content')?.toLowerCase()]
  const matching = templates
    .list(realm, waba.id)
    .map(toGraphTemplate)
    .filter((template) => filters.every((filter) => !query.get(filter) || template[filter] === query.get(filter)))
    .filter(
      (template) => !content || JSON.stringify([template.name, template.components]).toLowerCase().includes(content),
    )
  const listed = page(
    matching.map((template) => selectFields(template, wanted, FIELDS)),
    query,
  )
  if (!query.get('summary')?.includes('total_count')) return listed
  return answer({ ...(listed.body as object), summary: { total_count: matching.length } })
}

export function readTemplate(template: Template, { query }: GraphCall): GraphAnswer {
  return answer(selectFields(toGraphTemplate(template), query.get('fields'), FIELDS))
}

function toGraphTemplate(template: Template): GraphTemplate {
  const { id, name, language, status, category, parameterFormat, components, reason = 'NONE', ttlSeconds } = template
  return {
    id,
    name,
    language,
    status,
    category,
    parameter_format: parameterFormat,
    rejected_reason: reason,
    message_send_ttl_seconds: ttlSeconds,
    components,
  }
}

import type { GraphTemplate } from '../../../generated/meta/types.gen.ts'
import type { UpstreamTemplate } from '../../domain/ports/templates.ts'

/** Older templates lack members that newer ones have. */
export function templateFromGraph(template: GraphTemplate): UpstreamTemplate {
  const {
    id,
    name,
    language,
    status,
    category,
    parameter_format,
    components,
    rejected_reason,
    message_send_ttl_seconds,
  } = template
  return {
    metaId: String(id),
    name: name ?? '',
    language: language ?? '',
    status: status ?? 'PENDING',
    category: category ?? '',
    parameterFormat: parameter_format === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components: (components ?? []) as UpstreamTemplate['components'],
    ttlSeconds: message_send_ttl_seconds ?? null,
    reason: rejected_reason === undefined || rejected_reason === 'NONE' ? null : rejected_reason,
  }
}

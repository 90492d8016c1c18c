import type { ReviewTemplateData, ReviewTemplateResponses } from '../../../generated/sandbox/types.gen.ts'
import { SimulatorRefusal } from '../../simulators/refusal.ts'
import type { WorldOperation } from '../control.ts'

export const reviewTemplate: WorldOperation<ReviewTemplateData, ReviewTemplateResponses> = async (
  { body },
  { realm },
  { world },
) => {
  const { name, language, waba_id: wabaId, status, category, reason } = body
  const decided = world.graph.reviewTemplates(realm, { name, language, wabaId }, { status, category, reason })
  if (decided.length === 0) throw new SimulatorRefusal(404, 'TEMPLATE_NOT_FOUND', `There is no template ${name}`)
  const data = decided.map((template) => ({
    id: template.id,
    waba_id: template.wabaId,
    name: template.name,
    language: template.language,
    status: template.status,
    category: template.category,
    ...(template.reason !== undefined && { reason: template.reason }),
  }))
  return { status: 200, body: { data } }
}

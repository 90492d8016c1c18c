import type { IntegrationErrorBody, MetaUnprocessableBody } from '../../../../generated/hubmessage/types.gen.ts'
import { type MetaRefusal, Refusal } from '../../../domain/refusals.ts'
import type { Answer } from '../../pipeline/respond.ts'
import { metaError } from '../meta-error.ts'

/** Meta's code for whatever is wrong with what it was asked, and its subcodes for two cases that are known here too. */
const invalidParameter = '100'
const existsSubcode = '2388024'
const notEditableSubcode = '2388003'

/**
 * What the operations on templates say of a refusal: what Meta refuses of a new or edited one comes in its own words, 422 for
 * the content and 400 for anything else.
 */
export function rewordRefusal(operationId: string, answer: Answer, error: unknown): Answer {
  if (!(error instanceof Refusal)) return answer
  if (error.is('upstream_unavailable')) return unavailable()
  if (!/^(create|update)Template$/.test(operationId)) return answer
  if (error.is('upstream_refused')) return refused(error.facts)
  if (error.is('template_exists')) {
    const { name, language, upstream } = error.facts
    return unprocessable(
      upstream?.subcode ?? existsSubcode,
      upstream?.details ?? `There is already ${language} content for ${name}.`,
    )
  }
  if (error.is('template_not_editable')) {
    const { status, why } = error.facts
    return unprocessable(notEditableSubcode, why ?? `A template that is ${status ?? 'in this state'} cannot be edited.`)
  }
  return answer
}

/** Nobody knows whether Meta has done it, so nothing is said of that. */
function unavailable(): Answer {
  const body: IntegrationErrorBody = { error: 502, message: 'Integration error' }
  return { status: 502, body }
}

function refused(refusal: MetaRefusal): Answer {
  const { code, subcode, title, details } = refusal
  if (code === invalidParameter) return unprocessable(subcode, details ?? title)
  return { status: 400, body: metaError({ message: details ?? title, code, ...(subcode && { subCode: subcode }) }) }
}

function unprocessable(subCode: string | undefined, description: string): Answer {
  const common = { code: invalidParameter, name: 'META_WHATSAPP_ERROR' } as const
  const entry = { ...common, ...(subCode && { subCode }), message: 'Invalid parameter', description }
  const body: MetaUnprocessableBody = { error: { errors: [entry] } }
  return { status: 422, body }
}

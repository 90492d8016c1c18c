import type { IntegrationErrorBody, MetaUnprocessableBody } from '../../../../generated/hubmessage/types.gen.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { HubMessageGeneration } from '../../operation.ts'
import type { Answer } from '../../pipeline/respond.ts'
import { metaError } from '../meta-error.ts'

/** Meta's code for whatever is wrong with what it was asked, and its subcodes for two cases that are known here too. */
const invalidParameter = '100'
const existsSubcode = '2388024'
const notEditableSubcode = '2388003'

/**
 * What the operations on templates say of a refusal: what Meta refuses of a new or edited one comes in its own words, 422 for
 * the content and 400 for anything else. The older contract knows of no 422.
 */
export function rewordRefusal(
  operationId: string,
  answer: Answer,
  error: unknown,
  generation: HubMessageGeneration,
): Answer {
  if (!(error instanceof Refusal)) return answer
  if (error.is('upstream_unavailable')) return unavailable()
  const said = /^(create|update)Template$/.test(operationId) ? saidByMeta(error) : undefined
  if (!said) return answer
  return said.code === invalidParameter && generation === 'newer' ? unprocessable(said) : refused(said)
}

interface Said {
  code: string
  subCode: string | undefined
  text: string
}

/** In Meta's words, also where the gateway knew before it asked. */
function saidByMeta(error: Refusal): Said | undefined {
  if (error.is('upstream_refused')) {
    const { code, subcode, title, details } = error.facts
    return { code, subCode: subcode, text: details ?? title }
  }
  if (error.is('template_exists')) {
    const { name, language, upstream } = error.facts
    const text = upstream?.details ?? `There is already ${language} content for ${name}.`
    return { code: invalidParameter, subCode: upstream?.subcode ?? existsSubcode, text }
  }
  if (error.is('template_not_editable')) {
    const { status, why } = error.facts
    const text = why ?? `A template that is ${status ?? 'in this state'} cannot be edited.`
    return { code: invalidParameter, subCode: notEditableSubcode, text }
  }
  return undefined
}

/** Nobody knows whether Meta has done it, so nothing is said of that. */
function unavailable(): Answer {
  const body: IntegrationErrorBody = { error: 502, message: 'Integration error' }
  return { status: 502, body }
}

function refused({ code, subCode, text }: Said): Answer {
  return { status: 400, body: metaError({ message: text, code, ...(subCode && { subCode }) }) }
}

function unprocessable({ code, subCode, text }: Said): Answer {
  const common = { code, name: 'META_WHATSAPP_ERROR' } as const
  const entry = { ...common, ...(subCode && { subCode }), message: 'Invalid parameter', description: text }
  const body: MetaUnprocessableBody = { error: { errors: [entry] } }
  return { status: 422, body }
}

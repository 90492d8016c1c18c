import type { MetaErrorBody } from '../../../generated/hubmessage/types.gen.ts'

/** What Meta said, in the body of 400. */
export function metaError(facts: { message: string; code: string; subCode?: string }): MetaErrorBody {
  const entry = { description: '', name: 'META_WHATSAPP_ERROR', ...facts } as const
  return { error: 'Newport request failed', value: { errors: [entry] } }
}

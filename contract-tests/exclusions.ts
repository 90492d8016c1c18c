import type { SurfaceName } from './pact-file/interaction.ts'

/** A documented answer that the pacts of this project do not show, and why. */
export interface Exclusion {
  surface: SurfaceName
  /** An `operationId`; `*` for every operation that documents the status. */
  operation: string
  status: number
  /** The name of a response example; absent for all of them. */
  example?: string
  /** One sentence, as a report shows it. */
  reason: string
  /** What shows it instead. */
  instead?: 'probe'
}

export const exclusions: Exclusion[] = [
  {
    surface: 'keebai',
    operation: 'uploadMedia',
    status: 413,
    reason: 'A form that is too large is of 100 MB; tests over the wire send one.',
  },
  ...(['keebai', 'hubmessage'] as const).map(
    (surface): Exclusion => ({
      surface,
      operation: '*',
      status: 413,
      reason: 'The body that is too large would be most of the pact; a probe sends it instead.',
      instead: 'probe',
    }),
  ),
  {
    surface: 'keebai',
    operation: '*',
    status: 422,
    example: 'invalid_phone',
    reason:
      'Only a server that is set to answer strictly in the reference dialect answers this; the cross-check of the dialects shows it.',
  },
  {
    surface: 'hubmessage',
    operation: 'deleteChannel',
    status: 400,
    example: 'authorization_invalid',
    reason: 'The client always sends its key as a bearer; a test over the wire sends another kind of header.',
  },
  ...['create', 'list', 'get', 'update', 'delete'].map(
    (verb): Exclusion => ({
      surface: 'hubmessage',
      operation: `${verb}TemplateWebhook${verb === 'list' ? 's' : ''}`,
      status: 400,
      example: 'authorization_required',
      reason: 'The client always sends its key; a test over the wire sends none.',
    }),
  ),
  {
    surface: 'keebai',
    operation: 'getMe',
    status: 200,
    example: 'person',
    reason: "Tokens of persons are made by the vendor's console; this server makes the operator's only.",
  },
]

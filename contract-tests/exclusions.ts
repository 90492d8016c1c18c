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
  /** What shows it instead. Without either, nothing does; a whole status must have one. */
  instead?: 'probe'
  test?: WireTest
}

/** A test over the wire, by its file and title. */
export interface WireTest {
  file: string
  title: string
}

export const exclusions: Exclusion[] = [
  {
    surface: 'keebai',
    operation: 'uploadMedia',
    status: 413,
    reason: 'A form that is too large is of 100 MB; a test over the wire sends one.',
    test: {
      file: 'mocks/test/keebai-media.test.ts',
      title: 'a form that says it is too large is turned away at once; one that turns out so is cut off',
    },
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
    test: {
      file: 'server/test/keebai-wire.test.ts',
      title: 'the strict dialects answer in exactly one documented shape',
    },
  },
  {
    surface: 'hubmessage',
    operation: 'createChannel',
    status: 200,
    reason: 'Only a server that is set to speak the older contract answers this, and then it never answers 201.',
    test: {
      file: 'mocks/test/flows/hubmessage-generation.test.ts',
      title: 'the older contract creates channels with 200 for every key, and calls them by dashed UUIDs',
    },
  },
  {
    surface: 'hubmessage',
    operation: 'deleteChannel',
    status: 400,
    example: 'authorization_invalid',
    reason: 'The client always sends its key as a bearer; a test over the wire sends another kind of header.',
    test: {
      file: 'mocks/test/flows/hubmessage-channels.test.ts',
      title: 'a cancellation says that it is meant, and a deletion who asks for it',
    },
  },
  ...['create', 'list', 'get', 'update', 'delete'].map(
    (verb): Exclusion => ({
      surface: 'hubmessage',
      operation: `${verb}TemplateWebhook${verb === 'list' ? 's' : ''}`,
      status: 400,
      example: 'authorization_required',
      reason: 'The client always sends its key; a test over the wire sends none.',
      test: {
        file: 'mocks/test/flows/hubmessage-webhooks.test.ts',
        title: 'the template webhooks answer errors as one text, and miss the header before the key',
      },
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

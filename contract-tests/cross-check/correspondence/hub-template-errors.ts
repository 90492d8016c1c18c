import type { ErrorCase } from '../entry.ts'

const ofAccount = ['listTemplates', 'createTemplate', 'updateTemplate', 'deleteTemplate', 'syncTemplates']
const writes = ['createTemplate', 'updateTemplate']
const answers = (operations: string[], answer: string) =>
  operations.map((operation) => `${operation} answers ${answer}`)

export const hubTemplateErrors = [
  {
    id: 'errors.business-unknown',
    keebai: { absent: 'Its operations name no account.' },
    hubmessage: { status: 404, word: 'Business not found', answers: answers(ofAccount, '404: business_not_found') },
  },
  {
    id: 'errors.template-unknown',
    keebai: { absent: 'It is the `NOT_FOUND` of every path.' },
    hubmessage: {
      status: 404,
      word: 'Template not found',
      answers: answers(['updateTemplate', 'deleteTemplate'], '404: template_not_found'),
    },
  },
  {
    id: 'errors.template-invalid',
    keebai: { absent: 'It is a `BAD_REQUEST` like any other.' },
    hubmessage: { status: 400, word: 'Validation error', answers: answers(writes, '400: example_missing') },
  },
  {
    id: 'errors.template-refused',
    keebai: { absent: 'What Meta refuses for another reason is 502 `UPSTREAM_ERROR`, as with a send.' },
    hubmessage: { status: 400, word: 'Newport request failed', answers: answers(writes, '400: meta_refused') },
  },
  {
    id: 'errors.template-unprocessable',
    keebai: {
      status: 409,
      word: 'CONFLICT',
      answers: ['createTemplate answers 409: template_exists', 'updateTemplate answers 409: *'],
    },
    hubmessage: {
      status: 422,
      word: 'Invalid parameter',
      answers: ['createTemplate answers 422: exists', 'updateTemplate answers 422: not_editable'],
    },
    notExecuted: 'The templates that bring it about are made in other ways on either side.',
  },
  {
    id: 'errors.templates-failed',
    keebai: { absent: 'It is the `UPSTREAM_ERROR` of every operation that waits for Meta.' },
    hubmessage: { status: 502, word: 'Integration error', answers: answers(ofAccount, '502: integration_error') },
  },
] as const satisfies ErrorCase[]

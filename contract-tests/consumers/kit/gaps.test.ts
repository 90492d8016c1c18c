import { expect, test } from 'vitest'
import type { Exclusion } from '../../exclusions.ts'
import type { Json } from '../../json.ts'
import { OpenApiDocument } from './document.ts'
import { findGaps } from './gaps.ts'
import { planInteractions } from './interactions.ts'
import type { Subject } from './subject.ts'

const json = (examples: Record<string, Json>) => {
  const named = Object.entries(examples).map(([name, value]) => [name, { value }])
  return { 'application/json': { schema: { type: 'object' }, examples: Object.fromEntries(named) } }
}

const answers = {
  202: { description: 'Accepted.', content: json({ queued: { id: '1' } }) },
  401: { description: 'No token.', content: json({ unauthorized: { error: 'Unauthorized' } }) },
  404: { description: 'Gone.', content: json({ not_found: { error: 'Not found' }, foreign: { error: 'Not yours' } }) },
}
const document = new OpenApiDocument({
  paths: {
    '/v1/parcels': {
      post: {
        operationId: 'sendParcel',
        requestBody: { content: json({ small: { grams: 10 }, large: { grams: 9000 } }) },
        responses: answers,
      },
    },
  },
})
const operations = document.operations()
const subject: Subject = {
  call: async () => ({}),
  request: { body: 'small' },
  answers: {
    '202 queued': {},
    '202 large': { request: { body: 'large' }, example: 'queued' },
    '404 not_found': { given: [{ state: 'nothing exists' }] },
    '404 foreign': { given: [{ state: 'a parcel of another company' }] },
  },
}
const plan = (changed: Subject) => operations.flatMap((operation) => planInteractions(operation, changed))

test('nothing is missing when every documented answer and every request example is shown', () => {
  expect(findGaps(operations, plan(subject), [])).toEqual([])
})

test('a new operation that nobody calls is missing with all its answers', () => {
  expect(findGaps(operations, [], [])).toEqual([
    'no interaction: sendParcel 202 queued',
    'no interaction: sendParcel 401 unauthorized',
    'no interaction: sendParcel 404 not_found',
    'no interaction: sendParcel 404 foreign',
    'no interaction sends the example small of sendParcel',
    'no interaction sends the example large of sendParcel',
  ])
})

test('an answer or a request example that nobody shows is missing', () => {
  const { '404 foreign': _foreign, '202 large': _large, ...less } = subject.answers
  expect(findGaps(operations, plan({ ...subject, answers: less }), [])).toEqual([
    'no interaction: sendParcel 404 foreign',
    'no interaction sends the example large of sendParcel',
  ])
})

test('an excluded answer is not missing; an exclusion of what is shown or does not exist is idle', () => {
  const { '404 foreign': _, ...less } = subject.answers
  const excluding = (operation: string, status: number, example?: string): Exclusion => ({
    surface: 'keebai',
    operation,
    status,
    ...(example && { example }),
    reason: 'Parcels have no owner yet.',
  })
  const planned = plan({ ...subject, answers: less })
  expect(findGaps(operations, planned, [excluding('*', 404, 'foreign')])).toEqual([])
  expect(
    findGaps(operations, planned, [
      excluding('sendParcel', 404),
      excluding('sendParcel', 404, 'not_found'),
      excluding('sendLetter', 413),
    ]),
  ).toEqual(['excludes nothing: sendParcel 404 not_found', 'excludes nothing: sendLetter 413'])
})

test('an answer that is not documented cannot be listed', () => {
  expect(() => plan({ ...subject, answers: { '418 teapot': {} } })).toThrow('sendParcel documents no answer 418 teapot')
  expect(() => plan({ ...subject, answers: { '404 teapot': {} } })).toThrow(
    'sendParcel documents no example teapot of 404',
  )
})

import { expect, test } from 'vitest'
import { readDocument } from '../compare/document.ts'
import { createResponseCheck } from '../compare/response-check.ts'
import { judge } from './judge.ts'
import type { Mutant } from './mutant.ts'

const document = readDocument('keebai')
const operation = document.operations.find(({ id }) => id === 'sendTextMessage')
if (!operation) throw new Error('there is no sendTextMessage')
const mutant: Mutant = {
  operation,
  keyword: 'maxLength',
  place: '/body/to',
  request: { method: 'POST', path: '/v1/messages/text', headers: {}, body: '{}' },
}

function found(status: number, body: object | string, type = 'application/json'): string[] {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = { status, headers: { 'content-type': type }, body: text }
  return judge(mutant, answer, createResponseCheck(document)).map(({ code, what }) => `${code}: ${what}`)
}

function refusal(details: unknown, code = 'BAD_REQUEST') {
  return { error: { code, message: 'Bad Request', details }, message: 'Bad Request', statusCode: 400 }
}

test('a documented refusal that names the place is right', () => {
  expect(found(400, refusal([{ path: '/body/to', message: 'is too long' }]))).toEqual([])
  expect(found(400, refusal([{ path: '/body/to/0', message: 'is too long' }]))).toEqual([])
})

test.each([
  ['no place', undefined],
  ['another place', [{ path: '/body/text', message: 'is too long' }]],
  ['the whole body', [{ path: '/body', message: 'is wrong' }]],
])('a general refusal that names %s is found', (_, details) => {
  expect(found(400, refusal(details))).toEqual([expect.stringContaining('unplaced: names ')])
})

test('a refusal by a code of its own needs no place', () => {
  expect(found(400, refusal(undefined, 'MEDIA_REFERENCE_REQUIRED'))).toEqual([])
})

test('what is done, what fails and what is refused for another reason is found', () => {
  expect(found(202, {})).toEqual(['accepted: answered 202'])
  expect(found(204, '')).toEqual(['accepted: answered 204'])
  expect(found(302, '')).toEqual(['accepted: answered 302'])
  expect(found(500, {})).toEqual(['fault: answered 500'])
  expect(found(404, {})).toContain('let-in: answered 404')
})

test('an answer of a status, type or body that is not documented is found', () => {
  expect(found(418, {})).toContainEqual(expect.stringContaining('does not declare the status 418'))
  expect(found(400, refusal([]), 'text/html')).toContainEqual(expect.stringContaining('/headers/content-type'))
  expect(found(400, { wrong: true })).toContainEqual(expect.stringContaining('undocumented: /body'))
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadDocument } from '../../server/http/pipeline/document.ts'
import { operationsOf } from '../../server/http/pipeline/operations.ts'
import { exemplified, isObject } from '../../spec/documents.ts'
import { documentedAnswers } from './documented.ts'
import type { StaticMock } from './static-mock.ts'
import { answersOf, ask, samples, startMock } from './test/mock-rig.ts'

let mock: StaticMock
beforeAll(async () => {
  mock = await startMock()
})
afterAll(() => mock.close())

/** Request examples that have a namesake among the answers. */
const namesakes = samples.flatMap((sample) => {
  const requests = exemplified(sample.document, sample.operation).find((place) => place.isRequest && place.mediaType)
  return [...(requests?.examples ?? [])].flatMap(([name, body]) =>
    answersOf(sample).flatMap(({ status, examples }) =>
      examples.has(name) ? [{ id: sample.operation.id, name, sample, body, status, answer: examples.get(name) }] : [],
    ),
  )
})

test('there are such pairs on which a request decides', () => {
  expect(namesakes.map(({ id, name }) => `${id} ${name}`)).toEqual(
    expect.arrayContaining(['startWhatsAppConnect qr', 'sendTemplateMessage phone_number_id']),
  )
})

test.each(namesakes)('$id: the documented request "$name" gets the answer of that name', async (pair) => {
  const answered = await ask(mock.url, pair.sample, { body: pair.body })
  expect([answered.status, answered.body]).toEqual([pair.status, pair.answer])
})

describe.each(['keebai', 'hubmessage'] as const)('%s', (name) => {
  const document = loadDocument(name)

  test('every x-when speaks of parts of a request and can be asked', () => {
    for (const example of Object.values(document.content.components?.examples ?? {})) {
      const when = (example as { 'x-when'?: unknown })['x-when']
      if (when === undefined) continue
      expect(isObject(when)).toBe(true)
      for (const part of Object.keys(when as object)) expect(['path', 'query', 'body']).toContain(part)
    }
    const request = { path: {}, query: {}, headers: {}, body: {} }
    for (const operation of operationsOf(document)) {
      const { conditional, examples } = documentedAnswers(document, operation)
      for (const { fits } of conditional) expect(typeof fits(request)).toBe('boolean')
      expect(Math.min(...examples.keys())).toBeLessThan(300)
    }
  })

  test('an example of an error is looked at before one of a success', () => {
    for (const operation of operationsOf(document)) {
      const statuses = documentedAnswers(document, operation).conditional.map(({ status }) => status >= 300)
      expect(statuses).toEqual(statuses.toSorted((one, other) => Number(other) - Number(one)))
    }
  })
})

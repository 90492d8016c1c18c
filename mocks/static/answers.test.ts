import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { streamEvents } from '../../contract-tests/compare/event-stream.ts'
import type { StaticMock } from './static-mock.ts'
import { type Answered, answersOf, ask, type Sample, samples, startMock } from './test/mock-rig.ts'

let mock: StaticMock
beforeAll(async () => {
  mock = await startMock()
})
afterAll(() => mock.close())

type Declared = ReturnType<typeof answersOf>[number]

/** Everything the document says of an answer: status, media type, headers, and a body (or every event) that fits. */
function expectAsDeclared(sample: Sample, declared: Declared, answered: Answered): void {
  expect(answered.status).toBe(declared.status)
  expect(answered.headers.get('x-request-id')).toMatch(/^\w+-\w+$/)
  for (const name of declared.headers) expect(answered.headers.get(name), name).not.toBeNull()
  if (declared.pointer === undefined) {
    expect(answered.text).toBe('')
    return
  }
  if (declared.mediaType === '*/*') {
    expect(answered.headers.get('content-disposition')).toBe('attachment')
    return
  }
  expect(answered.headers.get('content-type')).toBe(`${declared.mediaType}; charset=utf-8`)
  const validate = sample.document.validator(declared.pointer)
  const bodies = declared.mediaType === 'text/event-stream' ? streamEvents(answered.text) : [answered.body]
  expect(bodies.length).toBeGreaterThan(0)
  for (const body of bodies) {
    validate(body)
    expect(validate.errors, JSON.stringify(body)).toBeNull()
  }
}

describe.each(samples.map((sample) => [`${sample.surface} ${sample.operation.id}`, sample] as const))(
  '%s',
  (_, sample) => {
    const declared = answersOf(sample)

    test('the documented request gets the documented success', async () => {
      const [success] = declared.filter(({ status, isOlder }) => status < 300 && !isOlder)
      if (!success) throw new Error('no success is declared')
      expectAsDeclared(sample, success, await ask(mock.url, sample))
    })

    test.each(declared.map((one) => [one.status, one] as const))(
      'Prefer: code=%i gets that answer',
      async (code, one) => {
        const answered = await ask(mock.url, sample, { headers: { prefer: `code=${code}` } })
        expectAsDeclared(sample, one, answered)
        const [first] = one.examples.values()
        if (one.mediaType === 'application/json') expect(answered.body).toEqual(first)
      },
    )

    test('Prefer: code, example gets each example to the letter', async () => {
      for (const one of declared) {
        for (const [name, value] of one.examples) {
          const answered = await ask(mock.url, sample, { headers: { prefer: `code=${one.status}, example=${name}` } })
          expectAsDeclared(sample, one, answered)
          const events = typeof value === 'string' ? streamEvents(value) : [value]
          if (one.mediaType === 'text/event-stream') expect(streamEvents(answered.text)).toEqual(events)
          else expect(one.mediaType === '*/*' ? answered.text : answered.body).toEqual(value)
        }
      }
    })

    test('Prefer: dynamic=true makes up an answer of each status that fits its schema', async () => {
      for (const one of declared) {
        const answered = await ask(mock.url, sample, { headers: { prefer: `code=${one.status}, dynamic=true` } })
        expectAsDeclared(sample, one, answered)
      }
    })
  },
)

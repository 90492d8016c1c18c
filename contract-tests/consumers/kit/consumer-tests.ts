import { afterAll, expect, test } from 'vitest'
import { exclusions } from '../../exclusions.ts'
import { holdToCommitted } from './committed-pact.ts'
import { OpenApiDocument } from './document.ts'
import { findGaps } from './gaps.ts'
import { planInteractions } from './interactions.ts'
import { planMessages, playMessage } from './messages.ts'
import { PactBook } from './pact-book.ts'
import { play } from './play.ts'
import { Schemas } from './schemas.ts'
import type { Surface } from './surface.ts'

/** All of one team's tests: one per documented answer and event, that none is missing, and that the pact is what they write. */
export function consumerTests(surface: Surface): void {
  const document = OpenApiDocument.read(surface.name)
  const schemas = new Schemas(document)
  const operations = document.operations()
  const planned = operations.flatMap((operation) => {
    const subject = surface.subjects[operation.id]
    return subject ? planInteractions(operation, subject) : []
  })
  const messages = planMessages(document, surface)
  const book = new PactBook({ consumer: surface.consumer, provider: surface.name })
  afterAll(() => book[Symbol.dispose]())

  for (const each of planned) test(each.description, () => play(book, surface, schemas, each))
  for (const each of messages) test(each.description, () => playMessage(book, schemas, each))

  test('every documented answer is in the pact, or excluded with a reason', () => {
    const own = exclusions.filter(({ surface: name }) => name === surface.name)
    expect(findGaps(operations, planned, own)).toEqual([])
  })

  test('every operation that is called is documented', () => {
    const documented = new Set(operations.map(({ id }) => id))
    expect(Object.keys(surface.subjects).filter((id) => !documented.has(id))).toEqual([])
  })

  test('the committed pact is what these tests write', () => {
    holdToCommitted(`contract-tests/pacts/${surface.consumer}-${surface.name}.json`, book.text())
  })
}

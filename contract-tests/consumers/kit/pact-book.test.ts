import { expect, test } from 'vitest'
import { PactBook } from './pact-book.ts'

async function ask(book: PactBook, description: string): Promise<void> {
  await book
    .newPact()
    .addInteraction()
    .uponReceiving(description)
    .withRequest('GET', '/parcels')
    .willRespondWith(200, (builder) => builder.jsonBody({ count: 1 }))
    .executeTest(async ({ url }) => {
      expect(await (await fetch(`${url}/parcels`)).json()).toEqual({ count: 1 })
    })
}

async function write(descriptions: string[]): Promise<string> {
  using book = new PactBook({ consumer: 'a', provider: 'b' })
  for (const description of descriptions) await ask(book, description)
  return book.text()
}

test('a pact is the same to the byte in whatever order its tests ran', async () => {
  const text = await write(['one', 'two', 'three'])
  expect(await write(['three', 'one', 'two'])).toBe(text)
  expect(JSON.parse(text).interactions.map((each: { description: string }) => each.description)).toEqual([
    'one',
    'three',
    'two',
  ])
})

test('a pact says nothing of the versions of what wrote it', async () => {
  expect(JSON.parse(await write(['one'])).metadata).toEqual({ pactSpecification: { version: '4.0' } })
})

test('an interaction whose test failed leaves no pact', async () => {
  using book = new PactBook({ consumer: 'a', provider: 'b' })
  const failing = book
    .newPact()
    .addInteraction()
    .uponReceiving('nothing')
    .withRequest('GET', '/parcels')
    .willRespondWith(200)
    .executeTest(async () => undefined)
  await expect(failing).rejects.toThrow('/parcels')
  expect(() => book.text()).toThrow('1 interaction was not written')
})

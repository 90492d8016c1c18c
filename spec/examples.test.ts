import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { streamEvents as eventsOf } from '../contract-tests/compare/event-stream.ts'
import { type Document, exemplified, isObject, type Json, type JsonObject, readDocument } from './documents.ts'

const present = ['keebai', 'hubmessage', 'meta', 'sandbox'].filter((name) =>
  existsSync(new URL(`../generated/openapi/${name}.json`, import.meta.url)),
)
const ours = ['keebai', 'hubmessage'].map(readDocument)

describe.each(present)('%s', (name) => {
  const document = readDocument(name)
  const operations = document.operations.map((operation) => [operation.id, operation] as const)

  test.each(operations)('every example of %s fits its schema', (_, operation) => {
    for (const { pointer, mediaType, examples } of exemplified(document, operation)) {
      const validate = document.validator(pointer)
      for (const [key, value] of examples) {
        const samples = mediaType === 'text/event-stream' && typeof value === 'string' ? eventsOf(value) : [value]
        expect(samples.length, `${pointer} ${key} is empty`).toBeGreaterThan(0)
        for (const sample of samples) {
          validate(sample)
          expect(validate.errors, `${pointer} ${key}: ${JSON.stringify(sample)}`).toBeNull()
        }
      }
    }
  })

  test('every example of a schema fits it', () => {
    for (const { pointer, schema } of schemasOf(document)) {
      if (!Array.isArray(schema.examples)) continue
      const validate = document.validator(pointer)
      for (const value of schema.examples) expect(validate(value), `${pointer}: ${JSON.stringify(value)}`).toBe(true)
    }
  })
})

describe.each(ours.map((document) => [document.name, document] as const))('%s', (_, document) => {
  test('every operation tells an integrator what it does and shows a sample of each body', () => {
    for (const operation of document.operations) {
      expect(String(operation.content.summary ?? '').length, operation.id).toBeGreaterThan(5)
      expect(String(operation.content.description ?? '').length, operation.id).toBeGreaterThan(40)
      for (const { pointer, mediaType, examples } of exemplified(document, operation)) {
        if (mediaType) expect(examples.size, `${operation.id} ${pointer}`).toBeGreaterThan(0)
      }
    }
  })

  test('every operation declares what any request can run into', () => {
    for (const operation of document.operations.filter(({ isEvent }) => !isEvent)) {
      const statuses = Object.keys(document.resolve(operation.content.responses))
      const always = ['400', '401', '429', '500', '503']
      const withBody = operation.content.requestBody ? ['413', '415'] : []
      expect(statuses, operation.id).toEqual(expect.arrayContaining([...always, ...withBody]))
    }
  })

  test('every schema says where it comes from, and no name is made twice', () => {
    const schemas = document.resolve(document.resolve(document.content.components).schemas)
    for (const [name, schema] of Object.entries(schemas)) {
      expect(name).toMatch(/^[A-Z][A-Za-z]+$/)
      const source = isObject(schema) ? schema['x-source'] : undefined
      expect(['prose', 'reference', 'skills', 'assumed', 'extension'], name).toContain(source)
    }
  })

  test('every pattern comes with a length limit', () => {
    for (const { pointer, schema } of schemasOf(document)) {
      if (typeof schema.pattern === 'string') expect(typeof schema.maxLength, pointer).toBe('number')
    }
  })

  test('a NUL byte in any text of a request is refused', () => {
    for (const operation of document.operations.filter(({ isEvent }) => !isEvent)) {
      // A body in Meta's own words and the bytes of a file have no schema here; the server refuses NUL bytes in any JSON.
      if (operation.id === 'sendRawMessage') continue
      if (operation.id === 'uploadMedia') continue
      for (const { pointer, isRequest, mediaType, examples } of exemplified(document, operation)) {
        if (!isRequest || !mediaType) continue
        const validate = document.validator(pointer)
        for (const [key, value] of examples) {
          for (const poisoned of poison(value)) {
            // A whole file may stand in an address, which no pattern is to go through.
            if (/"(url|thumbnail)":"[^"]*\\u0000/.test(JSON.stringify(poisoned))) continue
            expect(validate(poisoned), `${operation.id} ${key}: ${JSON.stringify(poisoned)}`).toBe(false)
          }
        }
      }
    }
  })
})

describe('keebai', () => {
  const document = readDocument('keebai')

  test('authentication, rate limiting and missing scopes have the documented bodies to the letter', () => {
    const message = 'Invalid or missing API token'
    expect(sampleOf(document, 'InvalidToken')).toStrictEqual({ message, error: 'Unauthorized', statusCode: 401 })
    const throttled = { message: 'ThrottlerException: Too Many Requests', statusCode: 429 }
    expect(sampleOf(document, 'RateLimited')).toStrictEqual(throttled)
    const details = { required: ['messages:send'], missing: ['messages:send'] }
    const error = { code: 'INSUFFICIENT_SCOPE', message: 'Forbidden', details }
    expect(sampleOf(document, 'MissingMessagesSend')).toMatchObject({ error })
  })

  test('a send names its sender by channel, by number or by both, and by nothing else', () => {
    const validate = document.validator('/components/schemas/SendTextRequest')
    const text = { to: '+5491155555555', text: 'Hola' }
    expect(validate(text)).toBe(false)
    expect(validate({ ...text, channel: 'x', phone_number_id: '1' })).toBe(false)
    expect(validate({ ...text, phone_number_id: '100000000000001' })).toBe(true)
    const id = '019e4c54b1b375a28970b605ca9b03c3'
    const dashed = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890'
    const known = [
      '65a1f2b3c4d5e6f7a8b9c0d1',
      'ch_01KS659CDKEPH8JW5P0Q59P0Y3',
      'ch_01ks659cdkeph8jw5p0q59p0y3',
      dashed,
      id,
    ]
    for (const channel_id of known) {
      expect(validate({ ...text, channel_id }), channel_id).toBe(true)
      expect(validate({ ...text, channel_id, phone_number_id: '1' }), channel_id).toBe(true)
    }
    for (const channel_id of ['', 'ch_', 'ch_01KS659CDKEPH8JW5P0Q59P0YU', `${id}0`, dashed.replace('-', '')]) {
      expect(validate({ ...text, channel_id }), channel_id).toBe(false)
    }
  })

  test('a receipt is one of two shapes, told apart by its status', () => {
    const validate = document.validator('/components/schemas/SendReceipt')
    const broadcast = sampleOf(document, 'BroadcastReceipt') as JsonObject
    const message = sampleOf(document, 'MessageReceipt') as JsonObject
    expect(validate({ ...broadcast, status: 'sent' })).toBe(false)
    expect(validate({ ...message, status: 'PENDING' })).toBe(false)
    const { broadcast_id: _, ...strict } = message
    expect(validate(strict)).toBe(true)
  })

  test('the stream of the sample ends with exactly one terminal event', () => {
    const names = eventsOf(String(sampleOf(document, 'QrStream'))).map(({ event }) => event)
    expect(names).toEqual(['qr', 'qr', 'connecting', 'connected'])
  })
})

function sampleOf(document: Document, name: string): Json | undefined {
  return document.resolve({ $ref: `#/components/examples/${name}` }).value
}

/** The value once per text in it, with a NUL byte put into that text. Free-form members are left alone. */
function* poison(value: Json): Generator<Json> {
  if (typeof value === 'string') yield `${value}\u0000`
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const bad of poison(item)) yield value.with(index, bad)
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (['meta_data', 'metadata', 'customAttributes'].includes(key)) continue
      for (const bad of poison(item)) yield { ...value, [key]: bad }
    }
  }
}

/** Every schema of the document, at any depth. */
function schemasOf(document: Document): { pointer: string; schema: JsonObject }[] {
  const found: { pointer: string; schema: JsonObject }[] = []
  walk(document.resolve(document.content.components).schemas, '/components/schemas')
  return found

  function walk(node: Json | undefined, pointer: string): void {
    if (Array.isArray(node)) for (const [index, item] of node.entries()) walk(item, `${pointer}/${index}`)
    if (!isObject(node)) return
    if ('type' in node || 'oneOf' in node || 'allOf' in node) found.push({ pointer, schema: node })
    for (const [key, item] of Object.entries(node)) if (key !== 'examples') walk(item, `${pointer}/${key}`)
  }
}

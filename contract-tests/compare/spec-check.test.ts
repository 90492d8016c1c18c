import { expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import { readDocument, toDocument } from './document.ts'
import { checkSpecification } from './spec-check.ts'

test.each(['keebai', 'hubmessage', 'meta', 'sandbox'])('the %s document is in order', (name) => {
  expect(checkSpecification(readDocument(name))).toEqual([])
})

/** The document of Keebai with one thing changed, and what is found in it. */
function after(change: (content: JsonObject) => void): string[] {
  const content = structuredClone(readDocument('keebai').content)
  change(content)
  const findings = checkSpecification(toDocument(content, 'keebai'))
  for (const { check, where } of findings) {
    expect(check).toBe('spec')
    expect(where.line).toBeGreaterThan(0)
  }
  return findings.map(({ code, what }) => `${code}: ${what}`)
}

// biome-ignore lint/suspicious/noExplicitAny: a change reaches deep into a document of unknown form
type Deep = any

test('an example that does not fit its schema is found once, with what is wrong', () => {
  const found = after((content: Deep) => {
    content.components.examples.SessionNotFound.value.statusCode = 'many'
  })
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(
    /^example-invalid: The example `session_not_found` of \w+ does not fit its schema: \/statusCode: it is of another type\.$/,
  )
})

test('an example of a stream is checked event by event', () => {
  const found = after((content: Deep) => {
    const { QrStream } = content.components.examples
    QrStream.value = QrStream.value.replace('"channel_id"', '"channel"')
  })
  expect(found.join()).toMatch(/example-invalid: .*`stream` of streamWhatsAppQr.*`channel_id` is missing/)
})

test.each([
  [
    'ref-unresolved',
    (content: Deep) => {
      delete content.components.schemas.SendReceipt
    },
  ],
  [
    'ref-external',
    (content: Deep) => {
      content.paths['/v1/me'] = { $ref: 'paths/me.yaml' }
    },
  ],
  [
    'operation-id-twice',
    (content: Deep) => {
      content.paths['/v1/me'].get.operationId = 'listChannels'
    },
  ],
  [
    'operation-id-missing',
    (content: Deep) => {
      delete content.paths['/v1/me'].get.operationId
    },
  ],
  [
    'path-parameter-undeclared',
    (content: Deep) => {
      content.paths['/v1/channels/{id}'].get.parameters = []
    },
  ],
  [
    'path-parameter-unused',
    (content: Deep) => {
      content.paths['/v1/me'].get.parameters = [{ $ref: '#/components/parameters/ChannelIdPath' }]
    },
  ],
  [
    'schema-invalid',
    (content: Deep) => {
      content.components.schemas.ChannelId.pattern = '('
    },
  ],
])('%s is found', (code, change) => {
  const found = after(change)
  expect(found.length).toBeGreaterThan(0)
  expect(new Set(found.map((line) => line.split(':')[0]))).toEqual(new Set([code]))
})

test('a member of a schema or an example that is named like a keyword is no reference', () => {
  const content: JsonObject = {
    openapi: '3.1.0',
    paths: {
      '/a': {
        get: {
          operationId: 'readA',
          responses: {
            200: {
              description: 'x',
              content: {
                'application/json': {
                  schema: { type: 'object', properties: { example: { $ref: '#/components/schemas/Gone' } } },
                  example: { $ref: 'any text' },
                },
              },
            },
          },
        },
      },
    },
  }
  const found = checkSpecification(toDocument(content, 'sample'))
  expect(found.map(({ code, got }) => `${code} ${got}`)).toEqual(['ref-unresolved #/components/schemas/Gone'])
})

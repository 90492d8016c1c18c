import { expect, test } from 'vitest'
import { operationsModule } from './operations-module.ts'

test('an operation without scopes of its own has those of the document', () => {
  const source = operationsModule({
    security: [{ bearerAuth: ['channels:read'] }],
    paths: { '/v1/channels': { get: { operationId: 'listChannels' } } },
  })
  expect(source).toContain(
    "method: 'get',\n    path: '/v1/channels',\n    scopes: ['channels:read'],\n    anyScopes: []",
  )
})

test('alternatives are told apart from scopes that must all be held', () => {
  const security = [{ bearerAuth: ['a:read', 'b:read'] }]
  const either = [{ bearerAuth: ['a:read'] }, { bearerAuth: ['b:read'] }]
  const source = operationsModule({
    paths: {
      '/both': { get: { operationId: 'both', security } },
      '/either': { get: { operationId: 'either', security: either } },
      '/marked': {
        get: { operationId: 'marked', security: [{ bearerAuth: [] }], 'x-scopes-any': ['a:read', 'b:read'] },
      },
    },
  })
  const facts = [...source.matchAll(/scopes: (.*),\n {4}anyScopes: (.*),/g)].map(([, all, any]) => [all, any])
  expect(facts).toEqual([
    ["['a:read', 'b:read']", '[]'],
    ['[]', "['a:read', 'b:read']"],
    ['[]', "['a:read', 'b:read']"],
  ])
})

test('an operation without an id is an error', () => {
  expect(() => operationsModule({ paths: { '/v1/me': { get: {} } } })).toThrow('GET /v1/me has no operationId')
})

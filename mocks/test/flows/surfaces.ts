import { expect } from 'vitest'
import { operations as hubmessageOperations } from '../../../generated/hubmessage/operations.ts'
import { operations as keebaiOperations } from '../../../generated/keebai/operations.ts'
import { operations as sandboxOperations } from '../../../generated/sandbox/operations.ts'
import { type JsonObject, readDocument } from '../../../spec/documents.ts'
import type { Answered, Company } from './rig.ts'

interface Operation {
  method: string
  path: string
  scopes: readonly string[]
  anyScopes: readonly string[]
}

/** How each surface words a refusal, and what it is used with. */
export const surfaces = {
  keebai: {
    prefix: '',
    operations: keebaiOperations as Record<string, Operation>,
    tokenOf: ({ keebai }: Company) => keebai.token,
    expectRefused({ status, body }: Answered, wanted: number, paths: string[] = []) {
      expect([status, body]).toEqual([
        wanted,
        { error: expect.anything(), message: expect.any(String), statusCode: wanted },
      ])
      const { error } = body as { error: { code: string; details?: { path: string }[] } }
      expect(error.code).toMatch(/^[A-Z_]+$/)
      expectPaths(error.details ?? [], paths)
    },
  },
  hubmessage: {
    prefix: '/hubmessage',
    operations: hubmessageOperations as Record<string, Operation>,
    tokenOf: ({ hubmessage }: Company) => hubmessage.secret_key,
    expectRefused({ status, body }: Answered, wanted: number, paths: string[] = []) {
      // The template webhooks have one text in place of number and message.
      const isText = typeof (body as { error: unknown }).error === 'string'
      const worded = isText ? { error: expect.any(String) } : { error: wanted, message: expect.any(String) }
      expect([status, body]).toMatchObject([wanted, worded])
      expectPaths((body as { details?: { path: string }[] }).details ?? [], paths)
    },
  },
  sandbox: {
    prefix: '',
    operations: sandboxOperations as Record<string, Operation>,
    tokenOf: ({ keebai }: Company) => keebai.token,
    expectRefused({ status, body }: Answered, wanted: number, paths: string[] = []) {
      expect([status, body]).toMatchObject([
        wanted,
        { error: { code: expect.stringMatching(/^[A-Z_]+$/) }, message: expect.any(String), statusCode: wanted },
      ])
      const { details } = (body as { error: { details?: { problems?: { path: string }[] } } }).error
      expectPaths(details?.problems ?? [], paths)
    },
  },
}

function expectPaths(details: { path: string }[], wanted: string[]): void {
  expect(details.map(({ path }) => path)).toEqual(expect.arrayContaining(wanted))
}

export const surfaceNames = Object.keys(surfaces) as (keyof typeof surfaces)[]
export type SurfaceOperation = (typeof everyOperation)[number]

export const everyOperation = surfaceNames.flatMap((surface) =>
  Object.entries(surfaces[surface].operations).map(([id, operation]) => ({ surface, id, ...operation })),
)

/** A path of the operation, whose parameters name nothing that exists. */
export function pathOf({ surface, path }: SurfaceOperation): string {
  const values: Record<string, string> = { number: '+5491199999999', broadcastId: 'a'.repeat(24) }
  return surfaces[surface].prefix + path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '0'.repeat(24))
}

const documents = {
  keebai: readDocument('keebai'),
  hubmessage: readDocument('hubmessage'),
  sandbox: readDocument('sandbox'),
}

/** The operation's request body, undefined when it takes none. */
export function bodyOf({ surface, path, method }: SurfaceOperation): JsonObject | undefined {
  const document = documents[surface]
  const operation = document.resolve(document.resolve(document.resolve(document.content.paths)[path])[method])
  return operation.requestBody === undefined ? undefined : document.resolve(operation.requestBody)
}

/** Nothing of the process shows. */
export function expectNoStack({ body, headers }: Answered): void {
  expect(JSON.stringify(body) ?? '').not.toMatch(/node_modules|\.ts\b|at \w+ \(|SQLITE|Error:/)
  expect(headers.get('x-powered-by')).toBeNull()
}

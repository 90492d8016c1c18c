import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Operation, readDocument } from '../compare/document.ts'
import { startGatewayProvider } from '../provider/gateway.ts'
import type { PlainRequest, Provider } from '../provider/provider.ts'
import { openUpstream, type Upstream } from '../provider/send-upstream.ts'
import { askAll } from './ask-all.ts'
import { blindSpots } from './blind-spots.ts'
import { findingLines } from './finding-lines.ts'
import { mutantsOf } from './mutants-of.ts'
import { createVerdicts } from './verdicts.ts'

let gateway: Provider
let upstream: Upstream
let tokens: Record<'keebai' | 'hubmessage', string>

beforeAll(async () => {
  gateway = await startGatewayProvider()
  upstream = openUpstream(gateway.url, 20_000)
  const made = (await gateway.states?.setUp({ name: '', params: {} })) ?? {}
  tokens = { keebai: String(made.token), hubmessage: String(made.secret_key) }
})

afterAll(async () => {
  upstream?.close()
  await gateway?.close()
})

describe.each([
  ['keebai', ''],
  ['hubmessage', '/hubmessage'],
] as const)('%s', (surface, prefix) => {
  const document = readDocument(surface)
  const operations = document.operations.filter(({ isEvent }) => !isEvent)

  test.each(operations.map((operation): [string, Operation] => [operation.id, operation]))(
    '%s refuses every request that its document does not allow, as documented, and says where it is wrong',
    async (_, operation) => {
      const verdicts = createVerdicts(document)
      const mutants = mutantsOf(document, operation, verdicts)
      const send = ({ path, headers, ...request }: PlainRequest) =>
        upstream.send({
          ...request,
          path: prefix + path,
          headers: { authorization: `Bearer ${tokens[surface]}`, ...headers },
        })
      const asked = await askAll(document, mutants, send)
      expect(findingLines(asked)).toEqual([])
      expect(asked).toHaveLength(mutants.length)
      expect(blindSpots(document, operation, verdicts), 'rules that no mutant breaks').toEqual([])
    },
    // Some operations have thousands.
    60_000,
  )
})

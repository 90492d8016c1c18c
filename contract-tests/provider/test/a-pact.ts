import type { Json, JsonObject } from '../../json.ts'
import type { Pact } from '../../pact-file/interaction.ts'
import { toPact } from '../../pact-file/to-pact.ts'

const token = `kbai_pk_${'9d1ec0de'.repeat(8)}`
export const bearer = { Authorization: `Bearer ${token}` }

/** A pact as its library would write it, from its interactions. */
export function aPact(
  version: 2 | 3 | 4,
  nodes: JsonObject[],
  more: { provider?: string; pending?: boolean } = {},
): Pact {
  const { provider = 'keebai', pending = false } = more
  const messages = version === 3 && nodes.some(({ contents }) => contents !== undefined)
  const content: Json = {
    consumer: { name: 'crm' },
    provider: { name: provider },
    [messages ? 'messages' : 'interactions']: nodes,
    metadata: { pactSpecification: { version: `${version}.0` } },
  }
  const { pact, findings } = toPact(content, 'crm.json', { pending })
  if (!pact || findings.length > 0) throw new Error(JSON.stringify(findings))
  return pact
}

/** A request of version 2 or 3. */
export function anInteraction(
  description: string,
  request: JsonObject,
  response: JsonObject,
  more: JsonObject = {},
): JsonObject {
  const headers = { ...bearer, ...(request.headers as JsonObject | undefined) }
  return {
    description,
    ...more,
    request: { method: 'GET', ...request, headers },
    response: { status: 200, ...response },
  }
}

/** The same of version 4. */
export function anInteraction4(
  description: string,
  request: JsonObject,
  response: JsonObject,
  more: JsonObject = {},
): JsonObject {
  const { headers, body, ...rest } = request
  const { body: answered, ...answer } = response
  return {
    type: 'Synchronous/HTTP',
    description,
    ...more,
    request: {
      method: 'GET',
      headers: lists({ ...bearer, ...(headers as JsonObject | undefined) }),
      ...rest,
      ...inContent(body),
    },
    response: { status: 200, ...answer, ...inContent(answered) },
  }
}

/** A message of version 4. */
export function aMessage(description: string, contents: Json, metadata: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'Asynchronous/Messages', description, ...more, ...inContent(contents, 'contents'), metadata }
}

function inContent(content: Json | undefined, name = 'body'): JsonObject {
  return content === undefined ? {} : { [name]: { content, contentType: 'application/json', encoded: false } }
}

function lists(headers: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
}

import { valueAt } from '../compare/pointer.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { Interaction, Pact } from '../pact-file/interaction.ts'
import { interactionHeader } from './recording-proxy.ts'

/**
 * A copy of a pact with some of its interactions, each named by its index: as its description, its one provider state and a header of its
 * request. So every result, every set-up and every request says of itself which interaction it is of.
 */
export function indexedPact(pact: Pact, interactions: Interaction[]): JsonObject {
  const content = isObject(pact.content) ? pact.content : {}
  const metadata = isObject(content.metadata) ? content.metadata : {}
  const of = (kind: Interaction['kind']) =>
    interactions.filter((one) => one.kind === kind).map((one) => indexed(pact, one))
  const lists: JsonObject =
    pact.version === 4
      ? { interactions: interactions.map((one) => indexed(pact, one)) }
      : { ...listed('interactions', of('http')), ...listed('messages', of('message')) }
  return {
    consumer: { name: pact.consumer },
    provider: { name: pact.provider },
    ...lists,
    metadata: { ...metadata, pactSpecification: { version: versions[pact.version] } },
  }
}

const versions = { 2: '2.0.0', 3: '3.0.0', 4: '4.0' } as const

/** Without `interactions` a pact before version 4 is one of messages; with both, it is read as one of requests. */
function listed(name: string, nodes: JsonObject[]): JsonObject {
  return nodes.length > 0 ? { [name]: nodes } : {}
}

function indexed(pact: Pact, interaction: Interaction): JsonObject {
  const name = String(interaction.index)
  const found = valueAt(pact.content, interaction.pointer)
  const { providerState: _1, provider_state: _2, providerStates: _3, key: _4, pending: _5, ...node } = asObject(found)
  const state: JsonObject = pact.version === 2 ? { providerState: name } : { providerStates: [{ name }] }
  const named: JsonObject = { ...node, ...state, description: name }
  if (interaction.kind === 'message') return named
  const request = asObject(node.request)
  const headers: JsonObject = {
    ...asObject(request.headers),
    [interactionHeader]: pact.version === 4 ? [name] : name,
  }
  return { ...named, request: { ...request, headers } }
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

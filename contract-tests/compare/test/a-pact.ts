import type { Json } from '../../json.ts'
import type { HttpInteraction, Interaction, MessageInteraction, Pact } from '../../pact-file/interaction.ts'
import { matchEvent, matchOperation } from '../../pact-file/match-operation.ts'
import { type Operation, readDocument } from '../document.ts'
import { pointerTo } from '../pointer.ts'

/** Literals with members of their own are no `Json` to the compiler, so bodies are of any type here. */
type Wish =
  | (Omit<Partial<HttpInteraction>, 'requestBody' | 'responseBody'> & { requestBody?: unknown; responseBody?: unknown })
  | (Omit<Partial<MessageInteraction>, 'contents'> & { contents: unknown })

/** A pact of a surface with the interactions wished for; an HTTP one is a good text to a known channel unless it says otherwise. */
export function aPact(surface: Pact['surface'], wishes: Wish[], consumer = 'shop'): Pact {
  const interactions = wishes.map((wish, index) => anInteraction(surface, wish, index))
  const source = `pacts/${consumer}.json`
  return { source, consumer, provider: surface, version: 3, surface, interactions, content: {}, pending: false }
}

function anInteraction(surface: Pact['surface'], wish: Wish, index: number): Interaction {
  const base = {
    index,
    description: `interaction ${index}`,
    states: [],
    pending: false,
    pointer: `/interactions/${index}`,
  }
  if ('contents' in wish) {
    const message = {
      ...base,
      metadata: {},
      event: undefined,
      ...wish,
      kind: 'message' as const,
      contents: wish.contents as Json,
    }
    return { ...message, event: message.event ?? matchEvent(surface, message) }
  }
  const interaction = { ...base, ...text, ...wish } as HttpInteraction
  return { ...interaction, operation: matchOperation(surface, interaction.method, interaction.path)?.id }
}

export const auth = { authorization: 'Bearer kbai_pk_9d1ec0de9d1ec0de' }
const json = { 'content-type': 'application/json' }
export const byChannel = { channel_id: '65a1f2b3c4d5e6f7a8b9c0d1', to: '+5491155555555', text: 'Hola' }
export const byNumber = { phone_number_id: '100000000000001', to: '+5491155555555', text: 'Hola' }

const text: Omit<HttpInteraction, 'index' | 'description' | 'states' | 'pending' | 'pointer'> = {
  kind: 'http',
  method: 'POST',
  path: '/v1/messages/text',
  query: {},
  requestHeaders: { ...auth, ...json },
  requestBody: byChannel,
  status: 202,
  responseHeaders: json,
  responseBody: undefined,
  operation: 'sendTextMessage',
}

/** A read without a body. */
export function get(path: string, status: number, responseBody?: Json): Partial<HttpInteraction> {
  return { method: 'GET', path, requestHeaders: auth, requestBody: undefined, status, responseBody }
}

/** One interaction for each example of each answer of a document, asked with the first example of the request. */
export function everyExample(surface: Pact['surface']): Partial<HttpInteraction>[] {
  const document = readDocument(surface)
  const operations = document.operations.filter((one) => !one.isEvent && !takesForm(one))
  return operations.flatMap((operation) => {
    const requests = examplesAt(`${operation.pointer}/requestBody${pointerTo('content', 'application/json')}`)
    return Object.entries(document.resolve(operation.content.responses)).flatMap(([status, node]) => {
      const examples = document.resolve(document.resolve(document.resolve(node).content)['application/json']).examples
      return Object.entries(document.resolve(examples)).map(([name, example]) => ({
        description: `${operation.id} answers ${status}: ${name}`,
        method: operation.method.toUpperCase(),
        path: operation.path.replaceAll(/\{[^}]+\}/g, '65a1f2b3c4d5e6f7a8b9c0d1'),
        query: queryOf(operation),
        requestHeaders: { ...auth, ...json },
        requestBody: requests[name] ?? Object.values(requests)[0],
        status: Number(status),
        responseBody: document.resolve(example).value ?? null,
      }))
    })
  })

  /** What it cannot be asked without. */
  function queryOf({ content }: Operation): Record<string, string[]> {
    const list = Array.isArray(content.parameters) ? content.parameters.map((one) => document.resolve(one)) : []
    const required = list.filter((one) => one.in === 'query' && one.required === true)
    return Object.fromEntries(required.map(({ name, example }) => [String(name), [String(example)]]))
  }

  function takesForm({ content }: Operation): boolean {
    return document.resolve(document.resolve(content.requestBody).content)['multipart/form-data'] !== undefined
  }

  function examplesAt(pointer: string): Record<string, Json> {
    const examples = document.resolve(document.at(pointer).examples)
    return Object.fromEntries(
      Object.entries(examples).map(([name, node]) => [name, document.resolve(node).value ?? null]),
    )
  }
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Document, readDocument } from '../compare/document.ts'
import { exemplified } from '../compare/exemplified.ts'
import { createResponseCheck } from '../compare/response-check.ts'
import type { Json } from '../json.ts'
import { baseRequests } from '../negative/base-requests.ts'
import { toRequest } from '../negative/to-request.ts'
import { eventsOf } from '../pact-file/match-operation.ts'
import { startGatewayProvider } from '../provider/gateway.ts'
import type { Provider } from '../provider/provider.ts'
import { openUpstream, type Upstream } from '../provider/send-upstream.ts'
import { lackingIn, membersOf, overlaid } from './likens.ts'
import { pages } from './pages.ts'
import type { Shown } from './shown.ts'

let gateway: Provider
let upstream: Upstream

beforeAll(async () => {
  gateway = await startGatewayProvider()
  upstream = openUpstream(gateway.url, 20_000)
})

afterAll(async () => {
  upstream?.close()
  await gateway?.close()
})

describe.each(['keebai', 'hubmessage'] as const)('%s', (surface) => {
  const document = readDocument(surface)
  const { requests, answers, events } = pages[surface]
  const check = createResponseCheck(document)

  test.each(requests)(
    '$operation takes the request that $page shows, and answers as documented: $body',
    async (shown) => {
      const operation = operationOf(document, shown.operation)
      const made = await setUp(shown.given.length > 0 ? shown.given : [{ name: '', params: {} }])
      const [base] = baseRequests(document, operation)
      if (!base?.body) throw new Error(`${operation.id} takes no body`)
      const query = { ...base.query, ...shown.query }
      const request = toRequest({
        ...base,
        path: { ...base.path, ...shown.path },
        query,
        body: { ...base.body, value: shown.body },
      })
      const token = String(surface === 'keebai' ? made.token : made.secret_key)
      const answer = await upstream.send({
        ...request,
        path: (surface === 'keebai' ? '' : '/hubmessage') + request.path,
        headers: { ...request.headers, authorization: `Bearer ${token}` },
      })
      expect({ status: answer.status, body: answer.status === shown.answered ? '' : answer.body }).toEqual({
        status: shown.answered,
        body: '',
      })
      expect(check(operation.id, answer.status, answer.headers, answer.body)).toEqual([])
    },
  )

  test.each(Object.entries(Object.groupBy(requests, ({ operation }) => operation)))(
    'the request examples of %s have every member its pages show',
    (id, shown = []) => {
      const { examples } = requestOf(document, id)
      const known = new Set([...examples.values()].flatMap((value) => membersOf(value)))
      const wanted = shown.flatMap(({ body }) => membersOf(body))
      expect([...new Set(wanted)].filter((member) => !known.has(member))).toEqual([])
    },
  )

  test.each(answers.flatMap((one) => one.operations.map((operation) => ({ ...one, operation }))))(
    'an example of $operation $status has what $page shows',
    ({ operation, ...shown }) => {
      const { pointer, examples } = answerOf(document, operation, shown.status)
      expect(findings(document, pointer, examples, shown)).toEqual([])
    },
  )

  test.each(events)('an example of the event $event has what $page shows', (shown) => {
    const { pointer, examples } = eventOf(document, shown.event)
    expect(findings(document, pointer, examples, shown)).toEqual([])
  })

  async function setUp(states: { name: string; params: Record<string, Json> }[]): Promise<Record<string, Json>> {
    const made: Record<string, Json> = {}
    for (const state of states) Object.assign(made, await gateway.states?.setUp(state))
    return made
  }
})

/**
 * What the nearest example lacks of a shown body, what is said to be absent and is not, and what the schema says against the values
 * that are shown.
 */
function findings(document: Document, pointer: string, examples: Json[], { body, absent = {} }: Shown): string[] {
  const [nearest] = examples
    .map((example) => ({ example, lacks: lackingIn(example, body) }))
    .toSorted((one, other) => one.lacks.length - other.lacks.length)
  const lacks = new Set(nearest?.lacks ?? [''])
  const within = (place: string, other: string) => place === other || place.startsWith(`${other}/`)
  const missing = [...lacks].filter((place) => !Object.keys(absent).some((one) => within(place, one)))
  const idle = Object.keys(absent).filter((one) => ![...lacks].some((place) => within(place, one)))
  if (missing.length > 0 || nearest === undefined) return missing.map((place) => `no example has ${place || 'it'}`)
  const validate = document.validator(pointer)
  const problems = validate(overlaid(nearest.example, body)) ? [] : (validate.errors ?? [])
  return [
    ...idle.map((place) => `${place} is there, and is said to be absent`),
    ...problems.map(({ instancePath, message }) => `${instancePath} ${message}`),
  ]
}

function operationOf(document: Document, id: string) {
  const operation = document.operations.find((one) => one.id === id && !one.isEvent)
  if (!operation) throw new Error(`there is no operation ${id}`)
  return operation
}

function requestOf(document: Document, id: string) {
  const found = exemplified(document, operationOf(document, id)).find(
    ({ isRequest, mediaType }) => isRequest && mediaType,
  )
  if (!found) throw new Error(`${id} takes no body`)
  return found
}

function answerOf(document: Document, id: string, status: number): { pointer: string; examples: Json[] } {
  const operation = operationOf(document, id)
  const responses = document.resolve(operation.content.responses)
  const own = { ...operation, content: { responses: { [status]: responses[status] ?? {} } } }
  const [found] = exemplified(document, own)
  return { pointer: found?.pointer ?? '', examples: [...(found?.examples.values() ?? [])] }
}

function eventOf(document: Document, name: string): { pointer: string; examples: Json[] } {
  const event = eventsOf(document).find((one) => one.name === name)
  if (!event) throw new Error(`there is no event ${name}`)
  const found = exemplified(document, event.operation).filter(({ mediaType }) => mediaType !== undefined)
  const [holder] = found.filter(({ mediaType }) => (event.isStream ? mediaType === 'text/event-stream' : true))
  return { pointer: event.pointer, examples: [...(holder?.examples.values() ?? [])] }
}

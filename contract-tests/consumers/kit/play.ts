import { expect } from 'vitest'
import { ApiError, unwrap } from '../../../client/index.ts'
import { isObject, type Json } from '../../json.ts'
import { type PlannedInteraction, pathOf } from './interactions.ts'
import { toExample, toHeaderMatcher, toMatcher } from './matchers.ts'
import type { PactBook } from './pact-book.ts'
import type { Schemas } from './schemas.ts'
import type { CallOptions } from './subject.ts'
import type { Surface } from './surface.ts'

/** A file whose type is open, of which nothing is expected. */
const anyType = '*/*'

/** Asks Pact's mock server through the client, holds what the client reports to the documentation, and keeps the interaction. */
export async function play(
  book: PactBook,
  surface: Surface,
  schemas: Schemas,
  planned: PlannedInteraction,
): Promise<void> {
  const { operation, request, response, example } = planned
  const options = {
    isExact: (pointer: string) => surface.isCode(pointer, response.status),
    ...planned.freedom,
  }
  const body =
    example && response.contentType === 'application/json'
      ? toMatcher(schemas, response.schema, example.value, options)
      : undefined
  const headers = Object.entries(response.headers).map(([name, header]) => [name, toHeaderMatcher(schemas, header)])
  const interaction = book.newPact().addInteraction().uponReceiving(planned.description)
  for (const { state, params } of planned.given) interaction.given(state, params)
  await interaction
    .withRequest(operation.method, pathOf(operation, request.path), (builder) => {
      builder.headers({ Authorization: `Bearer ${surface.token}`, ...request.headers })
      if (request.query) builder.query(request.query)
      if (typeof request.body === 'string') writeText(builder, request.body, request.headers?.['Content-Type'])
      else if (request.body !== undefined) builder.jsonBody(request.body)
    })
    .willRespondWith(response.status, (builder) => {
      if (headers.length > 0) builder.headers(Object.fromEntries(headers))
      if (body !== undefined) builder.jsonBody(body)
      else if (response.contentType && response.contentType !== anyType)
        builder.headers({ 'Content-Type': response.contentType })
    })
    .executeTest(async ({ url }) => {
      const seen = await ask(surface, planned, url)
      holdToDocumentation(surface, planned, seen, body === undefined ? undefined : toExample(body))
    })
}

/**
 * A body that is no JSON. A form is compared part by part as text; Pact's own `body` would hold each part to the type of
 * the whole.
 */
function writeText(builder: { body(type: string, body: Buffer): unknown }, text: string, type = 'text/plain'): void {
  if (!type.startsWith('multipart/')) {
    builder.body(type, Buffer.from(text))
    return
  }
  const { interaction } = builder as unknown as { interaction: { withRequestBody(body: string, type: string): void } }
  interaction.withRequestBody(text, type)
}

/** What an integrator's program gets: the data, or what was thrown. */
async function ask(surface: Surface, { subject, request }: PlannedInteraction, baseUrl: string): Promise<Seen> {
  const options = {
    ...request,
    client: surface.connect({ baseUrl, token: surface.token }),
    ...(typeof request.body === 'string' && { bodySerializer: String }),
  } as CallOptions
  const result = subject.call(options)
  try {
    const data = await unwrap(result)
    return { data, status: (await result).response?.status }
  } catch (error) {
    return { error }
  }
}

interface Seen {
  data?: unknown
  status?: number | undefined
  error?: unknown
}

function holdToDocumentation(
  surface: Surface,
  { response: { status, contentType } }: PlannedInteraction,
  seen: Seen,
  body: Json | undefined,
): void {
  if (contentType === anyType) {
    // Pact's mock server sends no bytes of a file whose type is open.
    expect(seen.status).toBe(status)
    return
  }
  if (status < 300) {
    expect(seen).toEqual({ data: body ?? null, status })
    return
  }
  if (!(seen.error instanceof ApiError))
    throw new Error(`The client met ${status} and threw no ApiError`, { cause: seen })
  expect(seen.error).toMatchObject({ status, body, code: isObject(body) ? surface.codeOf(body, status) : null })
}

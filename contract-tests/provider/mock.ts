import { plain } from '../../mocks/provider-states/nearest.ts'
import { limitedToken } from '../../mocks/static/tokens.ts'
import { readDocument } from '../compare/document.ts'
import type { Json } from '../json.ts'
import type { Interaction } from '../pact-file/interaction.ts'
import { bestExample, documentedAnswers } from './documented-answers.ts'
import type { Asked, Asking, PlainRequest, Provider } from './provider.ts'

/** The static mock. It has no state: what only a state brings about is asked for by name, and the result says so. */
export async function startMockProvider(): Promise<Provider> {
  const { openStaticMock } = await import('../../mocks/static/static-mock.ts')
  const { url, close } = await openStaticMock({ eventSpacingMs: 0 })
  return {
    name: 'mock',
    title: 'mock',
    url,
    lanes: 'shared',
    states: undefined,
    ask,
    excludes: excludedAtMock,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Why the static mock cannot show an interaction; undefined where it can. */
export function excludedAtMock(interaction: Interaction): string | undefined {
  if (interaction.kind === 'http' || interaction.event?.includes('#')) return undefined
  return 'the static mock sends no webhooks'
}

/** What it says by itself counts; only where that is not what the interaction is about, the answer is asked for by name. */
async function ask(asking: Asking): Promise<Asked> {
  const { interaction, surface, send } = asking
  const request = withScopes(asking)
  const answer = await send(request)
  const operation = documentedAnswers(readDocument(surface), interaction.operation)
  const examples = operation.get(interaction.status)
  if (
    !examples ||
    !needsName(
      asking,
      answer.status,
      [...examples.values()].some(({ isConditional }) => isConditional),
    )
  ) {
    return { request, answer }
  }
  const best = bestExample(examples, interaction.responseBody)
  const isMeant = () => !best || bestExample(examples, parsed(answer.body))?.name === best.name
  if (answer.status === interaction.status && isMeant()) return { request, answer }
  const prefer = [`code=${interaction.status}`, ...(best && examples.size > 1 ? [`example=${best.name}`] : [])].join(
    ', ',
  )
  const named = { ...request, headers: { ...request.headers, prefer } }
  return { request: named, answer: await send(named), prefer }
}

/** Statuses that a request brings about by itself; the others take a state that the mock does not have. */
const natural = new Set([400, 401, 403, 405, 413, 415])

function needsName({ interaction, states }: Asking, status: number, isByRequest: boolean): boolean {
  const hasStates = states.some(({ name }) => name !== '')
  const { status: wanted } = interaction
  if (wanted < 300) return hasStates && status === wanted && !isByRequest
  return hasStates || !natural.has(wanted)
}

/** The mock reads scopes out of the token itself, so a state about scopes becomes a token that names them. */
function withScopes({ states, surface, request }: Asking): PlainRequest {
  const limits = states.flatMap(({ name, params }) => {
    if (params.scopes !== undefined) return [scopesIn(params.scopes)]
    return plain(name) === 'a token without scopes' ? [[]] : []
  })
  const scopes = limits.at(-1)
  if (scopes === undefined || surface !== 'keebai' || !/^Bearer /i.test(request.headers.authorization ?? ''))
    return request
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${limitedToken(surface, scopes)}` } }
}

function scopesIn(scopes: unknown): string[] {
  const list = Array.isArray(scopes) ? scopes : String(scopes).split(/[\s,]+/)
  return list.map(String).filter((scope) => scope !== '')
}

function parsed(body: string): Json {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

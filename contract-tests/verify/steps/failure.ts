import type { Interaction } from '../../pact-file/interaction.ts'
import type { InteractionResult, Mismatch } from '../../provider/provider.ts'
import { curlLine } from '../curl.ts'
import type { Finding } from '../finding.ts'
import type { Verified } from '../run.ts'

/** What a failed interaction is told as: one finding, by what weighs most, with everything that differs. */
export function failureOf({ pact, interaction, provider, result }: Verified): Finding {
  const { mismatches, exchanges } = result
  const kind = kinds.find(({ of }) => mismatches.some((mismatch) => mismatch.kind === of)) ?? unknownKind
  const told = mismatches.filter((mismatch) => mismatch.kind === kind.of)
  const last = exchanges.at(-1)
  const hint = kind.hint ?? hintOf(interaction, result)
  return {
    check: 'provider',
    severity: 'error',
    code: kind.code,
    what: kind.what(interaction, told),
    where: {
      consumer: pact.consumer,
      pact: pact.source,
      interaction: interaction.description,
      provider: provider.title,
      ...(interaction.kind === 'http'
        ? { operation: interaction.operation, status: interaction.status }
        : { operation: interaction.event }),
      pointer: interaction.pointer,
    },
    ...valuesOf(kind.code, told, result),
    ...(last && { curl: curlLine(last.request, provider.url) }),
    ...(hint && { hint }),
    ...(result.outcome === 'pending-failed' && { pending: true }),
  }
}

interface Kind {
  of: Mismatch['kind'] | undefined
  code: string
  what(interaction: Interaction, told: Mismatch[]): string
  hint?: string
}

/** What explains the others comes first. */
const kinds: Kind[] = [
  {
    of: 'state',
    code: 'state-not-made',
    what: (_, told) => `Its provider state could not be made: ${sentence(told)}`,
  },
  {
    of: 'provider',
    code: 'provider-no-answer',
    what: (_, told) => `The provider gave no answer: ${sentence(told)}`,
  },
  { of: 'event', code: 'event-not-made', what: (_, told) => `The event did not come about: ${sentence(told)}` },
  {
    of: 'StatusMismatch',
    code: 'provider-status',
    what: (_, told) => `The answer has the status ${told[0]?.got} where the pact expects ${told[0]?.expected}.`,
  },
  {
    of: 'HeaderMismatch',
    code: 'provider-header',
    what: (_, told) => `The answer differs in ${named(told, 'header')}.`,
  },
  { of: 'BodyTypeMismatch', code: 'provider-body', what: () => 'The body of the answer is of another content type.' },
  {
    of: 'BodyMismatch',
    code: 'provider-body',
    what({ kind }, told) {
      const subject = kind === 'http' ? 'answer' : 'event'
      const lacks = told.every((one) => lackedBy(one).length > 0)
      return `The ${subject} ${lacks ? 'lacks' : 'differs at'} ${named(told.flatMap(eachLacked), 'place')}.`
    },
  },
  {
    of: 'MetadataMismatch',
    code: 'provider-metadata',
    what: (_, told) => `The event differs in ${named(told, 'value')} of its metadata.`,
  },
]

/** Members of an object that are not there: the verifier has them only in its message. */
function lackedBy({ message }: Mismatch): string[] {
  const [, names] = /^Actual map is missing the following keys: (.+)$/.exec(message) ?? []
  return names?.split(', ') ?? []
}

/** One for each member that is lacking. */
function eachLacked(mismatch: Mismatch): Mismatch[] {
  const names = lackedBy(mismatch)
  if (names.length === 0) return [mismatch]
  return names.map((name) => ({ ...mismatch, path: `${mismatch.path}.${name}`, expected: 'present', got: 'absent' }))
}

const unknownKind: Kind = {
  of: 'error',
  code: 'provider-error',
  what: (_, told) => `The interaction could not be verified: ${sentence(told)}`,
}

function sentence(told: Mismatch[]): string {
  const text = told.map(({ message }) => message).join('; ') || 'no reason was given'
  return /[.!?]$/.test(text) ? text : `${text}.`
}

const namedMax = 3

function named(told: Mismatch[], thing: string): string {
  const places = [...new Set(told.map(({ path }) => path).filter(Boolean))]
  if (places.length === 0) return `one ${thing}`
  if (places.length <= namedMax) return places.map((place) => `\`${place}\``).join(', ')
  return `${places.length} ${thing}s`
}

const valueCharactersMax = 4_000

function valuesOf(code: string, told: Mismatch[], { exchanges }: InteractionResult): Pick<Finding, 'expected' | 'got'> {
  if (code === 'provider-status') {
    const response = exchanges.at(-1)?.response
    const body = response?.body ? `\n${response.body}` : ''
    return { expected: told[0]?.expected ?? '', got: cut(`${told[0]?.got ?? response?.status}${body}`) }
  }
  const lines = told.flatMap(eachLacked).filter(({ expected, got }) => expected !== '' || got !== '')
  if (lines.length === 0) return {}
  const text = (value: 'expected' | 'got') =>
    lines.map((one) => `${one.path}${one.path && ': '}${one[value] || (value === 'got' ? lackOf(one) : '')}`).join('\n')
  return { expected: cut(text('expected')), got: cut(text('got')) }
}

/** The verifier leaves the value empty where there is none, and says why in its message. */
function lackOf({ message }: Mismatch): string {
  return message === '' ? 'nothing' : message
}

function cut(text: string): string {
  return text.length > valueCharactersMax ? `${text.slice(0, valueCharactersMax)}…` : text
}

/** What usually lies behind an answer of another status. */
function hintOf(interaction: Interaction, { exchanges }: InteractionResult): string | undefined {
  const got = exchanges.at(-1)?.response.status
  if (interaction.kind !== 'http' || got === undefined || got === interaction.status) return undefined
  if (got === 401 && interaction.requestHeaders.authorization === undefined) {
    return 'The request carries no Authorization header. Any bearer token will do: an unknown one acts for the company of the run.'
  }
  if (got === 404 && interaction.operation !== undefined && interaction.states.length === 0) {
    return 'What the request names does not exist. Name a provider state that makes it, with its id as a parameter.'
  }
  if (got === 404 && interaction.operation !== undefined) {
    return 'What the request names does not exist. Give the id it names as a parameter of the provider state.'
  }
  if (interaction.operation === undefined) return 'The specification has no such operation; look at the path.'
  return undefined
}

import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Finding } from '../verify/finding.ts'
import type { Interaction, Pact, SurfaceName } from './interaction.ts'
import { matchEvent, matchOperation } from './match-operation.ts'
import { pathOn, surfaceNames, surfaceOf } from './surface-of.ts'
import { type RawInteraction, toInteractions } from './to-interaction.ts'

export interface PactOptions {
  /** What the pact is about, where its provider's name and its requests do not tell. */
  surface?: SurfaceName
  /** Set by a broker. */
  pending?: boolean
}

/**
 * Makes a pact of parsed JSON, of whichever version and writer. Without `pact` it cannot be used at all; with both, the findings are about
 * interactions that were left out.
 */
export function toPact(
  content: Json,
  source: string,
  options: PactOptions = {},
): { pact: Pact | undefined; findings: Finding[] } {
  const failed = (what: string, hint: string, consumer?: string) => ({
    pact: undefined,
    findings: [unusable('pact-unusable', what, hint, { pact: source, consumer })],
  })
  if (!looksLikePact(content)) {
    return failed(`${source} is not a pact: it has neither \`interactions\` nor \`messages\`.`, notAPactHint)
  }
  const [consumer, provider] = [nameOf(content.consumer), nameOf(content.provider)]
  if (!consumer || !provider) {
    return failed(
      `${source} does not name its ${consumer ? 'provider' : 'consumer'}.`,
      'A pact has `consumer.name` and `provider.name`.',
    )
  }
  const declared = declaredVersion(content)
  const version = declared === undefined ? impliedVersion(content) : majorOf(declared)
  if (!version) {
    return failed(
      `${source} is of Pact specification ${declared}, which is not known.`,
      'Versions 1 to 4 are read.',
      consumer,
    )
  }
  const raw = toInteractions(content, version)
  const usable = raw.filter((one): one is RawInteraction => 'kind' in one)
  const surface = options.surface ?? surfaceOf(provider, usable)
  if (!surface) {
    const hint = `Say which one it is: --surface ${surfaceNames.join(' or --surface ')}.`
    return failed(
      `Neither the provider's name "${provider}" nor the requests of ${source} tell which surface it is about.`,
      hint,
      consumer,
    )
  }
  const findings = raw.flatMap((one): Finding[] => {
    if ('kind' in one) return []
    const place = { pact: source, consumer, interaction: one.description, pointer: one.pointer }
    const title = one.description === '' ? one.pointer : `"${one.description}"`
    return [unusable('interaction-unusable', `The interaction ${title} ${one.what}.`, one.hint, place)]
  })
  if (raw.length === 0) findings.push(empty(source, consumer))
  const interactions = usable.map((one) => onSurface(surface, one))
  const pending = options.pending ?? false
  return { pact: { source, consumer, provider, version, surface, interactions, content, pending }, findings }
}

export function looksLikePact(content: Json): content is JsonObject {
  return isObject(content) && (Array.isArray(content.interactions) || Array.isArray(content.messages))
}

export const notAPactHint = 'Give the file that the Pact library wrote, usually below a folder named `pacts`.'

function onSurface(surface: SurfaceName, one: RawInteraction): Interaction {
  if (one.kind === 'message') return { ...one, event: matchEvent(surface, one) }
  const path = pathOn(surface, one.path)
  return { ...one, path, operation: matchOperation(surface, one.method, path)?.id }
}

function nameOf(participant: Json | undefined): string | undefined {
  const name = isObject(participant) ? participant.name : participant
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** Each writer had its own place for it. */
function declaredVersion(content: JsonObject): string | undefined {
  const metadata = isObject(content.metadata) ? content.metadata : {}
  for (const node of [
    metadata.pactSpecification,
    metadata['pact-specification'],
    metadata.pactSpecificationVersion,
    metadata['pact-specification-version'],
  ]) {
    const version = isObject(node) ? node.version : node
    if (typeof version === 'string' || typeof version === 'number') return String(version)
  }
  return undefined
}

function majorOf(version: string): 2 | 3 | 4 | undefined {
  const major = Number(/^[vV]?(\d+)/.exec(version)?.[1])
  if (major === 1) return 2
  return major === 2 || major === 3 || major === 4 ? major : undefined
}

function impliedVersion(content: JsonObject): 2 | 3 | 4 {
  const interactions = Array.isArray(content.interactions) ? content.interactions.filter(isObject) : []
  if (interactions.some(({ type }) => typeof type === 'string')) return 4
  return Array.isArray(content.messages) || interactions.some((one) => Array.isArray(one.providerStates)) ? 3 : 2
}

function empty(source: string, consumer: string): Finding {
  const what = `${source} has no interaction, so it holds nobody to anything.`
  const hint = 'Did the consumer tests run before it was written?'
  return { check: 'pact-spec', severity: 'warning', code: 'pact-empty', what, where: { pact: source, consumer }, hint }
}

function unusable(code: string, what: string, hint: string, where: Finding['where']): Finding {
  return { check: 'pact-spec', severity: 'error', code, what, where, hint }
}

import type { Document } from '../compare/document.ts'
import { payloadsOf } from '../compare/payloads.ts'
import { isObject, type Json } from '../json.ts'
import type { HttpInteraction, Interaction, MessageInteraction, Pact } from '../pact-file/interaction.ts'
import { eventsOf, operationIn, type SurfaceEvent } from '../pact-file/match-operation.ts'
import { breaksRequest } from './breaks-request.ts'
import type { Change, Use } from './change.ts'
import { isRefused, takesValues } from './is-refused.ts'
import { valuesAt } from './values-at.ts'

/** An interaction that will no longer hold, or no longer can. */
export interface Broken {
  change: Change
  pact: Pact
  interaction: Interaction
}

/**
 * The interactions that breaking changes concern, and those that expect of an answer or event the very value that it can no longer have,
 * which breaks nobody else. An interaction is concerned by a member only if its body has it (or lacks what is newly
 * required), and by what a request may be only if it expects the request to be read: not one that expects 400 or 401.
 * @param before the former version, which the pacts were written to; pacts of another surface are left out by the caller
 */
export function interactionsBroken(changes: Change[], pacts: Pact[], before: Document): Broken[] {
  const candidates = changes.filter((change) => change.breaking || takesValues(change))
  return pacts.flatMap((pact) =>
    pact.interactions.flatMap((interaction) => {
      const concerns =
        interaction.kind === 'http' ? httpConcern(interaction, before) : messageConcern(interaction, before)
      return candidates
        .filter((change) => change.uses.some((use) => concerns(change, use)))
        .map((change) => ({ change, pact, interaction }))
    }),
  )
}

type Concern = (change: Change, use: Use) => boolean

function httpConcern(interaction: HttpInteraction, before: Document): Concern {
  const id = operationIn(before, interaction.method, interaction.path)?.id ?? interaction.operation
  return (change, use) => {
    if (use.operation !== id || (!change.breaking && change.direction === 'request')) return false
    if (change.direction === 'request') return breaksRequest(change, use, interaction)
    if (change.direction === 'response') return breaksAnswer(change, use, interaction)
    return change.breaking && isRead(interaction, change.event)
  }
}

function breaksAnswer(change: Change, use: Use, interaction: HttpInteraction): boolean {
  const { kind, before } = change
  if (use.status !== undefined && use.status !== interaction.status) return false
  const { responseHeaders: headers, responseBody: body } = interaction
  if (!change.breaking) return use.part === 'body' && isMissed(change, use, body)
  if (use.part === 'header') return headers[use.at[0]?.toLowerCase() ?? ''] !== undefined
  if (kind === 'media-type-removed') return headers['content-type']?.startsWith(String(before)) ?? body !== undefined
  return use.part === 'operation' || valuesAt(body, use.at).length > 0
}

function isMissed(change: Change, use: Use, body: Json | undefined): boolean {
  return valuesAt(body, use.at).some((value) => isRefused(change, value))
}

/** A whole stream is one answer: whoever expects it as text names the events in it. */
function isRead({ status, responseBody: body }: HttpInteraction, event: string | undefined): boolean {
  const name = event?.split('#')[1]
  return status === 200 && typeof body === 'string' && body.split('\n').some((line) => line.trim() === `event: ${name}`)
}

function messageConcern(message: MessageInteraction, before: Document): Concern {
  const event = eventOf(message, before)
  const payloads = event ? payloadsOf(event, message.contents).map(({ value }) => value) : []
  return (change, use) => {
    if (change.direction !== 'event' || use.event === undefined || use.event !== event?.name) return false
    if (!change.breaking) return use.part === 'body' && payloads.some((payload) => isMissed(change, use, payload))
    if (use.part === 'header') return hasHeader(message, use.at[0] ?? '')
    return use.part === 'operation' || payloads.some((payload) => valuesAt(payload, use.at).length > 0)
  }
}

/** By what the message calls itself, because the event it was found to be is one of the version after. */
function eventOf({ contents, metadata, event }: MessageInteraction, before: Document): SurfaceEvent | undefined {
  const body = isObject(contents) ? contents : {}
  const events = eventsOf(before)
  for (const name of [metadata.event, metadata.type, metadata.event_type, body.event, body.type, event]) {
    const found = events.find((one) => one.event === name || one.name === name)
    if (found) return found
  }
  return undefined
}

function hasHeader({ metadata }: MessageInteraction, name: string): boolean {
  const headers = isObject(metadata.headers) ? metadata.headers : {}
  return [...Object.keys(metadata), ...Object.keys(headers)].some((one) => one.toLowerCase() === name.toLowerCase())
}

import { isObject, type Json, type JsonObject } from '../json.ts'
import type { MessageInteraction, Pact } from '../pact-file/interaction.ts'
import { eventsOf, type SurfaceEvent } from '../pact-file/match-operation.ts'
import type { Finding } from '../verify/finding.ts'
import { type Document, readDocument } from './document.ts'
import { streamEvents } from './event-stream.ts'
import { forExpectations } from './expectations.ts'
import { locate } from './locate.ts'
import { nearest } from './nearest.ts'
import { type Problem, problemsWith } from './problem.ts'

/** Holds the message interactions of a pact against the schemas of the events they stand for. */
export function comparePayloads(pact: Pact, document: Document = readDocument(pact.surface)): Finding[] {
  const messages = pact.interactions.filter((one): one is MessageInteraction => one.kind === 'message')
  return messages.flatMap((message) => {
    const event = eventsOf(document).find(({ name }) => name === message.event)
    if (!event) return [unknown(pact, message, document)]
    return expectedPayloadProblems(document, event, message.contents).map((problem) =>
      incompatible(pact, message, document, event, problem),
    )
  })
}

/** What is wrong with an event as a provider made it: whole, with all that its schema requires. */
export function payloadProblems(document: Document, event: SurfaceEvent, payload: Json): Problem[] {
  return payloadsOf(event, payload).flatMap(({ value, at }) =>
    problemsWith(document, event.pointer, value, '', 'payload-incompatible').map((problem) => placed(problem, at)),
  )
}

/** What is wrong with an event as a consumer expects it: it may name less than there is, but nothing that there is not. */
function expectedPayloadProblems(document: Document, event: SurfaceEvent, payload: Json): Problem[] {
  return payloadProblems(forExpectations(document), event, payload)
}

interface Payload {
  value: Json
  /** Where `value` really stands: of a stream event that was given as its data alone, `/data` is the whole. */
  at: 'whole' | 'data'
}

/** A stream event is written as `{event, data}`, as its data alone, or as the text that travels. */
export function payloadsOf(event: SurfaceEvent, payload: Json): Payload[] {
  if (!event.isStream) return [{ value: payload, at: 'whole' }]
  if (isObject(payload) && payload.event === event.event && 'data' in payload) return [{ value: payload, at: 'whole' }]
  if (typeof payload === 'string' && /^(id|event|data):/m.test(payload)) {
    return streamEvents(payload).map(({ event: name, data }) => ({ value: { event: name, data }, at: 'whole' }))
  }
  return [{ value: { event: event.event, data: payload }, at: 'data' }]
}

function placed(problem: Problem, at: Payload['at']): Problem {
  return at === 'data' ? { ...problem, pointer: problem.pointer.replace(/^\/data/, '') } : problem
}

function unknown(pact: Pact, message: MessageInteraction, document: Document): Finding {
  const names = eventsOf(document).map(({ event }) => event)
  const said = saidName(message)
  const near = nearest(said ?? message.description, names)
  return {
    check: 'events',
    severity: 'error',
    code: 'event-unknown',
    what: said
      ? `The specification has no event \`${said}\`.`
      : `Which event the message "${message.description}" is cannot be told.`,
    where: { consumer: pact.consumer, pact: pact.source, interaction: message.description, pointer: message.pointer },
    expected: near.length > 0 ? near.join(', ') : 'an event of the specification',
    ...(said ? { got: said } : {}),
    hint:
      names.length === 0
        ? 'This surface has no events.'
        : 'Name the event in the metadata, `{"event": "…"}`, or in the `type` of the contents.',
    ...(pact.pending || message.pending ? { pending: true } : {}),
  }
}

function saidName({ contents, metadata }: MessageInteraction): string | undefined {
  const body: JsonObject = isObject(contents) ? contents : {}
  return [metadata.event, body.event, body.type].find((name) => typeof name === 'string')
}

function incompatible(
  pact: Pact,
  message: MessageInteraction,
  document: Document,
  event: SurfaceEvent,
  problem: Problem,
): Finding {
  return {
    check: 'events',
    severity: 'error',
    code: problem.code,
    what: `The pact expects of the event \`${event.event}\` what it does not carry: ${problem.pointer || 'the payload'}: ${problem.what}.`,
    where: {
      consumer: pact.consumer,
      pact: pact.source,
      interaction: message.description,
      operation: event.isStream ? event.operation.id : event.event,
      pointer: `${message.pointer}/contents${pact.version === 4 ? '/content' : ''}${problem.pointer}`,
      ...locate(document, problem.specPointer ?? event.pointer),
    },
    ...(problem.expected === undefined ? {} : { expected: problem.expected }),
    ...(problem.got === undefined ? {} : { got: problem.got }),
    hint: 'Compare with the examples of the event in the specification, and write the message from what really arrives.',
    ...(pact.pending || message.pending ? { pending: true } : {}),
  }
}

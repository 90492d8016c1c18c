import type { Json } from '../json.ts'
import type { HttpInteraction, MessageInteraction, Pact } from '../pact-file/interaction.ts'
import { eventsOf, operationIn } from '../pact-file/match-operation.ts'
import { expectedDialects } from './dialects.ts'
import type { Document, Operation } from './document.ts'
import { payloadsOf } from './payloads.ts'
import { parametersOf, requestPlace, responsePlace, schemaPlace } from './places.ts'
import { pointerTo, stepsOf } from './pointer.ts'
import { sourceOf, touchedBy } from './touched.ts'

/** One interaction's use of something the vendor does not promise. */
export interface Leaning {
  source: 'assumed' | 'extension' | 'skills' | 'one-dialect'
  interaction: string
  /** Of an event, its name. */
  operation: string | undefined
  status: number | undefined
  pointer: string
  title: string
  /** The title goes on with ` of <operation>`. */
  isOfOperation: boolean
}

/** Every use, in the order of the pact. A member is not told where all it is part of is of the same source already. */
export function leaningsOf(pact: Pact, document: Document): Leaning[] {
  return pact.interactions.flatMap((one) => (one.kind === 'http' ? ofRequest(document, one) : ofMessage(document, one)))
}

function ofRequest(document: Document, one: HttpInteraction): Leaning[] {
  const operation = operationIn(document, one.method, one.path)
  if (!operation) return []
  const leaning = leaningFor(one.description, operation.id, one.status)
  const found = leaning(sourceOf(operation.content), operation.pointer, 'the operation', true)
  const source = sourceOf(operation.content)
  found.push(...parameters(document, operation, one, leaning))
  const asked = schemaPlace(document, requestPlace(operation))
  if (asked !== undefined && one.requestBody !== undefined && one.status < 400) {
    found.push(...members(document, asked, one.requestBody, source, leaning))
  }
  const response = responsePlace(document, operation, one.status)
  if (!response) return found
  const answered = document.at(response.pointer)
  const own = sourceOf(answered) ?? source
  if (own !== source) found.push(...leaning(own, response.pointer, `the answer ${one.status}`, true))
  found.push(...headers(document, response.pointer, one, own, leaning))
  const expected = schemaPlace(document, response.pointer, one.responseHeaders['content-type'])
  if (expected === undefined || one.responseBody === undefined) return found
  found.push(...members(document, expected, one.responseBody, own, leaning))
  for (const { dialect, pointer, shownBy } of expectedDialects(document, operation, one).slice(0, 1)) {
    const title = `the ${dialect} dialect (${shownBy})`
    found.push(...leaning('one-dialect', pointer, title, true))
  }
  return found
}

function ofMessage(document: Document, one: MessageInteraction): Leaning[] {
  const event = eventsOf(document).find(({ name }) => name === one.event)
  if (!event) return []
  const name = event.isStream ? event.operation.id : event.event
  const leaning = leaningFor(one.description, name, undefined)
  const source = sourceOf(event.operation.content)
  const found = leaning(source, event.operation.pointer, `the event ${event.event}`, event.isStream)
  for (const { value } of payloadsOf(event, one.contents)) {
    found.push(...members(document, event.pointer, value, source, leaning))
  }
  return found
}

type MakeLeaning = (source: string | undefined, pointer: string, title: string, isOfOperation?: boolean) => Leaning[]

function leaningFor(interaction: string, operation: string, status: number | undefined): MakeLeaning {
  return (source, pointer, title, isOfOperation = false) => {
    if (source !== 'assumed' && source !== 'extension' && source !== 'skills' && source !== 'one-dialect') return []
    return [{ source, interaction, operation, status, pointer, title, isOfOperation }]
  }
}

function parameters(document: Document, operation: Operation, one: HttpInteraction, leaning: MakeLeaning): Leaning[] {
  return parametersOf(document, operation).flatMap(({ pointer, content }) => {
    const name = String(content.name)
    const isGiven =
      (content.in === 'header' && one.requestHeaders[name.toLowerCase()] !== undefined) ||
      (content.in === 'query' && one.query[name] !== undefined)
    return isGiven ? leaning(sourceOf(content), pointer, `the ${content.in} parameter \`${name}\``) : []
  })
}

function headers(
  document: Document,
  responsePointer: string,
  one: HttpInteraction,
  source: string | undefined,
  leaning: MakeLeaning,
): Leaning[] {
  return Object.entries(document.resolve(document.at(responsePointer).headers)).flatMap(([name, node]) => {
    if (one.responseHeaders[name.toLowerCase()] === undefined) return []
    const header = document.resolve(node)
    const own = sourceOf(header) ?? source
    return own === source ? [] : leaning(own, document.pointerOf(header) ?? responsePointer, `the header \`${name}\``)
  })
}

function members(
  document: Document,
  pointer: string,
  value: Json,
  source: string | undefined,
  leaning: MakeLeaning,
): Leaning[] {
  return touchedBy(document, pointer, value, source).flatMap((touch) => {
    const title = titleOf(touch.pointer, touch.at)
    const own = touch.source === touch.parentSource ? [] : leaning(touch.source, touch.pointer, title)
    const sources = document.resolve(touch.schema['x-sources'])
    const ofValue = typeof touch.value === 'string' ? sources[touch.value] : undefined
    // An answer of that source as a whole has been told already.
    if (typeof ofValue !== 'string' || ofValue === touch.source || ofValue === source) return own
    const place = `${touch.pointer}/x-sources${pointerTo(String(touch.value))}`
    return [...own, ...leaning(ofValue, place, `the value \`${touch.value}\` of ${lastName(touch.at)}`)]
  })
}

/** `active` of WebhookSubscription; of a schema on its own, the member that has it. */
function titleOf(pointer: string, at: string): string {
  const steps = stepsOf(pointer)
  const component = steps[0] === 'components' ? steps[2] : undefined
  const member = steps.at(-2) === 'properties' ? steps.at(-1) : undefined
  if (member !== undefined) return component === undefined ? `\`${member}\`` : `\`${member}\` of ${component}`
  return component === undefined ? lastName(at) : `${lastName(at)} (${component})`
}

function lastName(at: string): string {
  const name = stepsOf(at).findLast((step) => !/^\d+$/.test(step))
  return name === undefined ? 'the body' : `\`${name}\``
}

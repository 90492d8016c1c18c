import { isObject, type Json } from '../json.ts'
import type { HttpInteraction, Pact } from '../pact-file/interaction.ts'
import { operationIn } from '../pact-file/match-operation.ts'
import type { Finding } from '../verify/finding.ts'
import { type Document, type Operation, readDocument } from './document.ts'
import { locate } from './locate.ts'
import { requestPlace, responsePlace, schemaPlace } from './places.ts'
import { touchedBy } from './touched.ts'

/** A dialect, and what of a request or an answer shows it. */
export interface DialectMark {
  dialect: string
  /** A member, or a value in quotes. */
  shownBy: string
  /** In the document. */
  pointer: string
  /** In the body. */
  at: string
}

/**
 * Finds interactions that ask in one dialect and expect the answer of the other, which no schema forbids: each body fits its own schema.
 * The specification says by `x-dialect` and `x-dialects` what belongs to which.
 */
export function compareDialects(pact: Pact, document: Document = readDocument(pact.surface)): Finding[] {
  const exchanges = pact.interactions.flatMap((one) => {
    const operation = one.kind === 'http' ? operationIn(document, one.method, one.path) : undefined
    if (one.kind !== 'http' || !operation || one.status >= 400) return []
    const asked = requestDialect(document, operation, one.requestBody)
    return [{ interaction: one, operation, asked, expected: expectedDialects(document, operation, one) }]
  })
  const spoken = new Set(exchanges.flatMap(({ asked }) => (asked ? [asked.dialect] : [])))
  const only = spoken.size === 1 ? [...spoken][0] : undefined
  return exchanges.flatMap(({ interaction, operation, asked, expected }) => {
    const other = expected.find(({ dialect }) => dialect !== (asked?.dialect ?? only))
    if (!other) return []
    if (asked) return [swapped(pact, document, interaction, operation, asked, other)]
    return only === undefined ? [] : [mixed(pact, document, interaction, operation, only, other)]
  })
}

/** The first member of `x-dialects` that a request has decides. */
export function requestDialect(
  document: Document,
  operation: Operation,
  body: Json | undefined,
): DialectMark | undefined {
  const pointer = schemaPlace(document, requestPlace(operation))
  if (pointer === undefined || !isObject(body)) return undefined
  const schema = document.resolve(document.at(pointer))
  const members = document.resolve(schema['x-dialects'])
  const place = document.pointerOf(schema) ?? pointer
  for (const [member, dialect] of Object.entries(members)) {
    if (body[member] === undefined || body[member] === null) continue
    return { dialect: String(dialect), shownBy: member, pointer: `${place}/x-dialects`, at: `/${member}` }
  }
  return undefined
}

/** Every sign of a dialect in the body an interaction expects. */
export function expectedDialects(
  document: Document,
  operation: Operation,
  interaction: HttpInteraction,
): DialectMark[] {
  const response = responsePlace(document, operation, interaction.status)
  const pointer = response && schemaPlace(document, response.pointer, interaction.responseHeaders['content-type'])
  if (pointer === undefined || interaction.responseBody === undefined) return []
  return touchedBy(document, pointer, interaction.responseBody, undefined).flatMap((touch): DialectMark[] => {
    const whole = touch.schema['x-dialect']
    if (typeof whole === 'string') {
      const name = touch.pointer.split('/').at(-1) ?? ''
      return [{ dialect: whole, shownBy: name, pointer: touch.pointer, at: touch.at }]
    }
    const values = document.resolve(touch.schema['x-dialects'])
    const dialect = typeof touch.value === 'string' ? values[touch.value] : undefined
    if (typeof dialect !== 'string') return []
    return [{ dialect, shownBy: JSON.stringify(touch.value), pointer: `${touch.pointer}/x-dialects`, at: touch.at }]
  })
}

function swapped(
  pact: Pact,
  document: Document,
  interaction: HttpInteraction,
  operation: Operation,
  asked: DialectMark,
  expected: DialectMark,
): Finding {
  return {
    check: 'pact-spec',
    severity: 'error',
    code: 'dialect-swapped',
    what: `"${interaction.description}" asks in the ${asked.dialect} dialect (\`${asked.shownBy}\`) and expects the answer of the ${expected.dialect} dialect (${expected.shownBy}).`,
    where: placeIn(pact, document, interaction, operation, expected),
    expected: `an answer of the ${asked.dialect} dialect`,
    got: `${expected.shownBy}, of the ${expected.dialect} dialect`,
    hint: hintFor(document, operation, asked.dialect, expected.dialect),
    ...(pact.pending || interaction.pending ? { pending: true } : {}),
  }
}

function mixed(
  pact: Pact,
  document: Document,
  interaction: HttpInteraction,
  operation: Operation,
  spoken: string,
  expected: DialectMark,
): Finding {
  return {
    check: 'pact-spec',
    severity: 'warning',
    code: 'dialect-mixed',
    what: `"${interaction.description}" expects ${expected.shownBy}, of the ${expected.dialect} dialect, but all requests of this pact speak the ${spoken} dialect.`,
    where: placeIn(pact, document, interaction, operation, expected),
    expected: `a value of the ${spoken} dialect`,
    got: expected.shownBy,
    hint: 'What was made in one dialect is answered in it later on, too.',
    ...(pact.pending || interaction.pending ? { pending: true } : {}),
  }
}

function placeIn(
  pact: Pact,
  document: Document,
  interaction: HttpInteraction,
  operation: Operation,
  mark: DialectMark,
) {
  return {
    consumer: pact.consumer,
    pact: pact.source,
    interaction: interaction.description,
    operation: operation.id,
    status: interaction.status,
    pointer: `${interaction.pointer}/response/body${pact.version === 4 ? '/content' : ''}${mark.at}`,
    ...locate(document, mark.pointer),
  }
}

function hintFor(document: Document, operation: Operation, asked: string, expected: string): string {
  const pointer = schemaPlace(document, requestPlace(operation)) ?? ''
  const members = Object.entries(document.resolve(document.resolve(document.at(pointer))['x-dialects']))
  const member = members.find(([, dialect]) => dialect === expected)?.[0]
  const others = members.filter(([, dialect]) => dialect !== expected).map(([name]) => `\`${name}\``)
  const instead = member
    ? ` Send \`${member}\`${others.length > 0 ? ` (instead of ${others.join(', ')})` : ''}, or`
    : ' Or'
  return `Answers follow the dialect of the request.${instead} expect the answer of the ${asked} dialect.`
}

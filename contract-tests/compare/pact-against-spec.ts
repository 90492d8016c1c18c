import type { HttpInteraction, Pact } from '../pact-file/interaction.ts'
import { operationIn } from '../pact-file/match-operation.ts'
import type { Finding } from '../verify/finding.ts'
import { type ComparatorResult, compareInteractions } from './comparator.ts'
import { compareDialects } from './dialects.ts'
import { type Document, type Operation, readDocument } from './document.ts'
import { locate } from './locate.ts'
import { nearest } from './nearest.ts'
import { requestPlace, responsePlace, schemaPlace } from './places.ts'
import { pointerTo, valueAt } from './pointer.ts'
import { shown } from './problem.ts'

/**
 * Holds the HTTP interactions of a pact against the surface's document, or another one: whether each request is allowed, and whether its
 * answer can be what the consumer expects, the dialect included. Nothing is called.
 */
export async function comparePact(pact: Pact, document: Document = readDocument(pact.surface)): Promise<Finding[]> {
  const interactions = pact.interactions.filter((one): one is HttpInteraction => one.kind === 'http')
  const results = await compareInteractions(document, interactions)
  const found = interactions.flatMap((interaction) =>
    grouped(telling(interaction, results.get(interaction) ?? [])).map((group) =>
      toFinding(pact, document, interaction, group),
    ),
  )
  return [...found, ...compareDialects(pact, document)]
}

/** What the comparator says about one place of one interaction, in one finding. */
interface Group {
  code: string
  results: [ComparatorResult, ...ComparatorResult[]]
}

/** Not worth a word: a stream is checked event by event elsewhere, and headers that every client or server sends are nobody's promise. */
const ignored = new Set([
  'response.body.unvalidatable',
  'response.header.undefined',
  'request.accept.unknown',
  'request.content-type.unknown',
])

function telling({ status }: HttpInteraction, results: ComparatorResult[]): ComparatorResult[] {
  return results.filter(({ type, code }) => {
    if (type === 'info' || ignored.has(code)) return false
    // A request that is to be refused may be wrong in any way, as long as it arrives.
    return status < 400 || !code.startsWith('request.') || code === 'request.path-or-method.unknown'
  })
}

function grouped(results: ComparatorResult[]): Group[] {
  const groups = new Map<string, Group>()
  for (const result of results) {
    const isBody = result.code.endsWith('.body.incompatible')
    const key = isBody ? result.code : `${result.code} ${result.mockDetails?.location} ${result.message}`
    const group = groups.get(key)
    if (group) group.results.push(result)
    else groups.set(key, { code: result.code.replaceAll('.', '-'), results: [result] })
  }
  return [...groups.values()]
}

function toFinding(pact: Pact, document: Document, interaction: HttpInteraction, { code, results }: Group): Finding {
  const operation = operationIn(document, interaction.method, interaction.path)
  const [first] = results
  const title = `"${interaction.description}"`
  return {
    check: 'pact-spec',
    severity: first.type === 'error' ? 'error' : 'warning',
    code: code === 'request-path-or-method-unknown' ? 'operation-unknown' : code,
    what: `${title}: ${sentence(interaction, results)}`,
    where: {
      consumer: pact.consumer,
      pact: pact.source,
      interaction: interaction.description,
      ...(operation ? { operation: operation.id } : {}),
      status: interaction.status,
      pointer: pactPointer(pact, interaction, first),
      ...locate(document, specPointer(document, operation, interaction, first)),
    },
    ...expectedAndGot(document, operation, interaction, results),
    ...hintOf(document, operation, interaction, first),
    ...(pact.pending || interaction.pending ? { pending: true } : {}),
  }
}

function sentence(interaction: HttpInteraction, results: Group['results']): string {
  const [{ code, mockDetails }] = results
  const name = mockDetails?.location.split('.').at(-1) ?? ''
  switch (code) {
    case 'request.path-or-method.unknown':
      return `the specification has no ${interaction.method} ${interaction.path}.`
    case 'request.authorization.missing':
      return 'the request has no `Authorization: Bearer …`, without which it is answered 401.'
    case 'response.status.unknown':
      return `the operation never answers ${interaction.status}.`
    case 'response.body.unknown':
      return `the answer ${interaction.status} has no body.`
    case 'response.header.unknown':
      return `the answer has no header \`${name}\`.`
    case 'request.header.unknown':
      return `the request has a header \`${name}\` that the specification does not know.`
    case 'request.query.unknown':
      return `the request has a query parameter \`${name}\` that the specification does not know.`
    case 'request.body.incompatible':
      return `the request body does not fit its schema: ${reasons(results, 'request.body')}.`
    case 'response.body.incompatible':
      return `the answer cannot have the expected body: ${reasons(results, 'response.body')}.`
    default:
      return `${results[0].message.charAt(0).toLowerCase()}${results[0].message.slice(1)}.`
  }
}

const reasonsMax = 4

/** The comparator reports every alternative of a union; that the union fits nowhere goes without saying then. */
function reasons(results: ComparatorResult[], part: string): string {
  const told = results.map(({ message, mockDetails }) => {
    const path = mockDetails?.location.split(`${part}.`)[1]
    const reason = message.replace(/^.*?spec file: /, '')
    const name = /must NOT have additional properties - (.*)$/.exec(reason)?.[1]
    if (name !== undefined) return `\`${path === undefined ? '' : `${path}.`}${name}\` is not documented`
    return `${path === undefined ? '' : `\`${path}\` `}${reason}`
  })
  const unique = [...new Set(told)]
  const telling = unique.filter((reason) => !/in (oneOf|anyOf)$|must match "(then|else)" schema/.test(reason))
  const kept = telling.length > 0 ? telling : unique
  const more = kept.length - reasonsMax
  return kept.slice(0, reasonsMax).join('; ') + (more > 0 ? `; and ${more} more` : '')
}

/** The comparator's place in a body, where its names leave no doubt; the body otherwise. */
function pactPointer(pact: Pact, interaction: HttpInteraction, { mockDetails }: ComparatorResult): string {
  const path = mockDetails?.location.replace(/^.*?interactions\[\d+\]\.?/, '').split('.') ?? []
  const [part, what, ...rest] = path.filter((step) => step !== '')
  if (part === undefined || what === undefined) return interaction.pointer
  const content = what === 'body' && pact.version === 4 ? '/content' : ''
  return `${interaction.pointer}/${part}/${what}${content}${rest.map((step) => `/${step}`).join('')}`
}

function specPointer(
  document: Document,
  operation: Operation | undefined,
  interaction: HttpInteraction,
  { code, specDetails }: ComparatorResult,
): string {
  if (!operation) return '/paths'
  if (code.startsWith('request.body')) {
    return ruleIn(document, schemaPlace(document, requestPlace(operation)), specDetails?.location) ?? operation.pointer
  }
  if (!code.startsWith('response.')) return operation.pointer
  const response = responsePlace(document, operation, interaction.status)
  if (!response) return `${operation.pointer}/responses`
  if (!code.startsWith('response.body')) return response.pointer
  return ruleIn(document, schemaPlace(document, response.pointer), specDetails?.location) ?? response.pointer
}

/** The comparator names a rule by the way to it, from the schema or from a component; it is followed as far as it leads in the document. */
function ruleIn(document: Document, schema: string | undefined, location = ''): string | undefined {
  const steps = location.split('.schema.')[1]?.split('.') ?? []
  const isComponent = steps[0] === 'components'
  let place = isComponent ? '' : schema
  for (const step of steps) {
    if (place === undefined) return undefined
    const holder = document.resolve(document.at(place))
    const next = `${document.pointerOf(holder) ?? place}${pointerTo(holder[step] === undefined && step === 'anyOf' ? 'oneOf' : step)}`
    if (valueAt(document.content, next) === undefined) break
    place = next
  }
  return place === '' ? schema : place
}

function expectedAndGot(
  document: Document,
  operation: Operation | undefined,
  interaction: HttpInteraction,
  results: Group['results'],
): { expected?: string; got?: string } {
  const [{ code, mockDetails, specDetails, message }] = results
  if (code === 'request.path-or-method.unknown') return { got: `${interaction.method} ${interaction.path}` }
  if (code === 'request.authorization.missing') return { expected: 'Authorization: Bearer …', got: 'nothing' }
  if (code === 'response.status.unknown') {
    const declared = Object.keys(document.resolve(operation?.content.responses))
    return { expected: declared.join(', '), got: String(interaction.status) }
  }
  const got = { got: shown(mockDetails?.value) }
  if (results.length > 1 || /additional properties/.test(message)) return got
  const rule = specDetails?.value
  return typeof rule === 'object' && !Array.isArray(rule) ? got : { expected: shown(rule), ...got }
}

function hintOf(
  document: Document,
  operation: Operation | undefined,
  interaction: HttpInteraction,
  { code }: ComparatorResult,
): { hint?: string } {
  if (code === 'request.path-or-method.unknown') return { hint: otherRoute(document, interaction) }
  if (code === 'response.status.unknown' || code === 'response.body.incompatible') {
    return { hint: `Expect what the examples of \`${operation?.id}\` in the specification have.` }
  }
  if (code === 'response.header.unknown') return { hint: 'Take the header out of the expectation: it is not promised.' }
  return {}
}

function otherRoute(document: Document, { method, path }: HttpInteraction): string {
  const routes = document.operations.filter(({ isEvent }) => !isEvent)
  const methods = routes.filter((one) => operationIn(document, one.method, path) === one)
  if (methods.length > 0) return `There is ${methods.map((one) => one.method.toUpperCase()).join(', ')} ${path}.`
  const prefixed = operationIn(document, method, `/v1${path}`)
  if (prefixed) return `There is ${method} /v1${path}: write the paths of the pact from the root, with \`/v1\`.`
  const near = nearest(path, [...new Set(routes.map((one) => one.path))])
  return near.length > 0
    ? `Is one of these meant? ${near.join(', ')}`
    : `The specification has: ${routes.map((one) => one.path).join(', ')}`
}

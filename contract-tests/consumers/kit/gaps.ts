import type { Exclusion } from '../../exclusions.ts'
import type { DocumentedOperation } from './document.ts'
import type { PlannedInteraction } from './interactions.ts'

/**
 * What is wrong between the documentation, the pact and the exclusions, one line each: documented answers and request examples
 * that no interaction shows, and exclusions of what is shown or does not exist.
 */
export function findGaps(
  operations: DocumentedOperation[],
  planned: PlannedInteraction[],
  exclusions: Exclusion[],
): string[] {
  const shown = new Set(
    planned.map(({ operation, response, example }) => nameOf(operation.id, response.status, example?.name)),
  )
  const documented = operations.flatMap(({ id, responses }) =>
    responses.flatMap(({ status, contentType, examples }) => {
      const names = Object.keys(examples).filter(
        (name) => contentType !== 'text/event-stream' || typeof examples[name] === 'string',
      )
      return (names.length > 0 ? names : [undefined]).map((example) => ({ operation: id, status, example }))
    }),
  )
  const excludes = (exclusion: Exclusion, each: (typeof documented)[number]) =>
    (exclusion.operation === '*' || exclusion.operation === each.operation) &&
    exclusion.status === each.status &&
    (exclusion.example === undefined || exclusion.example === each.example)

  const missing = documented
    .filter((each) => !shown.has(nameOf(each.operation, each.status, each.example)))
    .filter((each) => !exclusions.some((exclusion) => excludes(exclusion, each)))
    .map((each) => `no interaction: ${nameOf(each.operation, each.status, each.example)}`)
  const idle = exclusions
    .filter(
      (exclusion) =>
        !documented.some(
          (each) => excludes(exclusion, each) && !shown.has(nameOf(each.operation, each.status, each.example)),
        ),
    )
    .map(({ operation, status, example }) => `excludes nothing: ${nameOf(operation, status, example)}`)
  return [...missing, ...unusedRequests(operations, planned), ...idle]
}

function unusedRequests(operations: DocumentedOperation[], planned: PlannedInteraction[]): string[] {
  return operations.flatMap(({ id, requestExamples }) => {
    const sent = planned.filter(({ operation }) => operation.id === id).map(({ request }) => request.body)
    return Object.entries(requestExamples)
      .filter(([, value]) => !sent.includes(value))
      .map(([name]) => `no interaction sends the example ${name} of ${id}`)
  })
}

function nameOf(operation: string, status: number, example: string | undefined): string {
  return `${operation} ${status}${example === undefined ? '' : ` ${example}`}`
}

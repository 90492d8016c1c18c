import { locate } from '../../compare/locate.ts'
import type { Problem } from '../../compare/problem.ts'
import { createResponseCheck } from '../../compare/response-check.ts'
import type { SurfaceName } from '../../pact-file/interaction.ts'
import { matchOperation } from '../../pact-file/match-operation.ts'
import { pathOn } from '../../pact-file/surface-of.ts'
import type { Exchange } from '../../provider/provider.ts'
import { curlLine } from '../curl.ts'
import type { Finding } from '../finding.ts'
import { plural, type Run, type Step, type Verified } from '../run.ts'

/** Every recorded answer against the specification: also what no pact mentions has to be as documented. */
export const responses: Step = {
  name: 'response',
  title: 'Recorded answers against the specification',
  async check(run) {
    const checks = {
      keebai: createResponseCheck(run.documents.keebai),
      hubmessage: createResponseCheck(run.documents.hubmessage),
    }
    const found = new Map<string, Finding>()
    let looked = 0
    for (const verified of run.verified) {
      for (const exchange of verified.result.exchanges) {
        const asked = askedFor(verified.pact.surface, exchange)
        if (!asked) continue
        looked++
        const { status, headers, body } = exchange.response
        for (const problem of checks[asked.surface](asked.operation, status, headers, body)) {
          if (isOfRecording(problem)) continue
          const key = JSON.stringify([verified.provider.title, asked, status, problem.pointer, problem.what])
          if (!found.has(key)) found.set(key, toFinding(run, verified, exchange, asked, problem))
        }
      }
    }
    return { findings: [...found.values()], note: plural(looked, 'answer') }
  },
}

/** A recording has names in the place of credentials, and of a stream only as much as the pact asks for. */
export function isOfRecording({ code, got = '' }: Problem): boolean {
  return /^"?\$[A-Z_]+"?$/.test(got) || (code === 'stream-order' && got === 'the end of the stream')
}

interface AskedFor {
  surface: SurfaceName
  operation: string
}

/** The operation a request was for, of whichever surface; undefined for what is no documented operation. */
function askedFor(surface: SurfaceName, { request }: Exchange): AskedFor | undefined {
  const path = request.path.split('?')[0] ?? ''
  const actual = path.startsWith('/hubmessage/') ? 'hubmessage' : surface
  const operation = matchOperation(actual, request.method, pathOn(actual, path))
  return operation && { surface: actual, operation: operation.id }
}

function toFinding(
  { documents }: Run,
  { pact, interaction, provider }: Verified,
  { request, response }: Exchange,
  { surface, operation }: AskedFor,
  problem: Problem,
): Finding {
  const place = problem.specPointer === undefined ? undefined : locate(documents[surface], problem.specPointer)
  return {
    check: 'response',
    severity: 'error',
    code: `answer-${problem.code}`,
    what: `An answer of ${operation} is not as documented: ${problem.pointer && `${problem.pointer}: `}${problem.what}.`,
    where: {
      pact: pact.source,
      interaction: interaction.description,
      provider: provider.title,
      operation,
      status: response.status,
      pointer: interaction.pointer,
      ...place,
    },
    ...(problem.expected !== undefined && { expected: problem.expected }),
    ...(problem.got !== undefined && { got: problem.got }),
    curl: curlLine(request, provider.url),
    hint: 'The provider is wrong here, or its specification; the pact is not.',
  }
}

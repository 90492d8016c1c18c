import type { JobAnswer, RawResult, VerifierJob } from './verifier-process.ts'

/** The process the Pact verifier runs in. It takes jobs from its parent and ends with it. */
process.on('message', ({ id, job }: { id: number; job: VerifierJob }) => {
  run(job).then(
    (results) => answer({ id, results }),
    (error: unknown) => {
      const kind = error instanceof Unavailable ? 'unavailable' : 'failed'
      answer({ id, kind, problem: error instanceof Error ? error.message : String(error) })
    },
  )
})
process.on('disconnect', () => process.exit())

type PactCore = Pick<typeof import('@pact-foundation/pact-core'), 'Verifier'>

class Unavailable extends Error {}

const packageName = '@pact-foundation/pact-core'
let core: Promise<PactCore> | undefined

async function run(job: VerifierJob): Promise<RawResult[]> {
  core ??= loadCore()
  const { Verifier } = await core
  const verifier = new Verifier({
    provider: job.provider,
    providerBaseUrl: job.providerBaseUrl,
    pactUrls: [job.pactFile],
    providerStatesSetupUrl: job.statesUrl,
    providerStatesSetupBody: true,
    providerStatesSetupTeardown: true,
    timeout: job.requestTimeoutMs,
    logLevel: 'error',
    transports: [
      { protocol: 'message', port: Number(new URL(job.providerBaseUrl).port), path: job.messagePath, scheme: 'http' },
    ],
  })
  return resultsIn(await verifier.verify().catch((error: Error) => error.message))
}

async function loadCore(): Promise<PactCore> {
  try {
    return await import('@pact-foundation/pact-core')
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const platform = `${process.platform}-${process.arch}`
    if (/Unsupported platform|pact-core-\w+-/.test(message)) {
      throw new Unavailable(
        `The Pact verifier has no native library for this platform (${platform}): ${firstLine(message)}`,
      )
    }
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') {
      throw new Unavailable(
        `The Pact verifier is not installed: add the package ${packageName} (npm install ${packageName}), or install without --omit=optional`,
      )
    }
    throw new Unavailable(`The Pact verifier (${packageName}) cannot be loaded: ${firstLine(message)}`)
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? ''
}

/** Success and failure alike come as JSON text; anything else is a complaint about the pact or the call. */
function resultsIn(text: string): RawResult[] {
  let parsed: { interactionResults?: RawResult[]; errors?: { mismatch?: { message?: string } }[] }
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new Error(`The Pact verifier could not run: ${firstLine(text)}`)
  }
  const results = parsed.interactionResults ?? []
  const complaint = parsed.errors?.find(({ mismatch }) => mismatch?.message)?.mismatch?.message
  if (results.length === 0 && complaint) throw new Error(`The Pact verifier could not read the pact: ${complaint}`)
  return results
}

function answer(message: JobAnswer): void {
  process.send?.(message)
}

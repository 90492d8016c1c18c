import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** One run of the Pact verifier: one pact file against one address. */
export interface VerifierJob {
  provider: string
  providerBaseUrl: string
  pactFile: string
  statesUrl: string
  /** Where message interactions are asked for: a path on the same address. */
  messagePath: string
  requestTimeoutMs: number
  /** After so long the verifier counts as hung and is ended. */
  limitMs: number
}

/** What the Pact verifier says of one interaction. */
export interface RawResult {
  description: string
  result: 'OK' | 'Error'
  mismatch?: { type: 'mismatches'; mismatches: RawMismatch[] } | { type: 'error'; message: string }
}

export interface RawMismatch {
  type: string
  path?: string
  key?: string
  expected?: unknown
  actual?: unknown
  mismatch?: string
}

/** A process of its own for the native verifier, which prints where it likes and may crash. Jobs may run side by side. */
export interface VerifierProcess extends AsyncDisposable {
  /** Rejects with VerifierUnavailable where the verifier cannot run here at all. */
  verify(job: VerifierJob): Promise<RawResult[]>
  close(): Promise<void>
}

/** The Pact verifier is not installed, not made for this platform, or closed. */
export class VerifierUnavailable extends Error {
  override name = 'VerifierUnavailable'
}

/** What the child answers to a job. */
export type JobAnswer =
  | { id: number; results: RawResult[] }
  | { id: number; problem: string; kind: 'unavailable' | 'failed' }

const stderrKeptMax = 4_000
const childFile = import.meta.url.endsWith('.ts') ? './verifier-child.ts' : './verifier-child.js'

/** Nothing is started before the first job; a child that died is replaced by the next one. */
export function openVerifierProcess(program: URL = new URL(childFile, import.meta.url)): VerifierProcess {
  let child: Child | undefined
  let isClosed = false

  async function close(): Promise<void> {
    isClosed = true
    await child?.end('The Pact verifier was closed')
  }

  return {
    verify(job) {
      if (isClosed) return Promise.reject(new VerifierUnavailable('The Pact verifier was closed'))
      if (!child?.isAlive()) child = startChild(program)
      return child.run(job)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Child {
  isAlive(): boolean
  run(job: VerifierJob): Promise<RawResult[]>
  end(reason: string): Promise<void>
}

interface Waiting {
  resolve(results: RawResult[]): void
  reject(error: Error): void
  timer: NodeJS.Timeout
}

function startChild(program: URL): Child {
  const waiting = new Map<number, Waiting>()
  let stderr = ''
  let reason: string | undefined
  let jobs = 0
  const child = spawnChild(program)
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrKeptMax)
  })
  child.on('message', (answer: JobAnswer) => {
    const job = take(answer.id)
    if (!job) return
    if ('results' in answer) job.resolve(answer.results)
    else job.reject(answer.kind === 'unavailable' ? new VerifierUnavailable(answer.problem) : new Error(answer.problem))
  })
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => lose(`The Pact verifier could not be started: ${error.message}`))
    child.once('close', (code, signal) => {
      const said = stderr.trim() === '' ? '' : `: ${stderr.trim()}`
      lose(reason ?? `The Pact verifier ended unexpectedly (${signal ?? `exit code ${code}`})${said}`)
      resolve()
    })
  })

  function take(id: number): Waiting | undefined {
    const job = waiting.get(id)
    waiting.delete(id)
    if (job) clearTimeout(job.timer)
    if (waiting.size === 0) child.unref()
    return job
  }

  function lose(message: string): void {
    for (const id of [...waiting.keys()]) take(id)?.reject(new Error(message))
  }

  async function end(why: string): Promise<void> {
    reason ??= why
    // Whoever waits for its end may have nothing else that keeps this process.
    child.ref()
    if (child.pid !== undefined) child.kill('SIGKILL')
    await gone
  }

  return {
    isAlive: () => child.connected && reason === undefined,
    run(job) {
      jobs += 1
      const id = jobs
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => end(`The Pact verifier gave no result within ${job.limitMs} ms`), job.limitMs)
        waiting.set(id, { resolve, reject, timer })
        child.ref()
        child.send({ id, job })
      })
    },
    end,
  }
}

function spawnChild(program: URL): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(program)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: environment(),
  })
}

/** It is told everything by its job and talks to this machine only: brokers, filters and proxies of the surroundings are not meant. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => (!name.startsWith('PACT_') || name.startsWith('PACT_PREBUILD_')) && !/^(https?|all)_proxy$/i.test(name),
  )
  return { ...Object.fromEntries(kept), PACT_DO_NOT_TRACK: 'true', NODE_OPTIONS: '' }
}

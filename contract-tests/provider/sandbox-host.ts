import { Worker } from 'node:worker_threads'

export interface HostCall {
  id: number
  call: 'open' | 'close'
}

export type HostAnswer = { id: number; url: string } | { id: number; problem: string }

/** A sandbox in the thread of the host. */
export interface HostedSandbox {
  url: string
  close(): Promise<void>
}

interface Host {
  worker: Worker
  waiting: Map<number, { resolve(url: string): void; reject(error: Error): void }>
  open: number
  /** Why the thread is gone. */
  lost: string | undefined
}

let host: Host | undefined
let calls = 0

/**
 * Opens a sandbox in a thread that all sandboxes share, so that it works beside whoever asks it. The thread begins with the first and
 * ends with the last.
 */
export async function openHostedSandbox(): Promise<HostedSandbox> {
  host ??= startHost()
  const own = host
  own.open += 1
  calls += 1
  const id = calls
  let closed: Promise<void> | undefined

  async function close(): Promise<void> {
    await ask(own, { id, call: 'close' }).catch(() => undefined)
    await release(own)
  }
  try {
    const url = await ask(own, { id, call: 'open' })
    return {
      url,
      close() {
        closed ??= close()
        return closed
      },
    }
  } catch (error) {
    await release(own)
    throw error
  }
}

function startHost(): Host {
  const file = import.meta.url.endsWith('.ts') ? './sandbox-worker.ts' : './sandbox-worker.js'
  const worker = new Worker(new URL(file, import.meta.url), { execArgv: [] })
  const started: Host = { worker, waiting: new Map(), open: 0, lost: undefined }
  worker.on('message', (answer: HostAnswer) => {
    const waiting = started.waiting.get(answer.id)
    started.waiting.delete(answer.id)
    if ('url' in answer) waiting?.resolve(answer.url)
    else waiting?.reject(new Error(`The sandbox could not be started: ${answer.problem}`))
  })
  const lose = (why: string) => {
    if (host === started) host = undefined
    started.lost ??= why
    for (const { reject } of started.waiting.values()) reject(new Error(`The thread of the sandbox ended: ${why}`))
    started.waiting.clear()
  }
  worker.once('error', (error) => lose(error instanceof Error ? error.message : String(error)))
  worker.once('exit', (code) => lose(`exit code ${code}`))
  return started
}

function ask({ worker, waiting, lost }: Host, call: HostCall): Promise<string> {
  if (lost !== undefined) return Promise.reject(new Error(`The thread of the sandbox ended: ${lost}`))
  return new Promise((resolve, reject) => {
    waiting.set(call.id, { resolve, reject })
    worker.postMessage(call)
  })
}

async function release(own: Host): Promise<void> {
  own.open -= 1
  if (own.open > 0) return
  if (host === own) host = undefined
  await own.worker.terminate()
}

import { parentPort } from 'node:worker_threads'
import { openSandbox, type Sandbox } from '../../mocks/sandbox/sandbox.ts'
import type { HostAnswer, HostCall } from './sandbox-host.ts'

/** The thread sandboxes live in. It opens and closes them as it is told. */
const sandboxes = new Map<number, Sandbox>()

parentPort?.on('message', ({ id, call }: HostCall) => {
  const done = call === 'open' ? open(id) : close(id)
  done.then(
    (url) => answer({ id, url }),
    (error: unknown) => answer({ id, problem: error instanceof Error ? error.message : String(error) }),
  )
})

async function open(id: number): Promise<string> {
  const sandbox = await openSandbox({ port: 0, logLevel: 'silent', lazy: true })
  sandboxes.set(id, sandbox)
  return sandbox.url
}

async function close(id: number): Promise<string> {
  await sandboxes.get(id)?.close()
  sandboxes.delete(id)
  return ''
}

function answer(message: HostAnswer): void {
  parentPort?.postMessage(message)
}

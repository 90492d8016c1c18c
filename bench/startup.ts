import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { wellKnownTokens } from '../mocks/scenarios/documented.ts'
import { startChild } from './child.ts'
import { answering, document, prismCli } from './subjects.ts'
import { median } from './table.ts'

export interface Startup {
  /** `npm start` on an empty data directory, from the spawn to the first 200 of `/healthz`. */
  coldStartMs: number
  /** The same to the first 200 of `/readyz`: every validator compiled. */
  readyMs: number
  /** Of the sandbox process a second after it was ready, Baileys imported. */
  idleRssMb: number
  /** From POST connect to the first `qr` event, on a ready sandbox: the first time and once more. */
  firstQrMs: number[]
  /** From the start of the process to the first documented answer, of `trunkline mock` and of the Prism CLI: medians of three. */
  mockStartMs: number
  prismStartMs: number
}

const root = fileURLToPath(new URL('..', import.meta.url))

export async function measureStartup(): Promise<Startup> {
  return { ...(await coldStart()), ...(await idleSandbox()), ...(await mockStarts()) }
}

async function coldStart(): Promise<Pick<Startup, 'coldStartMs' | 'readyMs'>> {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-bench-'))
  const port = await freePort()
  const begun = performance.now()
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, PORT: String(port), TRUNKLINE_DATA_DIR: directory },
    stdio: 'ignore',
  })
  try {
    const coldStartMs = await untilOk(`http://127.0.0.1:${port}/healthz`, begun)
    const readyMs = await untilOk(`http://127.0.0.1:${port}/readyz`, begun)
    return { coldStartMs, readyMs }
  } finally {
    const ended = once(npm, 'exit')
    npm.kill('SIGTERM')
    await ended
    rmSync(directory, { recursive: true, force: true })
  }
}

async function mockStarts(): Promise<Pick<Startup, 'mockStartMs' | 'prismStartMs'>> {
  const cli = fileURLToPath(new URL('../cli/trunkline.ts', import.meta.url))
  const [ours, prisms]: [number[], number[]] = [[], []]
  for (let round = 0; round < 3; round += 1) {
    ours.push(await firstAnswer((port) => [cli, 'mock', '--port', port]))
    prisms.push(await firstAnswer((port) => [prismCli, 'mock', '--port', port, document]))
  }
  return { mockStartMs: median(ours), prismStartMs: median(prisms) }
}

async function firstAnswer(argsOf: (port: string) => string[]): Promise<number> {
  const port = String(await freePort())
  const begun = performance.now()
  const server = spawn(process.execPath, argsOf(port), { stdio: 'ignore' })
  try {
    return await untilOk(`http://127.0.0.1:${port}/v1/me`, begun, { authorization: 'Bearer kbai_pk_bench' })
  } finally {
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
}

async function idleSandbox(): Promise<Pick<Startup, 'idleRssMb' | 'firstQrMs'>> {
  const port = await freePort()
  const cli = new URL('../cli/trunkline.ts', import.meta.url)
  await using child = startChild(cli, { args: ['sandbox', '--ephemeral', '--port', String(port)] })
  const url = `http://127.0.0.1:${port}`
  await untilOk(`${url}/readyz`, performance.now())
  await pause(1_000)
  const { rssBytes } = await child.report()
  const firstQrMs = [await timeToQr(url), await timeToQr(url)]
  return { idleRssMb: rssBytes / 2 ** 20, firstQrMs }
}

async function timeToQr(url: string): Promise<number> {
  const begun = performance.now()
  const headers = { authorization: `Bearer ${wellKnownTokens.keebai}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ mode: 'qr', name: 'bench' })
  const started = await fetch(`${url}/v1/channels/whatsapp/connect`, { method: 'POST', headers, body })
  const { session_id: session } = (await started.json()) as { session_id: string }
  const stream = await fetch(`${url}/v1/channels/whatsapp/connect/${session}/qr-stream`, { headers })
  let seen = ''
  for await (const chunk of stream.body ?? []) {
    seen += Buffer.from(chunk).toString('utf8')
    if (/^event: ?qr$/m.test(seen)) return performance.now() - begun
  }
  throw new Error(`the stream ended without a qr: ${seen}`)
}

async function untilOk(url: string, begun: number, headers?: Record<string, string>): Promise<number> {
  for (;;) {
    const { status } = await answering(url, headers)
    if (status === 200) return performance.now() - begun
    await pause(5)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}

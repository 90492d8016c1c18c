import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { aFolder, aPact, listing } from './test/stranger.ts'

const program = join(import.meta.dirname, '../../cli/trunkline.ts')

/** A provider without states, which answers to nothing else; `asked` resolves when the interaction has come to it. */
async function startSilent() {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  const server = createServer((req, res) => {
    if (req.url?.startsWith('/_sandbox')) res.writeHead(404).end()
    else resolve()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.close()
    server.closeAllConnections()
  }
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, asked, [Symbol.asyncDispose]: close }
}

const childrenOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((one) => one !== '')

/** A dead one may wait for whoever adopted it. */
function isRunning(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

test.runIf(process.platform === 'linux').each(['SIGINT', 'SIGTERM'] as const)(
  'a run that %s stops leaves no process and no file behind',
  async (signal) => {
    await using silent = await startSilent()
    using folder = aFolder()
    using temporary = aFolder()
    const pact = folder.file('shop.json', aPact('shop', listing()))
    const args = [program, 'verify', '--pacts', pact, '--provider', 'sandbox', silent.url]
    const env = { ...process.env, TMPDIR: temporary.path, NODE_COMPILE_CACHE: join(folder.path, 'cache') }
    const child = spawn(process.execPath, args, { cwd: folder.path, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stdout.on('data', (text) => {
      said += text
    })
    child.stderr.on('data', (text) => {
      said += text
    })
    await silent.asked
    const children = childrenOf(child.pid as number)
    expect(children).not.toEqual([])
    expect(readdirSync(temporary.path)).not.toEqual([])
    child.kill(signal)
    const [code] = await once(child, 'close')
    expect(code).toBe(130)
    expect(said.trimEnd().split('\n').at(-1)).toBe('trunkline: stopped')
    expect(readdirSync(temporary.path)).toEqual([])
    await vi.waitFor(() => expect(children.filter(isRunning)).toEqual([]))
  },
)

test('runs side by side do not meet', async () => {
  using folder = aFolder()
  const pacts = ['shop', 'crm'].map((name) => folder.file(`${name}.json`, aPact(name, listing())))
  const ends = await Promise.all(
    pacts.map(async (pact) => {
      const child = spawn(process.execPath, [program, 'verify', '--pacts', pact], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      let said = ''
      child.stdout.on('data', (text) => {
        said += text
      })
      const [code] = await once(child, 'close')
      return { code, passed: said.includes('1 passed') }
    }),
  )
  expect(ends).toEqual(pacts.map(() => ({ code: 0, passed: true })))
})

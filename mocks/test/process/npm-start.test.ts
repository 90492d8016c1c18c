import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wellKnownTokens } from '../../scenarios/documented.ts'
import { peopleAt } from './actors.ts'
import { type Program, start, temporaryFolder } from './program.ts'
import { until } from './until.ts'

/** `npm start` as a newcomer types it, in a process group of its own. */
function npmStart(dataDirectory: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Program {
  const quiet = { npm_config_loglevel: 'error', npm_config_update_notifier: 'false' }
  const settings = { PORT: '0', TRUNKLINE_DATA_DIR: dataDirectory, ...quiet, ...env }
  return start('npm', ['start', ...(args.length > 0 ? ['--', ...args] : [])], { env: settings, group: true })
}

async function readyUrl(program: Program): Promise<string> {
  const url = await program.says(/sandbox at (http:\S+)/)
  await until(async () => (await fetch(`${url}/readyz`)).ok)
  return url
}

/** Processes of the group that still run; a process nobody has waited for yet does not. */
function leftOf(group: number): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const [state, , itsGroup] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')
        return Number(itsGroup) === group && state !== 'Z'
      } catch {
        return false
      }
    })
}

const ways = [
  { name: 'SIGTERM to npm alone', signal: 'SIGTERM', group: false },
  { name: 'SIGTERM to its process group', signal: 'SIGTERM', group: true },
  { name: 'SIGINT to its process group, as Ctrl-C sends it', signal: 'SIGINT', group: true },
] as const

test.each(ways)('$name lets a waiting request end, leaves with 0 and leaves no process', async ({ signal, group }) => {
  await using folder = await temporaryFolder()
  await using program = npmStart(folder.path)
  const url = await readyUrl(program)
  const { channel } = await peopleAt(url).credentials()
  const send = await startSend(url)
  // A browser opens connections ahead of its requests.
  await using _silent = await openSilently(url)

  process.kill(group ? -program.pid : program.pid, signal)
  await until(() => refuses(url))
  const body = { channel_id: channel.id, to: '+5491155555555', text: 'the last one' }
  expect(await send.finish(JSON.stringify(body))).toBe(202)
  expect(await program.ended).toBe(0)
  expect(leftOf(program.pid)).toEqual([])
  expect(program.stderr()).toBe('')
})

/** A send whose head the server has and whose body it waits for. */
async function startSend(url: string): Promise<{ finish(body: string): Promise<number | undefined> }> {
  const headers = {
    authorization: `Bearer ${wellKnownTokens.keebai}`,
    'content-type': 'application/json',
    expect: '100-continue',
  }
  const send = request(`${url}/v1/messages/text`, { method: 'POST', headers, agent: false })
  const answered = new Promise<number | undefined>((resolve, reject) => {
    send.on('error', reject)
    send.on('response', (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode))
    })
  })
  send.flushHeaders()
  await new Promise<void>((resolve) => send.once('continue', resolve))
  return {
    finish(body) {
      send.end(body)
      return answered
    },
  }
}

async function openSilently(url: string): Promise<AsyncDisposable> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  return { [Symbol.asyncDispose]: async () => void socket.destroy() }
}

function refuses(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request(url, { agent: false }, (answer) => {
      answer.resume()
      resolve(false)
    })
    probe.on('error', () => resolve(true)).end()
  })
}

test('it says what to open and what to type next, and keeps everything where it says', async () => {
  await using folder = await temporaryFolder()
  await using program = npmStart(folder.path)
  const url = await readyUrl(program)
  for (const said of [url, folder.path, wellKnownTokens.keebai, wellKnownTokens.hubmessageSecret, 'curl']) {
    expect(program.stdout()).toContain(said)
  }
  expect(program.stderr()).toBe('')
  expect(existsSync(join(folder.path, 'gateway', 'trunkline.db'))).toBe(true)
  process.kill(program.pid, 'SIGTERM')
  expect(await program.ended).toBe(0)
})

test('an ephemeral sandbox leaves nothing', async () => {
  await using folder = await temporaryFolder()
  await using data = await temporaryFolder()
  await using program = npmStart(join(data.path, 'unused'), ['--ephemeral'], { TMPDIR: folder.path })
  await readyUrl(program)
  expect(readdirSync(folder.path).some((name) => name.startsWith('trunkline-'))).toBe(true)
  process.kill(program.pid, 'SIGTERM')
  expect(await program.ended).toBe(0)
  expect(readdirSync(folder.path).filter((name) => name !== 'node-compile-cache')).toEqual([])
  expect(readdirSync(data.path)).toEqual([])
})

test('a host of more than this machine is warned of in one line', async () => {
  await using folder = await temporaryFolder()
  await using program = npmStart(folder.path, ['--host', '0.0.0.0'])
  await readyUrl(program)
  expect(program.stderr()).toMatch(/^Warning: listening on 0\.0\.0\.0;[^\n]+\n$/)
  process.kill(program.pid, 'SIGTERM')
  expect(await program.ended).toBe(0)
})

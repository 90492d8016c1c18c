import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

export const checkout = fileURLToPath(new URL('../../../', import.meta.url))

/** A child process of a test: what it says, and how it ends. */
export interface Program extends AsyncDisposable {
  readonly child: ChildProcess
  readonly pid: number
  /** Everything written so far. */
  stdout(): string
  stderr(): string
  /** Resolves with the exit code, or with the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** Resolves with what a pattern's first group matched in the output; rejects when the process ends before. */
  says(pattern: RegExp): Promise<string>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** Sends a signal and resolves with how the process ended. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>
}

export interface ProgramOptions {
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** Its standard input; nothing when absent. */
  input?: string
  /** Leads a process group of its own, and is killed with it. */
  group?: boolean
}

/** `trunkline …` with these arguments, in the checkout, on the Node.js of the tests. */
export function trunkline(args: string[], options: ProgramOptions = {}): Program {
  return start(process.execPath, [join(checkout, 'cli/trunkline.ts'), ...args], options)
}

/** Starts a program that sees nothing of this environment but where programs are. */
export function start(command: string, args: string[], { env, cwd, group, input }: ProgramOptions = {}): Program {
  const { PATH, HOME } = process.env
  const child = spawn(command, args, {
    cwd: cwd ?? checkout,
    env: { PATH, HOME, ...env },
    detached: group ?? false,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // Whoever ends without reading it breaks the pipe.
  child.stdin.on('error', () => {}).end(input ?? '')
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  let over = false
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      over = true
      resolve(code ?? signal ?? 'SIGKILL')
    })
  })
  async function killed(): Promise<void> {
    if (!group || child.pid === undefined) child.kill('SIGKILL')
    else if (!over) process.kill(-child.pid, 'SIGKILL')
    await ended
  }
  return {
    child,
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended,
    says: (pattern) =>
      until(() => {
        const match = pattern.exec(output.stdout) ?? pattern.exec(output.stderr)
        if (match) return match[1] ?? match[0]
        if (over) throw new Error(`The program ended without saying ${pattern}:\n${output.stdout}${output.stderr}`)
        return undefined
      }),
    kill: killed,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
    [Symbol.asyncDispose]: killed,
  }
}

/** Runs `trunkline …` to its end. */
export async function run(
  args: string[],
  options: ProgramOptions = {},
): Promise<{ code: number | NodeJS.Signals; stdout: string; stderr: string }> {
  await using program = trunkline(args, options)
  const code = await program.ended
  return { code, stdout: program.stdout(), stderr: program.stderr() }
}

/** A folder that is removed with everything in it. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'process-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** A port nobody listens on at this moment, for a process whose address must be known before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

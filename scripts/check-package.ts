/**
 * Proves the published package: packs dist/, reads what is in it, and runs it through npx in an empty folder as a
 * stranger would. Run `npm run build` first. Needs the registry, or a cache that holds the dependencies.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root, run, runTool } from './tools.ts'

const startMs = 60_000
const folder = await mkdtemp(join(tmpdir(), 'trunkline-package-'))
const problems: string[] = []

try {
  await checkPackage()
} catch (error) {
  problems.push(String(error))
} finally {
  await rm(folder, { recursive: true, force: true })
}
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.stdout.write(`package: ${problems.length === 0 ? 'runs' : `${problems.length} problems`}\n`)
process.exitCode = problems.length === 0 ? 0 : 1

async function checkPackage(): Promise<void> {
  const tarball = await pack()
  const env = await strangersEnvironment()
  const empty = join(folder, 'empty')
  await mkdir(empty)
  const trunkline = ['npx', '--yes', '--prefer-offline', `--package=${tarball}`, '--', 'trunkline']

  const help = await run('env', [...trunkline, 'whatsapp', 'connect', '--help'], { cwd: empty, env })
  expect(help.code === 0 && help.output.includes('--qr'), 'whatsapp connect --help explains --qr', help.output)

  const serve = await run('env', [...trunkline, 'serve'], { cwd: empty, env })
  const refused = serve.code !== 0 && serve.output.includes('TRUNKLINE_MASTER_KEY')
  expect(refused, 'serve refuses to start without TRUNKLINE_MASTER_KEY', serve.output)

  await checkSandbox(trunkline, empty, env)
  await checkMock(trunkline, empty, env)
  await checkVerify(trunkline, empty, env)
  await checkImports(tarball, env)
}

async function pack(): Promise<string> {
  const { code, output } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', folder])
  if (code !== 0) throw new Error(`npm pack failed:\n${output}`)
  const packed = firstPacked(JSON.parse(output.slice(output.search(/^[[{]/m))))
  const allowed = /^(dist\/|package\.json$|LICENSE$|README\.md$|CHANGELOG\.md$)/
  for (const { path } of packed.files) {
    expect(allowed.test(path) && !/\.test\.|\/test\//.test(path), `${path} belongs into the package`)
    expect(!/(?<!\.d)\.ts$/.test(path), `${path} is not a source`)
  }
  const manifest: Manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const shipped = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
  expect(!shipped.some((name) => /runtime|^node-/.test(name)), 'the package brings no Node.js of its own')
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [] : Object.values(target),
  )
  for (const target of [...targets, ...Object.values(manifest.bin)]) {
    const path = target.replace(/^\.\//, '')
    expect(
      packed.files.some((file) => file.path === path),
      `${path} is in the package`,
    )
  }
  return join(folder, packed.filename)
}

interface Manifest {
  bin: Record<string, string>
  exports: Record<string, string | Record<string, string>>
  dependencies: Record<string, string>
  optionalDependencies?: Record<string, string>
}

interface Packed {
  filename: string
  files: { path: string }[]
}

/** npm up to 11 answers a list, npm 12 an object by package name. */
function firstPacked(answer: Packed[] | Record<string, Packed>): Packed {
  const [packed] = Object.values(answer)
  if (!packed) throw new Error('npm pack named no package')
  return packed
}

/** Without this project's settings; only the contents npm has downloaded are shared. */
async function strangersEnvironment(): Promise<NodeJS.ProcessEnv> {
  const { output } = await run('npm', ['config', 'get', 'cache'])
  const real = output.trim().split('\n').at(-1) ?? ''
  const cache = join(folder, 'npm-cache')
  await mkdir(cache)
  await mkdir(join(real, '_cacache'), { recursive: true })
  await symlink(join(real, '_cacache'), join(cache, '_cacache'))
  const ours = /^(npm_(package|lifecycle|command|config_(local_prefix|package))|INIT_CWD|TRUNKLINE_|KEEBAI_|PORT$)/
  const forgotten = Object.keys(process.env).filter((name) => ours.test(name))
  return {
    ...Object.fromEntries(forgotten.map((name) => [name, undefined])),
    npm_config_cache: cache,
    npm_config_ignore_scripts: 'true',
  }
}

async function checkSandbox(trunkline: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  await whileRunning([...trunkline, 'sandbox', '--ephemeral'], cwd, env, '/healthz', async (url) => {
    const credentials = await fetch(`${url}/_sandbox/credentials`)
    expect(credentials.status === 200, 'the sandbox hands out its credentials', `${credentials.status}`)
  })
}

async function checkMock(trunkline: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  await whileRunning([...trunkline, 'mock'], cwd, env, '/v1/docs-json', async (url) => {
    const channels = await fetch(`${url}/v1/channels`, { headers: { authorization: 'Bearer kbai_pk_test' } })
    expect(channels.status === 200, 'the mock answers', `${channels.status} ${await channels.text()}`)
  })
}

/** Starts a command that serves, and checks it as soon as a path of it answers. */
async function whileRunning(
  command: string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  path: string,
  check: (url: string) => Promise<void>,
): Promise<void> {
  const port = await freePort()
  const child = spawn('env', command, {
    cwd,
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  const url = `http://127.0.0.1:${port}`
  try {
    const answers = await waitFor(child, async () => (await fetch(url + path)).ok)
    expect(answers, `${command.slice(command.indexOf('trunkline')).join(' ')} starts and answers ${path}`, output)
    if (answers) await check(url)
  } finally {
    await endGroup(child)
  }
}

/** A stranger's pact holds, and the reports are written. */
async function checkVerify(trunkline: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const pact = join(root, 'examples', 'pacts', 'notifier-keebai.json')
  const reports = ['--report', 'junit=junit.xml', 'html=report.html']
  const { code, output } = await run('env', [...trunkline, 'verify', '--pacts', pact, ...reports], { cwd, env })
  expect(code === 0 && output.includes('3 passed'), 'verify holds a pact against its own sandbox', output)
  const written = await Promise.all(['junit.xml', 'report.html'].map((name) => readFile(join(cwd, name), 'utf8')))
  expect(written[0]?.includes('<testsuite ') === true, 'verify writes JUnit XML')
  expect(written[1]?.startsWith('<!doctype html>') === true, 'verify writes a page')
  const alone = await run('env', [...trunkline, 'verify'], { cwd, env })
  expect(alone.code === 2 && alone.output.includes('--pacts'), 'verify asks for pacts', alone.output)
}

/** Asks until the answer is yes, the program has ended, or the time is up. A refused connection is a no. */
async function waitFor(child: ChildProcess, isReady: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + startMs
  while (Date.now() < until && child.exitCode === null) {
    if (await isReady().catch(() => false)) return true
    await pause(100)
  }
  return false
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return
  const ended = once(child, 'exit')
  process.kill(-child.pid, 'SIGTERM')
  const late = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), 15_000)
  await ended
  clearTimeout(late)
}

/** The entries load, and their declarations satisfy a strict compiler. */
async function checkImports(tarball: string, env: NodeJS.ProcessEnv): Promise<void> {
  const project = join(folder, 'project')
  await mkdir(project)
  await writeFile(join(project, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }\n')
  const installed = await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], {
    cwd: project,
    env,
  })
  expect(installed.code === 0, 'npm installs the package', installed.output)
  const entries = ['client', 'connect', 'testing']
  const source = entries.map((entry) => `import * as ${entry} from 'trunkline/${entry}'\n`).join('')
  const use = `if (![${entries.join(', ')}].every((entry) => Object.keys(entry).length > 0)) throw new Error('empty')\n`
  await writeFile(join(project, 'index.mts'), source + use)
  const loaded = await run(process.execPath, ['index.mts'], { cwd: project, env })
  expect(loaded.code === 0, 'the entries of the package load', loaded.output)
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--types',
    '',
    '--skipLibCheck',
    'false',
  ]
  const typed = await runTool('tsc', [...options, 'index.mts'], project)
  expect(typed.code === 0, 'the declarations of the package are sound', typed.output)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function expect(holds: boolean, claim: string, evidence = ''): void {
  if (!holds) problems.push(`does not hold: ${claim}${evidence ? `\n${evidence.trimEnd()}` : ''}`)
}

/**
 * Writes generated/ from spec/: the bundled document of every specification, its types and client, and a map of its
 * operations; and the pages of docs/ that are made of the contract tests. With --check nothing is written, and what differs is an error. With
 * --pages only the pages are written.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import { coveragePage } from '../contract-tests/coverage/page.ts'
import { correspondencePage } from '../contract-tests/cross-check/page.ts'
import { type Bundle, operationsModule } from './operations-module.ts'
import { root, runTool } from './tools.ts'

const specs = [
  { name: 'keebai', client: true },
  { name: 'hubmessage', client: true },
  { name: 'meta', client: false },
  { name: 'sandbox', client: true },
]

const isCheck = process.argv.includes('--check')
process.exitCode = await (process.argv.includes('--pages') ? writePages(isCheck).then(tell) : generate(isCheck))

async function generate(check: boolean): Promise<number> {
  const target = join(root, 'generated')
  const cache = join(root, 'node_modules', '.cache')
  await mkdir(cache, { recursive: true })
  const staging = await mkdtemp(join(cache, 'generate-'))
  try {
    const present = specs.filter(({ name }) => existsSync(join(root, 'spec', name, 'openapi.yaml')))
    await Promise.all(present.map(({ name }) => bundle(name, join(staging, 'openapi', `${name}.json`))))
    for (const { name, client } of present) await writeModules(staging, name, client)
    const modules = await synchronize(staging, target, check)
    return tell([...modules.map((path) => `generated/${path}`), ...(await writePages(check))])
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function bundle(name: string, file: string): Promise<void> {
  const source = join('spec', name, 'openapi.yaml')
  const { code, output } = await runTool('redocly', ['bundle', source, '--ext', 'json', '--output', file])
  if (code !== 0) throw new Error(`redocly could not bundle ${source}:\n${output}`)
}

async function writeModules(staging: string, name: string, client: boolean): Promise<void> {
  const document = join(staging, 'openapi', `${name}.json`)
  const folder = join(staging, name)
  await createClient({
    input: document,
    logs: { level: 'silent', file: false },
    output: { path: folder, clean: true, entryFile: client, module: { extension: '.ts' } },
    plugins: client
      ? ['@hey-api/typescript', '@hey-api/client-fetch', { name: '@hey-api/sdk', responseStyle: 'fields' }]
      : ['@hey-api/typescript'],
  })
  const bundled: Bundle = JSON.parse(await readFile(document, 'utf8'))
  await writeFile(join(folder, 'operations.ts'), operationsModule(bundled))
}

/** The pages that are other ones than before. */
async function writePages(check: boolean): Promise<string[]> {
  const pages = { 'docs/correspondence.md': correspondencePage(), 'docs/coverage.md': coveragePage() }
  const changed: string[] = []
  for (const [path, wanted] of Object.entries(pages)) {
    const file = join(root, path)
    if (existsSync(file) && (await readFile(file, 'utf8')) === wanted) continue
    if (!check) await writeFile(file, wanted)
    changed.push(path)
  }
  return changed
}

function tell(changed: string[]): number {
  for (const path of changed) process.stdout.write(`${isCheck ? 'not up to date' : 'wrote'} ${path}\n`)
  return isCheck && changed.length > 0 ? 1 : 0
}

/** Makes `target` the same as `source`, touching only what differs. Returns the paths that did. */
async function synchronize(source: string, target: string, check: boolean): Promise<string[]> {
  const wanted = await filesIn(source)
  const present = await filesIn(target)
  const changed: string[] = []
  for (const path of wanted) {
    const content = await readFile(join(source, path))
    if (present.includes(path) && content.equals(await readFile(join(target, path)))) continue
    changed.push(path)
    if (check) continue
    await mkdir(dirname(join(target, path)), { recursive: true })
    await writeFile(join(target, path), content)
  }
  for (const path of present) {
    if (wanted.includes(path)) continue
    changed.push(path)
    if (!check) await rm(join(target, path))
  }
  return changed
}

async function filesIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

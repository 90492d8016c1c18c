import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { jsonPositions, lineAt } from '../compare/json-positions.ts'
import type { Json } from '../json.ts'
import type { Finding, Place } from '../verify/finding.ts'
import type { Pact } from './interaction.ts'
import { looksLikePact, notAPactHint, type PactOptions, toPact } from './to-pact.ts'

/**
 * Reads pacts from files and folders; of a folder every `*.json` at any depth, `node_modules` left out. Nothing is thrown: what cannot be
 * read is a finding, and so is a source without any pact. A file that is named twice is read once.
 */
export function readPacts(sources: string[], options: PactOptions = {}): { pacts: Pact[]; findings: Finding[] } {
  const pacts: Pact[] = []
  const findings: Finding[] = []
  const seen = new Set<string>()
  for (const source of sources) {
    const listed = filesOf(source)
    findings.push(...listed.findings)
    for (const { path, isNamed } of listed.files) {
      if (isSeen(path)) continue
      const { pact, findings: found } = readPact(path, isNamed, options)
      if (pact) pacts.push(pact)
      findings.push(...found)
    }
  }
  return { pacts, findings }

  function isSeen(path: string): boolean {
    const real = existsSync(path) ? realpathSync(path) : path
    if (seen.has(real)) return true
    seen.add(real)
    return false
  }
}

interface Listed {
  files: { path: string; isNamed: boolean }[]
  findings: Finding[]
}

function filesOf(source: string): Listed {
  try {
    if (!statSync(source).isDirectory()) return { files: [{ path: source, isNamed: true }], findings: [] }
    const files = jsonBelow(source).map((path) => ({ path, isNamed: false }))
    if (files.length > 0) return { files, findings: [] }
    const what = `There is no *.json in ${shown(source)}.`
    return { files, findings: [finding('pacts-missing', what, { pact: shown(source) }, notAPactHint)] }
  } catch (error) {
    const what = `${shown(source)} cannot be read: ${reason(error)}.`
    return { files: [], findings: [finding('pact-unreadable', what, { pact: shown(source) })] }
  }
}

function jsonBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : jsonBelow(path)
    return entry.name.endsWith('.json') && (entry.isFile() || isLinkToFile(path)) ? [path] : []
  })
}

function isLinkToFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function readPact(path: string, isNamed: boolean, options: PactOptions): ReturnType<typeof toPact> {
  const source = shown(path)
  const failed = (one: Finding) => ({ pact: undefined, findings: [one] })
  let text: string
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    return failed(finding('pact-unreadable', `${source} cannot be read: ${reason(error)}.`, { pact: source }))
  }
  const parsed = parse(text)
  if ('problem' in parsed) {
    const what = `${source} is not JSON: ${parsed.problem}.`
    return failed(finding('pact-malformed', what, { pact: source, file: source, line: parsed.line }))
  }
  if (!isNamed && !looksLikePact(parsed.content)) {
    const what = `${source} is not a pact and was left out.`
    return failed({ ...finding('pact-skipped', what, { pact: source }), severity: 'warning' })
  }
  return toPact(parsed.content, source, options)
}

function parse(text: string): { content: Json } | { problem: string; line: number } {
  if (text.trim() === '') return { problem: 'it is empty', line: 1 }
  try {
    return { content: JSON.parse(text) as Json }
  } catch (error) {
    const { offset, what } = jsonPositions(text).error ?? { offset: text.length, what: reason(error) }
    return { problem: what, line: lineAt(text, offset) }
  }
}

/** As a person would write it: relative where it lies below the working directory. */
function shown(path: string): string {
  const near = relative(process.cwd(), resolve(path))
  return near === '' ? '.' : near.startsWith('..') || isAbsolute(near) ? path : near
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return 'no such file or folder'
  if (code === 'EACCES') return 'permission denied'
  return error.message
}

function finding(code: string, what: string, where: Place, hint?: string): Finding {
  return { check: 'pact-spec', severity: 'error', code, what, where, ...(hint ? { hint } : {}) }
}

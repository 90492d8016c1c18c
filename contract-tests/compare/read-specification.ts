import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Finding } from '../verify/finding.ts'
import { type Document, toDocument } from './document.ts'
import { jsonPositions, lineAt } from './json-positions.ts'

/** Reads a specification that somebody gave, JSON or YAML. Nothing is thrown: what makes it unusable is a finding. */
export async function readSpecification(
  file: string,
): Promise<{ document: Document | undefined; findings: Finding[] }> {
  const failed = (code: string, what: string, line?: number, hint?: string) => {
    const where = { file, ...(line === undefined ? {} : { line }) }
    const finding: Finding = {
      check: 'spec',
      severity: 'error',
      code,
      what,
      where,
      ...(hint === undefined ? {} : { hint }),
    }
    return { document: undefined, findings: [finding] }
  }
  let text: string
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    return failed('spec-unreadable', `${file} cannot be read: ${error instanceof Error ? error.message : error}.`)
  }
  const parsed = file.endsWith('.json') ? parseJson(text) : await parseYaml(text)
  if ('problem' in parsed) return failed('spec-malformed', `${file} ${parsed.problem}.`, parsed.line)
  const { content } = parsed
  if (!isObject(content) || !isOpenApi3(content)) {
    const hint = 'Give an OpenAPI document of version 3.0 or 3.1, in one file.'
    return failed('spec-unknown-version', `${file} is not an OpenAPI document of version 3.`, 1, hint)
  }
  return { document: toDocument(content, basename(file), file), findings: [] }
}

type Parsed = { content: Json } | { problem: string; line: number }

function parseJson(text: string): Parsed {
  try {
    return { content: JSON.parse(text) as Json }
  } catch {
    const { offset, what } = jsonPositions(text).error ?? { offset: text.length, what: 'it ends too early' }
    return { problem: `is not JSON: ${what}`, line: lineAt(text, offset) }
  }
}

async function parseYaml(text: string): Promise<Parsed> {
  const yaml = await import('yaml').catch((cause: unknown) => {
    throw new Error('Reading a specification in YAML needs the package yaml: npm install yaml', { cause })
  })
  const lines = new yaml.LineCounter()
  const parsed = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = parsed.errors
  if (error) return { problem: `is not YAML: ${error.message}`, line: lines.linePos(error.pos[0]).line }
  return { content: parsed.toJS({ maxAliasCount: 1000 }) as Json }
}

function isOpenApi3(content: JsonObject): boolean {
  return typeof content.openapi === 'string' && content.openapi.startsWith('3.')
}

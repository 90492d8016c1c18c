import { readFileSync } from 'node:fs'
import { plain } from '../../mocks/provider-states/nearest.ts'
import { isObject, type Json } from '../json.ts'

/** A team's words for states, by their plain form. */
export type StateMapping = ReadonlyMap<string, MappedWord>

export interface MappedWord {
  /** As the file has it. */
  word: string
  states: MappedState[]
}

export interface MappedState {
  state: string
  /** Without it the pact's own params go along; with it these alone, `$name` standing for one of the pact's. */
  params?: Record<string, Json>
}

/** The file is no mapping; every problem in one message. */
export class MappingProblem extends Error {
  override name = 'MappingProblem'
}

/** Reads `--states FILE`: a JSON object, a team's words → `{state, params}`, a state's name, or a list of them. */
export function readStateMapping(file: string): StateMapping {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new MappingProblem(`${file} cannot be read: ${code === 'ENOENT' ? 'no such file' : (code ?? error)}`)
  }
  let content: Json
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new MappingProblem(`${file} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
  return toStateMapping(content, file)
}

export function toStateMapping(content: Json, source: string): StateMapping {
  if (!isObject(content)) throw new MappingProblem(`${source} is not an object of state names`)
  const mapping = new Map<string, MappedWord>()
  const problems: string[] = []
  for (const [word, target] of Object.entries(content)) {
    const states = (Array.isArray(target) ? target : [target]).map(toMappedState)
    if (mapping.has(plain(word))) problems.push(`"${word}" is there twice; case and spaces do not tell names apart`)
    if (states.length === 0) problems.push(`"${word}" has an empty list; {"state": ""} stands for the plain world`)
    if (states.includes(undefined)) {
      problems.push(`"${word}" is neither {"state": "…", "params": {…}}, a state's name, nor a list of those`)
    }
    mapping.set(plain(word), { word, states: states.filter((state) => state !== undefined) })
  }
  if (problems.length > 0) throw new MappingProblem(`${source}: ${problems.join('; ')}`)
  return mapping
}

function toMappedState(target: Json): MappedState | undefined {
  if (typeof target === 'string') return { state: target }
  if (!isObject(target) || typeof target.state !== 'string') return undefined
  const { state, params, ...others } = target
  if (Object.keys(others).length > 0) return undefined
  if (params === undefined) return { state }
  return isObject(params) ? { state, params } : undefined
}

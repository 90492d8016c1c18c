import { isObject } from '../json.ts'
import type { Document } from './document.ts'
import type { Problem } from './problem.ts'

/**
 * Holds the names of a whole stream's events against `x-order` of its schema: groups of names in the order they come in, of which the last
 * ends the stream; and against `x-after` of an event: what must have come before, in a stream that is heard from its start.
 */
export function orderProblems(document: Document, pointer: string, names: string[]): Problem[] {
  const schema = document.resolve({ $ref: `#${pointer}` })
  const place = `${document.pointerOf(schema) ?? pointer}/x-order`
  const groups = Array.isArray(schema['x-order']) ? schema['x-order'].map(textsOf) : []
  if (groups.length === 0) return []
  const ranks = names.map((name) => groups.findIndex((group) => group.includes(name)))
  const problem = (index: number, what: string, expected: string): Problem => {
    const [at, got] = [`/body/${index}`, names[index] ?? 'the end of the stream']
    return { code: 'stream-order', pointer: at, what, expected, got, specPointer: place }
  }
  const final = groups.length - 1
  for (const [index, rank] of ranks.entries()) {
    if (rank < 0) continue
    if (ranks[index - 1] === final)
      return [problem(index, 'an event follows the one that ends the stream', 'the end of the stream')]
    const before = Math.max(...ranks.slice(0, index))
    if (rank < before)
      return [problem(index, `\`${names[index]}\` comes too late`, `${groups.slice(before).flat().join(' or ')}`)]
    const needed = neededBefore(document, schema.oneOf, names[index] ?? '')
    if (needed && ranks[0] === 0 && !names.slice(0, index).includes(needed)) {
      return [problem(index, `\`${names[index]}\` comes without \`${needed}\` before it`, needed)]
    }
  }
  if (ranks.at(-1) === final) return []
  return [problem(names.length, 'the stream ends without the event that ends it', (groups[final] ?? []).join(' or '))]
}

function neededBefore(document: Document, variants: unknown, name: string): string | undefined {
  for (const variant of Array.isArray(variants) ? variants : []) {
    const schema = document.resolve(variant)
    const properties = document.resolve(schema.properties)
    const after = schema['x-after']
    if (document.resolve(properties.event).const === name && typeof after === 'string') return after
  }
  return undefined
}

function textsOf(group: unknown): string[] {
  if (isObject(group) || !Array.isArray(group)) return []
  return group.map(String)
}

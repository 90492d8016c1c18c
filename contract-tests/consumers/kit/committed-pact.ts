import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isObject, type Json } from '../../json.ts'

/** Throws unless the file has exactly this text, and names the interactions that differ. TRUNKLINE_UPDATE_PACTS=1 writes it first. */
export function holdToCommitted(file: string, text: string, update = process.env.TRUNKLINE_UPDATE_PACTS === '1'): void {
  if (update) writeFileSync(file, text)
  const committed = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (committed === text) return
  const [before, now] = [interactionsOf(committed), interactionsOf(text)]
  const lines = [...new Set([...before.keys(), ...now.keys()])].sort().flatMap((description) => {
    if (before.get(description) === now.get(description)) return []
    return `${!before.has(description) ? 'new' : !now.has(description) ? 'gone' : 'changed'}: ${description}`
  })
  throw new Error(
    [
      `${file} is not what these tests write. TRUNKLINE_UPDATE_PACTS=1 makes them write it.`,
      ...(lines.length > 0 ? lines : ['Only its form differs.']),
    ].join('\n  '),
  )
}

function interactionsOf(text: string): Map<string, string> {
  const pact: Json = text === '' ? null : JSON.parse(text)
  const interactions = isObject(pact) && Array.isArray(pact.interactions) ? pact.interactions.filter(isObject) : []
  return new Map(interactions.map((each) => [String(each.description), JSON.stringify(each)]))
}

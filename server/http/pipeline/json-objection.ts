import type { Detail } from './problem.ts'

const depthMax = 32

/**
 * What no schema says and no store or network can carry: NUL characters, halves of surrogate pairs,
 * `__proto__` members and nesting beyond 32 levels. Looks only at texts that could hold one of them.
 */
export function objectionTo(text: string, value: unknown): Detail | undefined {
  if (text.includes('\\u') || text.includes('__proto__')) return walk(value, 0)
  return opensMoreThan(text, depthMax) && isDeeperThan(value, depthMax) ? walk(value, 0) : undefined
}

function opensMoreThan(text: string, limit: number): boolean {
  let opened = 0
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      opened += 1
      if (opened > limit) return true
    }
  }
  return false
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const member of Object.values(value)) if (isDeeperThan(member, levels - 1)) return true
  return false
}

/** The path is put together on the way back, because hardly anything is objected to. */
function walk(value: unknown, depth: number): Detail | undefined {
  if (typeof value === 'string') return objectionToText(value)
  if (typeof value !== 'object' || value === null) return undefined
  if (depth >= depthMax) return { path: '', message: `must not nest deeper than ${depthMax} levels` }
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__') return { path: '', message: "must NOT have a member named '__proto__'" }
    const named = objectionToText(name)
    if (named) return named
    const found = walk(member, depth + 1)
    if (found) return { ...found, path: `/${pointerPart(name)}${found.path}` }
  }
  return undefined
}

function objectionToText(text: string): Detail | undefined {
  if (text.includes('\0')) return { path: '', message: 'must not contain NUL characters' }
  if (!text.isWellFormed()) return { path: '', message: 'must be well-formed Unicode' }
  return undefined
}

function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

import { pointerTo } from './pointer.ts'

/** Where each value of a JSON text starts, by JSON pointer; of a member, its name. `error` is where the text stops being JSON. */
export interface JsonPositions {
  offsets: Map<string, number>
  error?: { offset: number; what: string }
}

/** Reads positions only; what a text means is JSON.parse's business. */
export function jsonPositions(text: string): JsonPositions {
  const offsets = new Map<string, number>()
  let at = 0
  try {
    skip()
    value('', at)
    skip()
    if (at < text.length) fail('something follows the value')
    return { offsets }
  } catch (error) {
    if (error instanceof Stop) return { offsets, error: { offset: error.offset, what: error.message } }
    throw error
  }

  function value(pointer: string, start: number): void {
    offsets.set(pointer, start)
    const first = text[at]
    if (first === '{') members(pointer)
    else if (first === '[') items(pointer)
    else if (first === '"') string()
    else literal()
  }

  function members(pointer: string): void {
    at++
    if (closes('}')) return
    do {
      skip()
      const start = at
      if (text[at] !== '"') fail('a name in double quotes is expected')
      const name = JSON.parse(string()) as string
      skip()
      if (text[at] !== ':') fail('a colon is expected')
      at++
      skip()
      value(pointer + pointerTo(name), start)
    } while (continues('}'))
  }

  function items(pointer: string): void {
    at++
    if (closes(']')) return
    let index = 0
    do {
      skip()
      value(`${pointer}/${index++}`, at)
    } while (continues(']'))
  }

  function closes(end: string): boolean {
    skip()
    if (text[at] !== end) return false
    at++
    return true
  }

  function continues(end: string): boolean {
    if (closes(end)) return false
    if (text[at] !== ',') fail(`a comma or ${end} is expected`)
    at++
    return true
  }

  function string(): string {
    stringAt.lastIndex = at
    const found = stringAt.exec(text)?.[0]
    if (found === undefined) fail('a text is not closed or has a character that JSON does not allow')
    at += found.length
    return found
  }

  function literal(): void {
    literalAt.lastIndex = at
    const found = literalAt.exec(text)?.[0]
    if (found === undefined) fail('a value is expected')
    at += found.length
  }

  function skip(): void {
    spaceAt.lastIndex = at
    at += spaceAt.exec(text)?.[0].length ?? 0
  }

  function fail(what: string): never {
    throw new Stop(at, at >= text.length ? 'it ends too early' : what)
  }
}

/** From 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

const spaceAt = /[ \t\r\n]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts
const stringAt = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const literalAt = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

class Stop extends Error {
  offset: number
  constructor(offset: number, what: string) {
    super(what)
    this.offset = offset
  }
}

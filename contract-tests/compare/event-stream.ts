import type { Json } from '../json.ts'

/** One event of a stream: `data` is JSON where it reads as JSON, plain text otherwise. */
export interface StreamEvent {
  event: string
  data: Json
}

/** The events of a stream written as text; comments and blocks without data are left out. */
export function streamEvents(text: string): StreamEvent[] {
  return text
    .split(/\r\n\r\n|\n\n|\r\r/)
    .map((block) => block.split(/\r\n|\n|\r/).filter((line) => !line.startsWith(':')))
    .filter((lines) => lines.some((line) => line.startsWith('data:')))
    .map((lines) => ({ event: field(lines, 'event'), data: parsed(field(lines, 'data')) }))
}

function field(lines: string[], name: string): string {
  const prefix = `${name}:`
  return lines
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length).replace(/^ /, ''))
    .join('\n')
}

/** A code is text as it is, so only what looks like an object is read as JSON. */
function parsed(data: string): Json {
  if (!data.startsWith('{')) return data
  try {
    return JSON.parse(data) as Json
  } catch {
    return data
  }
}

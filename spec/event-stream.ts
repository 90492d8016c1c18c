import type { Json } from './documents.ts'

/** The events of a stream written as text: `data` is JSON where it reads as JSON, plain text otherwise. */
export function eventsOf(text: string): { event: string; data: Json }[] {
  return text
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => !line.startsWith(':')))
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

function parsed(data: string): Json {
  return data.startsWith('{') ? (JSON.parse(data) as Json) : data
}

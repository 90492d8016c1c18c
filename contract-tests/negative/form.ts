import { isObject, type Json } from '../json.ts'

export const boundary = 'trunkline-form'

/** A form as a browser writes it. A member named `file` is one, of plain text; the others are fields. */
export function toForm(value: Json): { type: string; text: string } {
  const parts = Object.entries(isObject(value) ? value : {}).map(([name, content]) => partOf(name, String(content)))
  return { type: `multipart/form-data; boundary=${boundary}`, text: `${parts.join('')}--${boundary}--\r\n` }
}

export function partOf(name: string, content: string): string {
  const file = name === 'file' ? '; filename="menu.txt"\r\nContent-Type: text/plain' : ''
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`
}

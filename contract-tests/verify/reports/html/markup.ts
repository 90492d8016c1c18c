import { escapeHtml } from '../escape.ts'

/** HTML whose texts are escaped. */
export interface Markup {
  readonly markup: string
}

export type Piece = Markup | string | number | false | undefined | Piece[]

/** A template of HTML: every value that is no Markup itself is escaped, also in quoted attributes. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  return { markup: strings.reduce((text, part, at) => text + textOf(pieces[at - 1]) + part) }
}

/** Text of this project that is HTML, CSS or a script already. */
export function trusted(markup: string): Markup {
  return { markup }
}

function textOf(piece: Piece): string {
  if (piece === undefined || piece === false) return ''
  if (Array.isArray(piece)) return piece.map(textOf).join('')
  return typeof piece === 'object' ? piece.markup : escapeHtml(String(piece))
}

import type { SurfaceName } from '../pact-file/interaction.ts'

/** Who shows that an answer or an event is as documented. */
export const columns = ['example', 'pact', 'mock', 'sandbox', 'gateway'] as const
export type Column = (typeof columns)[number]

/** One documented answer of an operation, one event of a stream, or one webhook event. */
export interface MatrixRow {
  surface: SurfaceName
  kind: 'response' | 'stream-event' | 'webhook-event'
  /** The operation; of a webhook event, its name. */
  subject: string
  /** `POST /v1/messages/text`; of a webhook event, empty. */
  route: string
  /** The status, or the name of the event of a stream; of a webhook event, empty. */
  answer: string
  /** Of the columns this run looked at. */
  cells: Partial<Record<Column, Cell>>
}

export interface Cell {
  /** A `hole` is neither shown by anything nor excluded with a reason; `failed` was shown to be otherwise. */
  state: 'covered' | 'failed' | 'hole' | 'excluded'
  /** Of an exclusion. */
  reason?: string
}

/** `sendTextMessage 202`, `streamWhatsAppQr event qr`, `event whatsapp.message.sent`. */
export function nameOf({ kind, subject, answer }: MatrixRow): string {
  if (kind === 'response') return `${subject} ${answer}`
  return kind === 'stream-event' ? `${subject} event ${answer}` : `event ${subject}`
}

export function countCells(rows: MatrixRow[]): { cells: number; covered: number; excluded: number; holes: number } {
  const cells = rows.flatMap((row) => Object.values(row.cells))
  const count = (state: Cell['state']) => cells.filter((cell) => cell.state === state).length
  return {
    cells: cells.length,
    covered: count('covered'),
    excluded: count('excluded'),
    holes: count('hole') + count('failed'),
  }
}

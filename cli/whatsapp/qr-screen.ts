import QRCode from 'qrcode'
import type { Output } from '../command.ts'

export interface QrScreen extends Disposable {
  /** Draws a code, over the one before where that is possible, and counts down to `until` (milliseconds since 1970). */
  show(code: string, until: number): Promise<void>
  /** Takes the code away, or leaves it where nothing can be taken away. */
  clear(): void
}

/** QR codes on a terminal, in place. Where the output is none, each code is drawn once, in plain characters. */
export function createQrScreen(write: (text: string) => void, output: Output): QrScreen {
  let height = 0
  let countdown: NodeJS.Timeout | undefined

  function clear(): void {
    clearInterval(countdown)
    if (height > 0) write(`\r\u001B[${height}A\u001B[J`)
    height = 0
  }

  return {
    async show(code, until) {
      const drawing = await draw(code, output)
      clear()
      write(drawing)
      if (!output.isTTY) return
      height = drawing.split('\n').length - 1
      const tooLow = output.rows !== undefined && output.rows <= height ? `Needs ${height + 1} lines of terminal. ` : ''
      const count = () => {
        const line = `${tooLow}${footer(until - Date.now())}`
        write(`\r\u001B[K${line.slice(0, (output.columns ?? 80) - 1)}`)
      }
      count()
      countdown = setInterval(count, 1000)
    },
    clear,
    [Symbol.dispose]: clear,
  }
}

/** Error correction L keeps the roughly 280 characters of a code small enough for a terminal: 63 columns, 32 lines. */
async function draw(code: string, { isTTY, columns }: Output): Promise<string> {
  const level = { errorCorrectionLevel: 'L' } as const
  if (!isTTY) return `${await QRCode.toString(code, { ...level, type: 'utf8' })}\n`
  const width = QRCode.create(code, level).modules.size + 2
  if (columns && columns < width) {
    return `The terminal has ${columns} columns and the code needs ${width}. Make it wider; the next code comes soon.\n`
  }
  return QRCode.toString(code, { ...level, type: 'terminal', small: true })
}

function footer(leftMs: number): string {
  const seconds = Math.max(0, Math.round(leftMs / 1000))
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return `${time} left. The code renews itself; Ctrl-C stops.`
}

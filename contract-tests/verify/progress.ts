import type { Output, Paint } from './output.ts'
import type { StepEntry } from './report.ts'
import { escapeTerminal } from './reports/escape.ts'
import { seconds } from './reports/units.ts'

/** What a run says while it works. */
export interface Progress {
  /** A step begins. */
  start(title: string): void
  /** How far it is; shown only where lines can be updated. */
  update(text: string): void
  /** It is over; what was left out goes without saying. */
  done(step: StepEntry): void
  /** Something to know at once. */
  tell(text: string): void
  /** Takes the unfinished line away; whatever is said afterwards goes unheard. */
  end(): void
}

/** On a terminal one line per step, updated while it runs; elsewhere a plain line when it is over. */
export function progressOn(output: Output, paint: Paint): Progress {
  return output.isTTY === true ? lively(output, paint) : plain(output)
}

function plain(output: Output): Progress {
  let ended = false
  const write = (line: string) => {
    if (!ended) output.write(`verify: ${line}\n`)
  }
  return {
    start() {},
    update() {},
    done(step) {
      if (step.outcome !== 'left-out') write(`${signs[step.outcome]} ${lineOf(step)}`)
    },
    tell: (text) => write(escapeTerminal(text)),
    end() {
      ended = true
    },
  }
}

function lively(output: Output, paint: Paint): Progress {
  let title = ''
  let open = false
  let ended = false
  const write = (text: string) => {
    if (!ended) output.write(text)
  }
  const clear = () => {
    if (open) write('\r\u001b[2K')
    open = false
  }
  const draw = (text: string) => {
    const line = escapeTerminal(text === '' ? `… ${title}` : `… ${title}  ${text}`).replaceAll('\n', ' ')
    write(`\r\u001b[2K${paint.dim(line.slice(0, (output.columns || 80) - 1))}`)
    open = true
  }
  const colours = { passed: paint.green, warned: paint.yellow, failed: paint.red }
  return {
    start(next) {
      title = next
      draw('')
    },
    update: draw,
    done(step) {
      clear()
      if (step.outcome === 'left-out') return
      write(`${colours[step.outcome](signs[step.outcome])} ${lineOf(step)}\n`)
    },
    tell(text) {
      clear()
      write(`${escapeTerminal(text)}\n`)
    },
    end() {
      clear()
      ended = true
    },
  }
}

const signs = { passed: '✓', warned: '!', failed: '✗' }

function lineOf({ title, note, durationMs }: StepEntry): string {
  return `${title}${note ? `: ${escapeTerminal(note)}` : ''} (${seconds(durationMs)})`
}

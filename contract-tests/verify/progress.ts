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
  /** Takes the unfinished line away; nothing follows. */
  end(): void
}

/** On a terminal one line per step, updated while it runs; elsewhere a plain line when it is over. */
export function progressOn(output: Output, paint: Paint): Progress {
  return output.isTTY === true ? lively(output, paint) : plain(output)
}

function plain(output: Output): Progress {
  return {
    start() {},
    update() {},
    done(step) {
      if (step.outcome !== 'left-out') output.write(`verify: ${signs[step.outcome]} ${lineOf(step)}\n`)
    },
    tell: (text) => output.write(`verify: ${escapeTerminal(text)}\n`),
    end() {},
  }
}

function lively(output: Output, paint: Paint): Progress {
  let title = ''
  let open = false
  const clear = () => {
    if (open) output.write('\r\u001b[2K')
    open = false
  }
  const draw = (text: string) => {
    const line = escapeTerminal(text === '' ? `… ${title}` : `… ${title}  ${text}`).replaceAll('\n', ' ')
    output.write(`\r\u001b[2K${paint.dim(line.slice(0, (output.columns || 80) - 1))}`)
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
      output.write(`${colours[step.outcome](signs[step.outcome])} ${lineOf(step)}\n`)
    },
    tell(text) {
      clear()
      output.write(`${escapeTerminal(text)}\n`)
    },
    end: clear,
  }
}

const signs = { passed: '✓', warned: '!', failed: '✗' }

function lineOf({ title, note, durationMs }: StepEntry): string {
  return `${title}${note ? `: ${escapeTerminal(note)}` : ''} (${seconds(durationMs)})`
}

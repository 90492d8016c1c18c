import { expect, test } from 'vitest'
import { paintFor } from './output.ts'
import { progressOn } from './progress.ts'
import type { StepEntry } from './report.ts'

const step: StepEntry = {
  name: 'provider',
  title: 'Pacts against the providers',
  outcome: 'failed',
  note: '12 answers',
  durationMs: 1_250,
  errors: 1,
  warnings: 0,
}

function written(isTTY: boolean): string {
  const texts: string[] = []
  const output = { write: (text: string) => texts.push(text), isTTY, columns: 40 }
  const progress = progressOn(output, paintFor(output, { NO_COLOR: '1' }))
  progress.start(step.title)
  progress.update('sandbox 1/12')
  progress.update(`sandbox 12/12 and ${'a very long text '.repeat(9)}`)
  progress.done(step)
  progress.done({ ...step, title: 'Breaking changes', outcome: 'left-out' })
  progress.tell('a notice \u001b[2J')
  progress.end()
  return texts.join('')
}

test('without a terminal each step is one plain line when it is over', () => {
  expect(written(false)).toBe(
    ['verify: ✗ Pacts against the providers: 12 answers (1.3 s)', 'verify: a notice \\u001b[2J', ''].join('\n'),
  )
})

test('on a terminal one line is updated, no wider than the terminal, and replaced by the result', () => {
  const text = written(true)
  const clear = '\r\u001b[2K'
  const [before = '', after = ''] = text.split('✗ Pacts against the providers: 12 answers (1.3 s)\n')
  const shown = before.split(clear).slice(1)
  expect(shown[0]).toBe('… Pacts against the providers')
  expect(shown[1]).toBe('… Pacts against the providers  sandbox ')
  for (const line of shown) expect(line.length).toBeLessThan(40)
  expect(before).not.toContain('\n')
  expect(before.endsWith(clear)).toBe(true)
  expect(after).toBe('a notice \\u001b[2J\n')
})

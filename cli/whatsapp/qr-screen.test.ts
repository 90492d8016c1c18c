import { expect, test } from 'vitest'
import { createQrScreen } from './qr-screen.ts'

const code = `2@${'aB3/'.repeat(70)}`

function screenOf(output: { isTTY?: boolean; columns?: number; rows?: number }) {
  const written: string[] = []
  const screen = createQrScreen((text) => written.push(text), { write: () => undefined, ...output })
  return { screen, text: () => written.join('') }
}

test('a new code is drawn over the one before, and taken away in the end', async () => {
  const { screen, text } = screenOf({ isTTY: true, columns: 100, rows: 50 })
  await screen.show(code, Date.now() + 299_900)
  const first = text()
  expect(first.split('\n')).toHaveLength(33)
  expect(first).toContain('\r\u001B[K5:00 left.')
  await screen.show(code, Date.now() + 60_000)
  const second = text().slice(first.length)
  expect(second.startsWith('\r\u001B[32A\u001B[J')).toBe(true)
  const before = text().length
  screen[Symbol.dispose]()
  screen[Symbol.dispose]()
  expect(text().slice(before)).toBe('\r\u001B[32A\u001B[J')
})

test('a code of full length fits 63 columns', async () => {
  const fits = screenOf({ isTTY: true, columns: 63, rows: 50 })
  await fits.screen.show(code, 0)
  expect(fits.text()).toContain('█')
  fits.screen.clear()
  const narrow = screenOf({ isTTY: true, columns: 62, rows: 50 })
  await narrow.screen.show(code, 0)
  expect(narrow.text()).toContain('62 columns and the code needs 63')
  narrow.screen.clear()
})

test('a terminal too low for the code is told so', async () => {
  const { screen, text } = screenOf({ isTTY: true, columns: 80, rows: 24 })
  await screen.show(code, 0)
  expect(text()).toContain('Needs 33 lines of terminal.')
  screen.clear()
})

test('without a terminal nothing is erased', async () => {
  const { screen, text } = screenOf({})
  await screen.show(code, 0)
  screen.clear()
  expect(text()).not.toContain('\u001B')
})

import { expect, test } from 'vitest'
import { paintFor } from './output.ts'
import { htmlReport } from './reports/html/page.ts'
import { terminalReport } from './reports/terminal.ts'
import { aReport } from './test/a-report.ts'

const escapeCode = '\u001b'
const onTerminal = { write: () => undefined, isTTY: true }
const plain = terminalReport(aReport(), paintFor({ write: () => undefined }, {}))

test('the terminal report groups by consumer and says of each finding what to look at and what to do', () => {
  const shop = plain.slice(plain.indexOf('\nshop\n'), plain.indexOf('\nThe specifications\n'))
  expect(shop).toContain('with keebai  pacts/shop-keebai.json (V4, 4 interactions)')
  expect(shop).toMatch(/gateway {4}3 passed, 1 failed/)
  expect(shop).toMatch(/mock {7}3 passed, 1 excluded/)
  expect(shop).toContain('✗ The answer lacks a field the pact relies on. [provider-body]')
  expect(shop).toContain('where     pacts/shop-keebai.json /interactions/0')
  expect(shop).toContain('expected  $.broadcast_id')
  expect(shop).toContain('curl      curl -sS')
  expect(shop).toContain('hint      The request names phone_number_id')
})

test('what several providers share is told once, with all of them', () => {
  expect(plain.split('The answer lacks a field').length).toBe(2)
  expect(plain).toContain('a text is accepted at gateway, sandbox')
})

test('the last line has the verdict and the figures', () => {
  const last = plain.trimEnd().split('\n').at(-1)
  expect(last).toBe(
    '✗ failed: 7 interactions of 3 pacts at gateway, sandbox, mock · matrix 140 covered, 3 excluded, 2 missing · 3 errors · 1 pending · 2 warnings · 21 s',
  )
})

test('the matrix is a table of figures: covered, +excluded, !missing', () => {
  const rows = plain.split('\n').map((line) => line.trim().split(/\s+/))
  expect(rows).toContainEqual(['sendTextMessage', '9', '9', '9', '8+1', '8!1', '9'])
  expect(rows).toContainEqual(['deleteWebhook', '9', '9', '8!1', '8+1', '9', '9'])
})

test('colours come only on a terminal that did not ask for none', () => {
  expect(plain).not.toContain(escapeCode)
  expect(terminalReport(aReport(), paintFor(onTerminal, { NO_COLOR: '1' }))).toBe(plain)
  expect(terminalReport(aReport(), paintFor(onTerminal, { TERM: 'dumb' }))).toBe(plain)
  expect(terminalReport(aReport(), paintFor(onTerminal, {}))).toContain(`${escapeCode}[31m`)
})

test('control characters of a pact are shown, never sent to the terminal', () => {
  expect(plain).toContain('\\u001b[31m\\u0007\\u202e')
  expect(plain).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u)
})

test('of very many findings the terminal shows the first, and says where all are', () => {
  const report = aReport()
  const [one] = report.findings
  if (!one) throw new Error('no finding')
  const many = Array.from({ length: 60 }, (_, at) => ({ ...one, what: `Finding ${at}.` }))
  const text = terminalReport({ ...report, findings: many }, paintFor({ write: () => undefined }, {}))
  expect(text.match(/Finding \d+\./g)).toHaveLength(40)
  expect(text).toContain('and 20 more findings; --report html=FILE shows all')
  expect(htmlReport({ ...report, findings: many }).match(/Finding \d+\./g)).toHaveLength(60)
})

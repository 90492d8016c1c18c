import { expect, test } from 'vitest'
import type { Exclusion } from '../exclusions.ts'
import type { HttpInteraction, MessageInteraction, Pact } from '../pact-file/interaction.ts'
import type { InteractionResult, Provider } from '../provider/provider.ts'
import { countCells, type MatrixRow, nameOf } from './matrix.ts'
import type { Run, Verified } from './run.ts'
import { bundledDocuments } from './specifications.ts'
import { holesOf, matrixOf } from './steps/coverage.ts'

const documents = bundledDocuments()
const sandbox = { name: 'sandbox', title: 'sandbox' } as Provider
const shown = ['example', 'pact', 'sandbox'] as const

function interaction(index: number, operation: string, status: number): HttpInteraction {
  return { index, kind: 'http', operation, status, description: `${operation} ${status}` } as HttpInteraction
}

function event(index: number, name: string): MessageInteraction {
  return { index, kind: 'message', event: name, description: name } as MessageInteraction
}

const interactions = [interaction(0, 'getMe', 200), event(1, 'whatsapp.message.sent'), event(2, 'streamWhatsAppQr#qr')]
const pact = { surface: 'keebai', consumer: 'shop', source: 'shop.json', interactions } as unknown as Pact

function verified(at: number, outcome: InteractionResult['outcome'], more: Partial<InteractionResult> = {}): Verified {
  const one = interactions[at]
  if (!one) throw new Error(`no interaction ${at}`)
  const result = { interaction: at, outcome, durationMs: 1, mismatches: [], exchanges: [], ...more }
  return { pact, interaction: one, provider: sandbox, result }
}

function matrix(run: Partial<Run>, exclusions: Exclusion[] = []): MatrixRow[] {
  return matrixOf({ documents, pacts: [pact], verified: [], probed: [], ...run }, shown, exclusions)
}

function row(rows: MatrixRow[], name: string): MatrixRow {
  const found = rows.find((one) => one.surface === 'keebai' && nameOf(one) === name)
  if (!found) throw new Error(`no row ${name}`)
  return found
}

test('the matrix has a row for every documented status, stream event and webhook event', () => {
  const rows = matrix({})
  const documented = Object.values(documents).flatMap(({ operations, resolve }) =>
    operations.flatMap(({ isEvent, path, id, content }) =>
      isEvent ? [`event ${path}`] : Object.keys(resolve(content.responses)).map((status) => `${id} ${status}`),
    ),
  )
  const streamed = ['qr', 'connecting', 'connected', 'failed', 'disconnected'].map(
    (name) => `streamWhatsAppQr event ${name}`,
  )
  expect(rows.map(nameOf).toSorted()).toEqual([...documented, ...streamed].toSorted())
  expect(rows.filter(({ cells }) => cells.example?.state === 'hole')).toEqual([])
})

test('what no pact asks for and no provider shows is a hole, and each row of holes an error', () => {
  const rows = matrix({ verified: [verified(0, 'passed'), verified(1, 'passed'), verified(2, 'passed')] })
  for (const name of ['getMe 200', 'event whatsapp.message.sent', 'streamWhatsAppQr event qr']) {
    expect(row(rows, name).cells).toEqual({
      example: { state: 'covered' },
      pact: { state: 'covered' },
      sandbox: { state: 'covered' },
    })
    expect(holesOf(row(rows, name))).toEqual([])
  }
  const [finding] = holesOf(row(rows, 'getMe 401'))
  expect(finding).toMatchObject({
    check: 'coverage',
    severity: 'error',
    code: 'matrix-hole',
    what: 'getMe 401 is not shown by: pact, sandbox.',
    where: { operation: 'getMe', status: 401 },
  })
  expect(rows.flatMap(holesOf).length).toBe(rows.length - 3)
})

test('an interaction that failed is shown otherwise, and told by the step that saw it', () => {
  const rows = matrix({ verified: [verified(0, 'passed'), verified(0, 'failed')] })
  expect(row(rows, 'getMe 200').cells.sandbox).toEqual({ state: 'failed' })
  expect(holesOf(row(rows, 'getMe 200'))).toEqual([])
  expect(countCells([row(rows, 'getMe 200')])).toEqual({ cells: 3, covered: 2, excluded: 0, holes: 1 })
})

test('an exclusion takes the place of a pact and needs what it names instead', () => {
  const exclusion: Exclusion = { surface: 'keebai', operation: '*', status: 401, reason: 'Because.', instead: 'probe' }
  const excluded = { state: 'excluded', reason: 'Because.' }
  const without = row(matrix({}, [exclusion]), 'getMe 401')
  expect(without.cells).toMatchObject({ pact: excluded, sandbox: { state: 'hole' } })
  expect(holesOf(without)).toHaveLength(1)

  const probe = { surface: 'keebai', operation: 'getMe', status: 401, provider: sandbox } as const
  const probed = row(matrix({ probed: [{ ...probe, passed: true }] }, [exclusion]), 'getMe 401')
  expect(probed.cells).toMatchObject({ pact: excluded, sandbox: { state: 'covered', reason: 'by a probe' } })
  const failed = row(matrix({ probed: [{ ...probe, passed: false }] }, [exclusion]), 'getMe 401')
  expect(failed.cells).toMatchObject({ sandbox: { state: 'failed' } })
})

test('an exclusion of one example leaves the rest of its answer to be shown', () => {
  const exclusion: Exclusion = { surface: 'keebai', operation: 'getMe', status: 401, example: 'x', reason: 'Because.' }
  expect(row(matrix({}, [exclusion]), 'getMe 401').cells.pact).toEqual({ state: 'hole' })
})

test('what a provider leaves out keeps its reason, and what was asked for by name says so', () => {
  const left = row(
    matrix({ verified: [verified(1, 'excluded', { reason: 'It sends none.' })] }),
    'event whatsapp.message.sent',
  )
  expect(left.cells.sandbox).toEqual({ state: 'excluded', reason: 'It sends none.' })
  const asked = row(matrix({ verified: [verified(0, 'passed', { prefer: 'code=200' })] }), 'getMe 200')
  expect(asked.cells.sandbox).toEqual({ state: 'covered', reason: 'asked for by name, Prefer: code=200' })
})

import { countCells } from './matrix.ts'
import type { Report, Summary } from './report.ts'
import { merged, weightOf } from './reports/groups.ts'

/** The figures of a report. */
export function summaryOf({
  pacts,
  results,
  findings,
  matrix,
}: Pick<Report, 'pacts' | 'results' | 'findings' | 'matrix'>): Summary {
  const shown = merged(findings)
  const weighing = (weight: string) => shown.filter(({ finding }) => weightOf(finding) === weight).length
  const ending = (outcome: string) => results.filter((result) => result.outcome === outcome).length
  return {
    pacts: pacts.length,
    interactions: pacts.reduce((sum, { interactions }) => sum + interactions, 0),
    verified: results.length - ending('excluded'),
    passed: ending('passed'),
    failed: ending('failed'),
    pendingFailed: ending('pending-failed'),
    errors: weighing('error'),
    warnings: weighing('warning'),
    pending: weighing('pending'),
    ...(matrix && { matrix: countCells(matrix) }),
  }
}

import type { SurfaceName } from '../pact-file/interaction.ts'
import type { InteractionResult, ProviderName } from '../provider/provider.ts'
import type { Finding } from './finding.ts'
import type { MatrixRow } from './matrix.ts'

/** What a run of `verify` came to: everything the reports show, as `--report json` writes it. */
export interface Report {
  format: 'trunkline-verify'
  /** Grows when a member goes away or changes its meaning; new members do not change it. */
  formatVersion: 1
  /** Of the package that ran. */
  trunkline: string
  verdict: 'passed' | 'failed'
  /** ISO 8601. */
  startedAt: string
  durationMs: number
  summary: Summary
  specifications: Specification[]
  providers: { name: ProviderName; title: string }[]
  pacts: PactEntry[]
  steps: StepEntry[]
  /** One entry per interaction and provider. */
  results: ResultEntry[]
  /** Absent where pacts of others are verified: nobody owes them a full matrix. */
  matrix?: MatrixRow[]
  findings: Finding[]
}

export interface Summary {
  pacts: number
  interactions: number
  /** Answers and events looked at, once per provider; those left out are not counted. */
  verified: number
  passed: number
  failed: number
  pendingFailed: number
  /** Findings that make the run fail. One that several providers share counts once, here and below. */
  errors: number
  warnings: number
  /** Errors of what is pending, which do not make it fail. */
  pending: number
  matrix?: { cells: number; covered: number; excluded: number; holes: number }
}

export interface Specification {
  surface: SurfaceName
  title: string
  version: string
  /** A path relative to the working directory, or a URL. */
  source: string
}

export interface PactEntry {
  source: string
  consumer: string
  provider: string
  version: 2 | 3 | 4
  surface: SurfaceName
  pending: boolean
  interactions: number
}

export interface StepEntry {
  name: string
  title: string
  outcome: 'passed' | 'warned' | 'failed' | 'left-out'
  /** Why it was left out, or what it looked at. */
  note?: string
  durationMs: number
  errors: number
  warnings: number
}

export interface ResultEntry {
  consumer: string
  pact: string
  provider: string
  interaction: string
  /** The operation with its status, or the event. */
  about?: string
  outcome: InteractionResult['outcome']
  durationMs: number
}

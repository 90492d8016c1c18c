import type { SurfaceName } from '../pact-file/interaction.ts'

/** What a run was asked for. */
export interface VerifyOptions {
  /** Files and folders; undefined for the pacts of this project. */
  pacts?: string[]
  broker?: BrokerOptions
  /** Only pacts of these consumers. */
  consumers?: string[]
  /** Which to verify against; undefined for the usual ones. */
  providers?: AskedProvider[]
  /** A specification, as a file or an address, that takes the place of the bundled one of its surface. */
  against?: string
  /** What breaking changes are looked for since: a git revision, or a specification as a file. */
  since?: string
  /** A file that says which of our states a team's words mean. */
  states?: string
  /** What a pact relies on without a promise of the vendor is an error. */
  strict: boolean
  /** What a pact is about where it does not tell. */
  surface?: SurfaceName
  reports: AskedReport[]
}

export type AskedProvider = { name: 'gateway' | 'sandbox' | 'mock' } | { name: 'url'; url: string }

export type ReportForm = 'terminal' | 'html' | 'json' | 'junit'

export interface AskedReport {
  form: ReportForm
  /** Undefined for standard output. */
  file?: string
}

export interface BrokerOptions {
  url: string
  /** Consumer version selectors, as the broker takes them. */
  selectors?: Record<string, unknown>[]
  /** Pacts that never held before do not fail the run. */
  pending: boolean
  /** Tell the broker what came out. */
  publish: boolean
  providerVersion?: string
}

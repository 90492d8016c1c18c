/** The checks of one run of `verify`, in the order they are shown. */
export type Check =
  | 'spec'
  | 'states'
  | 'pact-spec'
  | 'provider'
  | 'response'
  | 'events'
  | 'probe'
  | 'coverage'
  | 'cross-check'
  | 'breaking'
  | 'reliance'
  | 'broker'

/** Something a run of `verify` found, with all a reader needs to act on it. */
export interface Finding {
  check: Check
  /** Only an `error` that is not pending makes the run fail; `--strict` turns warnings of `reliance` into errors. */
  severity: 'error' | 'warning'
  /** Stable, kebab-case: what kind of finding it is, e.g. `response-body-incompatible`. */
  code: string
  /** One sentence. */
  what: string
  where: Place
  expected?: string
  got?: string
  /** A command line that shows it again; credentials are named, not shown. */
  curl?: string
  /** What to do about it. */
  hint?: string
  pending?: boolean
}

export interface Place {
  /** Results are grouped by it; absent where a finding is about the specification alone. */
  consumer?: string
  /** A path or URL of the pact. */
  pact?: string
  /** The interaction's description. */
  interaction?: string
  provider?: string
  operation?: string
  status?: number
  /** Relative to the working directory. */
  file?: string
  /** From 1. */
  line?: number
  /** JSON pointer into the specification, the pact or the answer. */
  pointer?: string
}

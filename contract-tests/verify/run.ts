import type { Document } from '../compare/document.ts'
import type { Interaction, Pact, SurfaceName } from '../pact-file/interaction.ts'
import type { InteractionResult, Provider } from '../provider/provider.ts'
import type { StateMapping } from '../provider/state-mapping.ts'
import type { ProviderRun } from '../provider/verify-pact.ts'
import type { Check, Finding } from './finding.ts'
import type { MatrixRow } from './matrix.ts'
import type { VerifyOptions } from './options.ts'
import type { Specification } from './report.ts'

/** One run of `verify`: what it is about, and what its steps have found out so far. */
export interface Run {
  readonly options: VerifyOptions
  /** Whether these are this project's own pacts, which owe a full matrix and the checks of both shapes. */
  readonly own: boolean
  /** Of each surface, the bundled one, which providers are held against. */
  readonly documents: Record<SurfaceName, Document>
  /** What pacts are held against: the bundled ones, or that of `--against` in the place of one. */
  readonly promised: Record<SurfaceName, Document>
  /** As they were, with `--since`. */
  readonly former: Partial<Record<SurfaceName, Document>>
  readonly specifications: Specification[]
  readonly pacts: Pact[]
  /** What a team's words for states mean. */
  readonly mapping: StateMapping | undefined
  /** Every provider, started while the first steps run. */
  providers(): Promise<ProviderRun[]>
  readonly findings: Finding[]
  /** Interactions that cannot hold, because nobody knows their states. */
  readonly stateless: Set<Interaction>
  readonly verified: Verified[]
  /** What probes showed, apart from any pact. */
  readonly probed: Probed[]
  matrix?: MatrixRow[]
}

/** What one interaction led to at one provider. */
export interface Verified {
  pact: Pact
  interaction: Interaction
  provider: Provider
  result: InteractionResult
}

/** One documented answer that a probe provoked. */
export interface Probed {
  surface: SurfaceName
  provider: Provider
  operation: string
  status: number
  passed: boolean
}

/** One kind of check. What it throws ends the run. */
export interface Step {
  name: Check
  title: string
  /** Why it has nothing to do in this run. */
  leftOut?(run: Run): string | undefined
  /** `update` shows how far it is. */
  check(run: Run, update: (text: string) => void): Promise<StepResult>
}

export interface StepResult {
  findings: Finding[]
  /** What it looked at: `211 examples`. */
  note?: string
}

/** `3 pacts`, `1 pact`. */
export function plural(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}

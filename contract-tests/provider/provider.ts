import type { Json } from '../json.ts'
import type { ProviderState } from '../pact-file/interaction.ts'

/** What can be verified: two we start ourselves, the static mock, and any address. */
export type ProviderName = 'gateway' | 'sandbox' | 'mock' | 'url'

/** A running provider of both surfaces. Whoever starts it closes it. */
export interface Provider extends AsyncDisposable {
  name: ProviderName
  /** Shown in reports: `sandbox`, or the address. */
  title: string
  /** Base URL: Keebai at the root, HubMessage under `/hubmessage`. */
  url: string
  /** Makes what the states name and returns what was made; absent where a provider has no state. */
  states: StateRunner | undefined
  close(): Promise<void>
}

export interface StateRunner {
  /** Throws UnknownState for a name nobody knows. */
  setUp(state: ProviderState): Promise<Record<string, Json>>
  tearDown(state: ProviderState): Promise<void>
}

/** What one interaction led to at one provider. */
export interface InteractionResult {
  /** Index of the interaction in its pact. */
  interaction: number
  outcome: 'passed' | 'failed' | 'pending-failed' | 'excluded'
  durationMs: number
  mismatches: Mismatch[]
  /** Every request this interaction made and its answer, in order. */
  exchanges: Exchange[]
}

export interface Mismatch {
  /** Of the Pact verifier: `StatusMismatch`, `BodyMismatch`, `HeaderMismatch`, `MetadataMismatch`, `error`. */
  kind: string
  /** `$.error.code`, a header's name, or empty. */
  path: string
  expected: string
  got: string
  message: string
}

/** One request as it reached the provider and the answer as it came back. */
export interface Exchange {
  request: { method: string; path: string; headers: Record<string, string>; body: string }
  response: { status: number; headers: Record<string, string>; body: string }
}

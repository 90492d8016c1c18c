import type { Json } from '../json.ts'
import type { HttpInteraction, Interaction, ProviderState, SurfaceName } from '../pact-file/interaction.ts'

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
  /** Base URL of the control API that moves its simulated world; absent where there is none. */
  control?: string
  /** Whether several runs of the verifier need an instance each (`own`, unless said), may use one side by side, or must take turns. */
  lanes?: 'own' | 'shared' | 'one'
  /** How a request of an interaction is put to this provider; sent as it is unless given. */
  ask?(asking: Asking): Promise<Asked>
  /** Why an interaction cannot be verified here; undefined where it can. */
  excludes?(interaction: Interaction): string | undefined
  close(): Promise<void>
}

/** A request or an answer as the verifier and the provider see it: header names in lower case, nothing replaced. */
export type PlainRequest = Exchange['request']
export type PlainAnswer = Exchange['response']
export type Send = (request: PlainRequest) => Promise<PlainAnswer>

/** A request of an interaction, about to be sent. */
export interface Asking {
  interaction: HttpInteraction
  surface: SurfaceName
  /** In the provider's own words. */
  states: ProviderState[]
  /** What they answered. */
  made: Record<string, Json>
  request: PlainRequest
  send: Send
}

export interface Asked {
  /** As it was sent at last. */
  request: PlainRequest
  answer: PlainAnswer
  /** Where the answer was asked for by name: the `Prefer` header. */
  prefer?: string
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
  /** Why it was excluded. */
  reason?: string
  /** Where the provider was asked for this answer by name (`code=404, example=channel_not_found`): it shows the form, not that it comes about. */
  prefer?: string
}

export interface Mismatch {
  /** Of the Pact verifier: `StatusMismatch`, `BodyMismatch`, `HeaderMismatch`, `MetadataMismatch`; of ours: `state`, `provider`, `event`, `error`. */
  kind: string
  /** `$.error.code`, a header's name, or empty. */
  path: string
  expected: string
  got: string
  message: string
}

/** One request as it reached the provider and the answer as it came back; in results credentials are replaced by their names. */
export interface Exchange {
  request: { method: string; path: string; headers: Record<string, string>; body: string }
  response: { status: number; headers: Record<string, string>; body: string }
}

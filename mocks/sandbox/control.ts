import type { CompanyId } from '../../server/domain/ids.ts'
import type { HttpContext, Reply } from '../../server/http/operation.ts'
import type { ProviderStates } from '../provider-states/provider-states.ts'
import type { World } from '../simulators/world.ts'
import type { Recipes } from './recipes.ts'
import type { Recorder } from './recorder.ts'

/** Whoever calls the control API: everything it sees and changes belongs to one realm. */
export interface ControlCaller {
  realm: string
  /** The same, where there is a gateway beside the world. */
  company: CompanyId
}

/** What a control operation acts on. */
export interface ControlContext {
  world: World
  /** Base URL of the gateway whose portal the simulated person visits; null when none is known. */
  gatewayUrl(): string | null
  /** Moves the clock and resolves when everything that became due has happened. */
  advance(ms: number): Promise<void>
}

/** What operations of the sandbox act on beside the world. */
export interface SandboxContext extends ControlContext {
  gateway: HttpContext
  recorder: Recorder
  recipes: Recipes
  /** The number of the linked device behind a link owner (`channel:ID`, `session:ID`). */
  deviceOf(company: CompanyId, owner: string): Promise<number | undefined>
  /** Stops what runs for a company, before it is removed. */
  abandon(company: CompanyId): Promise<void>
  /** Opens the stage they are set on when there is none yet. */
  states(): Promise<ProviderStates>
}

/** Also served by a world without a gateway. */
export type WorldOperation<Data, Responses> = (
  request: Omit<Data, 'url'>,
  caller: ControlCaller,
  context: ControlContext,
) => Promise<Reply<Responses>>

export type SandboxOperation<Data, Responses> = (
  request: Omit<Data, 'url'>,
  caller: ControlCaller,
  context: SandboxContext,
) => Promise<Reply<Responses>>

import type { Gateway } from '../../server/compose.ts'
import type { CompanyId } from '../../server/domain/ids.ts'
import type { RateLimit } from '../../server/domain/tokens/rate-limit.ts'
import type { Surface, Token } from '../../server/domain/tokens/token.ts'
import type { World } from '../simulators/world.ts'
import type { Params } from './params.ts'

/** What a set-up made, as it is answered. */
export type Made = Record<string, string | number | boolean | null | string[]>

/** What makes a state true. */
export interface State {
  /** What the company is to consist of. Asked for every state of the run before anything is made. */
  plan?(plan: Plan, params: Params): void
  /** Makes what the plan cannot say. Asked again, with what it answered before as params, when another state joins the run. */
  make?(run: Run, params: Params): Promise<Made>
  /** Made after every other state of the run. */
  last?: boolean
}

/** The company of a run, before it is made. Without any state's word it is the one of the documents. */
export interface Plan {
  /** The documented channel is there: no state named one. */
  documentedChannel: boolean
  documentedTemplates: boolean
  /** Windows that stay closed: of one channel or of all, of one person (digits) or of all. */
  closed: { channel: string | undefined; person: string | undefined }[]
  /** Whether a bearer text nobody issued acts for the company. */
  unknownTokensAct: boolean
  /** Bearer texts that act for it all the same. */
  tokens: { text: string; surface: Surface }[]
  /** What the tokens of each surface may do. */
  scopes: Record<Surface, string[]>
  /** Of its tokens; undefined is that of the gateway. */
  rateLimit: RateLimit | undefined
}

/** What decides beside domain and world; a state turns it and the end of the run turns it back. */
export interface Switches {
  /** Where the gateway believes Graph to be. */
  graphUrl: string | undefined
  /** Thrown before each operation. */
  provoked: (() => Error) | undefined
}

/** From the first set-up to the last tear-down. */
export interface Run {
  company: CompanyId
  gateway: Pick<Gateway, 'context' | 'pairings'>
  world: World
  plan: Plan
  switches: Switches
  /** The bearer texts of the company's own tokens. */
  texts: Record<Surface, string>
  /** The token that stands behind whoever acts for the company. */
  acting: Record<Surface, Token>
  /** Other companies that came into being. */
  others: CompanyId[]
  /** Done before the companies go, the last one first. */
  undo(step: () => void | Promise<void>): void
}

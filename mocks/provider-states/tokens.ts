import type { Surface } from '../../server/domain/tokens/token.ts'
import { choiceOf, listOf, type Params, textOf } from './params.ts'
import type { Plan } from './state.ts'

/** What every state says of tokens. */
export function planTokens(plan: Plan, params: Params): void {
  const text = textOf(params, 'token')
  if (text !== undefined) plan.tokens.push({ text, surface: surfaceOf(params) })
  const scopes = listOf(params, 'scopes')
  if (scopes) plan.scopes.keebai = scopes
}

/** The API a token is for: as said, as its prefix says, Keebai otherwise. */
export function surfaceOf(params: Params): Surface {
  const byPrefix = textOf(params, 'token')?.startsWith('hm_') ? 'hubmessage' : 'keebai'
  return choiceOf(params, 'surface', ['keebai', 'hubmessage']) ?? byPrefix
}

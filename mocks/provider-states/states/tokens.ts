import { createToken, revokeToken } from '../../../server/domain/tokens/issue.ts'
import { withoutEnterprise } from '../../../server/domain/tokens/scopes.ts'
import { type Params, textOf } from '../params.ts'
import type { Plan, Run, State } from '../state.ts'
import { surfaceOf } from '../tokens.ts'

/** Who may do what. In all of these a bearer text that is not named does not act for the company. */
export const tokenStates = {
  'a token': { plan: onlyNamed },
  'a token without scopes': {
    plan(plan, params) {
      onlyNamed(plan, params)
      if (params.scopes === undefined) plan.scopes.keebai = []
    },
  },
  'a key without the enterprise role': {
    plan(plan, params) {
      onlyNamed(plan, { surface: 'hubmessage', ...params })
      plan.scopes.hubmessage = [withoutEnterprise]
    },
    make: async (run) => ({ token: run.texts.hubmessage }),
  },
  'an unknown token': {
    plan: nobody,
    async make(run, params) {
      return { token: textOf(params, 'token') ?? freshText(run, params) }
    },
  },
  'an expired token': {
    plan: nobody,
    async make(run, params) {
      const { text } = await issue(run, params, -1)
      return { token: text }
    },
  },
  'a revoked token': {
    plan: nobody,
    async make(run, params) {
      const { token, text } = await issue(run, params)
      await revokeToken(run.gateway.context, token.id)
      return { token: text }
    },
  },
} satisfies Record<string, State>

/** Where a token is named, that one and no other; otherwise whichever comes. */
function onlyNamed(plan: Plan, params: Params): void {
  if (textOf(params, 'token') !== undefined) plan.unknownTokensAct = false
}

function nobody(plan: Plan, params: Params): void {
  plan.unknownTokensAct = false
  const text = textOf(params, 'token')
  plan.tokens = plan.tokens.filter((one) => one.text !== text)
}

function issue({ gateway, company }: Run, params: Params, expiresInMs?: number) {
  const { context } = gateway
  const [surface, text] = [surfaceOf(params), textOf(params, 'token')]
  return createToken(context, { company, surface, name: 'Provider state', scopes: [], expiresInMs, text })
}

function freshText({ gateway }: Run, params: Params): string {
  const prefix = surfaceOf(params) === 'keebai' ? 'kbai_pk_' : 'hm_sk_'
  return prefix + gateway.context.ids.secret(32)
}

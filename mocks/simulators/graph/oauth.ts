import type { BusinessToken as BusinessTokenBody, DebugTokenResult } from '../../../generated/meta/types.gen.ts'
import type { BusinessToken } from './assets.ts'
import { GraphError } from './errors.ts'
import { answer, type GraphAnswer, type GraphCall, type GraphWorld } from './world.ts'

const SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging']

/** Exchanges a signup code for a business token, or app credentials for the app token. */
export function exchangeCode(world: GraphWorld, { query, body }: GraphCall): GraphAnswer {
  const wish = (name: string) => query.get(name) ?? text(body[name])
  if (wish('client_id') !== world.app.id) {
    throw new GraphError(101, {
      message: wish('client_id')
        ? 'Error validating application. Cannot get application info due to a system error.'
        : 'Missing client_id parameter.',
    })
  }
  if (wish('client_secret') !== world.app.secret) {
    throw new GraphError(1, { message: 'Error validating client secret.' })
  }
  if (wish('grant_type') === 'client_credentials') {
    return answer<BusinessTokenBody>({ access_token: appToken(world), token_type: 'bearer' })
  }
  return answer<BusinessTokenBody>({ access_token: redeem(world, wish('code') ?? ''), token_type: 'bearer' })
}

/** What a token is good for. Needs the app token, or the token itself. */
export function debugToken(world: GraphWorld, { query, caller }: GraphCall): GraphAnswer {
  const input = query.get('input_token')
  if (!input) throw new GraphError(100, { message: '(#100) The parameter input_token is required' })
  if (caller.kind === 'nobody') throw new GraphError(190, { message: 'Invalid OAuth access token.' })
  if (caller.kind === 'business' && caller.token !== input) {
    throw new GraphError(100, {
      message:
        '(#100) You must provide an app access token, or a user access token that is an owner or developer of the app',
    })
  }
  if (input === appToken(world)) {
    return answer<DebugTokenResult>({
      data: { app_id: world.app.id, application: 'Trunkline', type: 'APP', is_valid: true, scopes: [] },
    })
  }
  const access = world.assets.token(input)
  if (!access) {
    return answer<DebugTokenResult>({
      data: { error: { code: 190, message: 'Invalid OAuth access token.' }, is_valid: false, scopes: [] },
    })
  }
  return answer<DebugTokenResult>({ data: describe(world, access) })
}

/** Mints a token for one WABA and keeps it. */
export function mintToken(world: GraphWorld, realm: string, wabaId: string, ...words: string[]): string {
  const token = world.ids.tokenFor(realm, wabaId, ...words)
  world.assets.saveToken(token, { realm, wabaIds: [wabaId], userId: world.ids.graphId(), issuedAt: world.clock.now() })
  return token
}

export function appToken({ app }: Pick<GraphWorld, 'app'>): string {
  return `${app.id}|${app.secret}`
}

function redeem(world: GraphWorld, code: string): string {
  const row = world.assets.code(code)
  if (!row) throw new GraphError(100, { message: 'Invalid verification code format.', subcode: 36008 })
  if (row.used) throw new GraphError(100, { message: 'This authorization code has been used.', subcode: 36009 })
  if (world.clock.now() > row.expiresAt) {
    throw new GraphError(100, { message: 'This authorization code has expired.', subcode: 36007 })
  }
  return world.store.transaction(() => {
    world.assets.saveCode(code, { ...row, used: true })
    return mintToken(world, row.realm, row.wabaId, String(world.ids.next()))
  })
}

function describe({ app }: GraphWorld, access: BusinessToken) {
  return {
    app_id: app.id,
    application: 'Trunkline',
    type: 'SYSTEM_USER',
    is_valid: true,
    issued_at: Math.floor(access.issuedAt / 1000),
    expires_at: 0,
    data_access_expires_at: 0,
    scopes: SCOPES,
    granular_scopes: SCOPES.map((scope) => ({ scope, target_ids: access.wabaIds })),
    user_id: access.userId,
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

import type {
  DebugTokenResult,
  GraphPhoneNumber,
  GraphPhoneNumberList,
  RegisterRequest,
  SmbSyncRequest,
} from '../../../generated/meta/types.gen.ts'
import type { MetaNumber, SignupNetwork } from '../../domain/ports/signup.ts'
import { bodyFromGraph, numberFromGraph, tokenFactsFromGraph, tokenFromGraph, wabasFromGraph } from './from-graph.ts'
import type { GraphClient } from './graph-client.ts'

const numberFields = 'id,display_phone_number,verified_name,status,platform_type,is_on_biz_app'
const pageSize = 100
/** 1,000 numbers; a WABA has at most 20 unless Meta raised it. */
const pagesMax = 10

const syncTypes = { contacts: 'smb_app_state_sync', history: 'history' } as const

/** The server side of embedded signup, through Graph. */
export function createSignupNetwork(client: GraphClient): SignupNetwork {
  const { appId, appSecret } = client

  async function debugToken(token: string): Promise<DebugTokenResult> {
    const query = { input_token: token }
    const proof = `${appId}|${appSecret}`
    return bodyFromGraph(
      await client.call({ method: 'GET', path: '/debug_token', query, token: proof, repeatable: true }),
    )
  }

  return {
    async exchangeCode(code) {
      const query = { client_id: appId, client_secret: appSecret, code }
      return tokenFromGraph(await client.call({ method: 'GET', path: '/oauth/access_token', query }))
    },

    grantedWabas: async (token) => wabasFromGraph(await debugToken(token), appId),

    inspectToken: async (token) => tokenFactsFromGraph(await debugToken(token), appId),

    async subscribeApp(token, wabaId) {
      bodyFromGraph(await client.call({ method: 'POST', path: subscribedApps(wabaId), token, repeatable: true }))
    },

    async unsubscribeApp(token, wabaId) {
      bodyFromGraph(await client.call({ method: 'DELETE', path: subscribedApps(wabaId), token, repeatable: true }))
    },

    async phoneNumbers(token, wabaId) {
      const path = `/${encodeURIComponent(wabaId)}/phone_numbers`
      const numbers: MetaNumber[] = []
      let after: string | undefined
      for (let page = 0; page < pagesMax; page += 1) {
        const query = { fields: numberFields, limit: String(pageSize), ...(after !== undefined && { after }) }
        const reply = await client.call({ method: 'GET', path, query, token, repeatable: true })
        const { data, paging } = bodyFromGraph<GraphPhoneNumberList>(reply)
        numbers.push(...data.map(numberFromGraph))
        after = paging?.next === undefined ? undefined : paging.cursors?.after
        if (after === undefined) break
      }
      return numbers
    },

    async phoneNumber(token, phoneNumberId) {
      const path = `/${encodeURIComponent(phoneNumberId)}`
      const reply = await client.call({ method: 'GET', path, query: { fields: numberFields }, token, repeatable: true })
      return numberFromGraph(bodyFromGraph<GraphPhoneNumber>(reply))
    },

    async register(token, phoneNumberId, pin) {
      const body: RegisterRequest = { messaging_product: 'whatsapp', pin }
      const path = `/${encodeURIComponent(phoneNumberId)}/register`
      bodyFromGraph(await client.call({ method: 'POST', path, body, token }))
    },

    async startSync(token, phoneNumberId, kind) {
      const body: SmbSyncRequest = { messaging_product: 'whatsapp', sync_type: syncTypes[kind] }
      const path = `/${encodeURIComponent(phoneNumberId)}/smb_app_data`
      bodyFromGraph(await client.call({ method: 'POST', path, body, token }))
    },
  }
}

function subscribedApps(wabaId: string): string {
  return `/${encodeURIComponent(wabaId)}/subscribed_apps`
}

import type { GraphPhoneNumber, GraphSuccess, SubscribedAppList } from '../../../generated/meta/types.gen.ts'
import type { BusinessNumber, Waba } from './assets.ts'
import { GraphError } from './errors.ts'
import { verifyCallback } from './post-webhook.ts'
import { page, selectFields } from './read.ts'
import { answer, type GraphAnswer, type GraphCall, type GraphWorld } from './world.ts'

export function readWaba(waba: Waba, { query }: GraphCall): GraphAnswer {
  const object = { id: waba.id, name: waba.name, timezone_id: '1', message_template_namespace: `ns_${waba.id}` }
  return answer(selectFields(object, query.get('fields'), Object.keys(object)))
}

/** Subscribes the app, to a callback of its own when one is given and it passes the handshake. */
export async function subscribeApp(
  world: GraphWorld,
  realm: string,
  waba: Waba,
  { body }: GraphCall,
): Promise<GraphAnswer> {
  const override = await readOverride(world, body)
  world.assets.saveWaba(realm, { ...waba, subscribed: true, override })
  return answer<GraphSuccess>({ success: true })
}

export function unsubscribeApp(world: GraphWorld, realm: string, waba: Waba): GraphAnswer {
  world.assets.saveWaba(realm, { ...waba, subscribed: false, override: undefined })
  return answer<GraphSuccess>({ success: true })
}

export function listSubscribedApps({ app }: GraphWorld, waba: Waba): GraphAnswer {
  const entry = {
    whatsapp_business_api_data: {
      id: app.id,
      name: 'Trunkline',
      link: `https://www.facebook.com/games/?app_id=${app.id}`,
    },
    ...(waba.override ? { override_callback_uri: waba.override.url } : {}),
  }
  return answer<SubscribedAppList>({ data: waba.subscribed ? [entry] : [] })
}

const NUMBER_FIELDS = ['id', 'display_phone_number', 'verified_name', 'quality_rating']

export function listPhoneNumbers(world: GraphWorld, realm: string, waba: Waba, { query }: GraphCall): GraphAnswer {
  const numbers = world.assets.numbers(realm).filter((number) => number.wabaId === waba.id)
  const objects = numbers.map((number) => selectFields(toPhoneNumber(number), query.get('fields'), NUMBER_FIELDS))
  return page(objects, query)
}

export function readPhoneNumber(number: BusinessNumber, { query }: GraphCall): GraphAnswer {
  return answer(selectFields(toPhoneNumber(number), query.get('fields'), NUMBER_FIELDS))
}

function toPhoneNumber(number: BusinessNumber): GraphPhoneNumber {
  return {
    id: number.id,
    display_phone_number: displayNumber(number.number),
    verified_name: number.verifiedName,
    quality_rating: 'GREEN',
    status: number.registered ? 'CONNECTED' : 'PENDING',
    code_verification_status: 'VERIFIED',
    name_status: 'APPROVED',
    platform_type: number.registered ? 'CLOUD_API' : 'NOT_APPLICABLE',
    is_on_biz_app: number.coexistence,
    is_pin_enabled: number.pin !== undefined,
    is_official_business_account: false,
    account_mode: 'LIVE',
    last_onboarded_time: new Date(number.onboardedAt).toISOString().replace(/\.\d+Z$/, '+0000'),
    country_dial_code: dialCode(number.number),
    throughput: { level: 'STANDARD' },
    whatsapp_business_manager_messaging_limit: 'TIER_250',
  }
}

/** A number as people read it: `+1 555-200-0001`, elsewhere `+54 9 1155 555555`-like groups. */
function displayNumber(digits: string): string {
  const code = dialCode(digits)
  const rest = digits.slice(code.length)
  if (code === '1' && rest.length === 10) return `+1 ${rest.slice(0, 3)}-${rest.slice(3, 6)}-${rest.slice(6)}`
  return `+${code} ${rest.slice(0, -8)} ${rest.slice(-8, -4)} ${rest.slice(-4)}`.replace(/ +/g, ' ')
}

function dialCode(digits: string): string {
  const length = /^[17]/.test(digits) ? 1 : /^(2[1-689]|3[578]|42|50|59|6[789]|8[0578]|9[679])/.test(digits) ? 3 : 2
  return digits.slice(0, length)
}

async function readOverride(world: GraphWorld, body: Record<string, unknown>): Promise<Waba['override']> {
  const { override_callback_uri: url, verify_token: verifyToken } = body
  if (url === undefined && verifyToken === undefined) return undefined
  if (typeof url !== 'string' || typeof verifyToken !== 'string' || !URL.canParse(url)) {
    throw new GraphError(100, { details: 'override_callback_uri and verify_token go together' })
  }
  if (!(await verifyCallback(url, verifyToken, String(world.ids.next())))) {
    throw new GraphError(2200, { message: '(#2200) Callback verification failed: the challenge was not repeated' })
  }
  return { url, verifyToken }
}

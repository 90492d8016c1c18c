import type { ChannelEvent, TemplateEvent, WebhookAuth } from '../../../../generated/hubmessage/types.gen.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { HubAuth } from '../../../domain/webhooks/hub.ts'
import type { EventName } from '../../../domain/webhooks/webhook.ts'

const statuses = [
  'whatsapp.message.sent',
  'whatsapp.message.delivered',
  'whatsapp.message.read',
  'whatsapp.message.failed',
] as const

/** What each event of HubMessage's is here; an empty list never happens. */
const meanings: Record<ChannelEvent | TemplateEvent, readonly EventName[]> = {
  MESSAGE_RECEIVED: ['whatsapp.message.received'],
  MESSAGE_DELIVERY: ['whatsapp.message.echoed'],
  MESSAGE_STATUS: statuses,
  RECEIVED_STATUS: ['whatsapp.message.received', ...statuses],
  RECEIVED_AND_DELIVERY: ['whatsapp.message.received', 'whatsapp.message.echoed'],
  CONNECTED: ['whatsapp.channel.connected'],
  DISCONNECTED: ['whatsapp.channel.disconnected'],
  PRESENCE_CHAT: [],
  INITIAL_DATA: [],
  BLOCK: [],
  UPDATE_TEMPLATE_STATUS: ['whatsapp.template.status_updated'],
  UPDATE_TEMPLATE_CATEGORY: ['whatsapp.template.category_updated'],
}

/** Both kinds of webhooks, as their requests say it. */
interface WebhookRequest {
  url?: string
  description?: string | null
  events?: (ChannelEvent | TemplateEvent)[]
  signing?: boolean
  auth?: WebhookAuth
  authType?: WebhookAuth['type']
  token?: string
  key?: string
  customAttributes?: Record<string, unknown>
  status?: 'ENABLED' | 'DISABLED'
}

/** What is said of a webhook; members that are not there stay out. */
export function fromWebhookRequest(body: WebhookRequest) {
  const { url, description, events, signing, customAttributes, status, authType, token, key } = body
  const flat: WebhookAuth | undefined = authType && {
    type: authType,
    ...(token !== undefined && { token }),
    ...(key !== undefined && { key }),
  }
  const auth = body.auth ?? flat
  return {
    ...(url !== undefined && { url }),
    ...(description !== undefined && { description }),
    ...(events && { events, interests: [...new Set(events.flatMap((event) => meanings[event]))] }),
    ...(signing !== undefined && { signing }),
    ...(auth && { auth: toAuth(auth) }),
    ...(customAttributes && { customAttributes }),
    ...(status && { isActive: status === 'ENABLED' }),
  }
}

/** The same for a new one: what is not said has its default. */
export function fromNewWebhook(body: WebhookRequest & { url: string; events: (ChannelEvent | TemplateEvent)[] }) {
  const nothing: HubAuth = { type: 'NONE', headers: {} }
  return {
    description: null,
    signing: false,
    auth: nothing,
    customAttributes: {},
    isActive: true,
    interests: [],
    ...fromWebhookRequest(body),
    url: body.url,
    events: body.events,
  }
}

function toAuth(auth: WebhookAuth): HubAuth {
  const { type, token, key, username, password, headerName, headerValue } = auth
  switch (type) {
    case 'NONE':
      return { type, headers: {} }
    case 'BEARER':
      return { type, headers: { Authorization: `Bearer ${needed('token', token)}` } }
    case 'API_KEY':
      return { type, headers: { 'X-Api-Key': needed('key', key) } }
    case 'BASIC': {
      const credentials = `${needed('username', username)}:${needed('password', password)}`
      return { type, headers: { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } }
    }
    case 'CUSTOM_HEADER': {
      const name = needed('headerName', headerName)
      if (reserved.test(name)) throw wrong('headerName', 'is set by the gateway itself')
      return { type, headers: { [name]: needed('headerValue', headerValue) } }
    }
  }
}

/** Those of the delivery itself, and those that say how a connection is used. */
const reserved =
  /^(content-.*|host|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|proxy-.*|x-hubmessage-.*)$/i

function needed(member: keyof WebhookAuth, value: string | undefined): string {
  if (value === undefined) throw wrong(member, 'is needed for this type of auth')
  return value
}

function wrong(member: string, message: string): Refusal {
  return Refusal.of('invalid_request', { problems: [{ path: `/body/auth/${member}`, message }] })
}

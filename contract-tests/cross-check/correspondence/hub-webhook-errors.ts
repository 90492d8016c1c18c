import type { ErrorCase } from '../entry.ts'

const own = { absent: 'Its subscriptions have other rules.' }
const verbs = ['create', 'list', 'get', 'update', 'delete']
const operations = (kind: string) => verbs.map((verb) => `${verb}${kind}Webhook${verb === 'list' ? 's' : ''}`)

export const hubWebhookErrors = [
  {
    id: 'errors.hub-webhook-role',
    keebai: own,
    hubmessage: {
      status: 422,
      word: 'This action requires ENTERPRISE role',
      answers: [...operations('Channel'), ...operations('Template')].map(
        (operation) => `${operation} answers 422: enterprise_required`,
      ),
    },
  },
  {
    id: 'errors.hub-webhook-url',
    keebai: own,
    hubmessage: {
      status: 400,
      word: 'url is required',
      answers: ['createChannelWebhook answers 400: url_required', 'createTemplateWebhook answers 400: url_required'],
    },
  },
  {
    id: 'errors.hub-webhook-authorization',
    keebai: own,
    hubmessage: {
      status: 400,
      word: 'Authorization header is required',
      answers: operations('Template').map((operation) => `${operation} answers 400: authorization_required`),
    },
  },
  {
    id: 'errors.hub-webhook-events',
    keebai: own,
    hubmessage: {
      status: 422,
      word: 'Global webhooks (without instance) accept only template events',
      answers: ['create', 'update'].map((verb) => `${verb}TemplateWebhook answers 422: template_events_only`),
    },
  },
] as const satisfies ErrorCase[]

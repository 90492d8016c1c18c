import { keebai } from '../../../client/index.ts'
import type { Given, Subject } from '../kit/subject.ts'
import { nothing } from './literals.ts'

const webhookId = 'wh_01KS65PGZB3E828E7N4Q6PBFAK'

const subscription: Given = { state: 'a webhook subscription', params: { webhook_id: webhookId } }

export const webhooks: Record<string, Subject> = {
  createWebhook: {
    call: keebai.createWebhook,
    request: { body: 'crm' },
    answers: {
      '201 created': { asSent: ['/headers'] },
      '201 minimal': {
        request: { body: 'minimal' },
        example: 'created',
        but: { '/name': 'hooks.example.com', '/events': undefined, '/headers': {} },
      },
    },
  },
  listWebhooks: {
    call: keebai.listWebhooks,
    request: {},
    answers: {
      '200 subscriptions': {
        given: [
          {
            ...subscription,
            params: { webhook_id: webhookId, events: ['whatsapp.message.received', 'whatsapp.channel.connected'] },
          },
        ],
      },
      '200 none': { given: [{ state: 'no webhook subscriptions' }] },
    },
  },
  deleteWebhook: {
    call: keebai.deleteWebhook,
    request: { path: { id: webhookId } },
    answers: {
      '204 done': { given: [subscription] },
      '404 webhook_not_found': { given: [nothing] },
    },
  },
}

import { keebai } from '../../../client/index.ts'
import type { Given, Subject } from '../kit/subject.ts'
import { nothing } from './literals.ts'

const webhookId = 'wh_01KS65PGZB3E828E7N4Q6PBFAK'

const subscription: Given = { state: 'a webhook subscription', params: { webhook_id: webhookId } }

const switchedOff = 'a webhook subscription that was switched off'
const twoEvents = (state: string): Given => ({
  state,
  params: { webhook_id: webhookId, events: ['whatsapp.message.received', 'whatsapp.channel.connected'] },
})

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
      '201 note': {
        request: { body: 'note' },
      },
    },
  },
  listWebhooks: {
    call: keebai.listWebhooks,
    request: {},
    answers: {
      '200 subscriptions': {
        given: [twoEvents(subscription.state)],
      },
      '200 none': { given: [{ state: 'no webhook subscriptions' }] },
    },
  },
  getWebhook: {
    call: keebai.getWebhook,
    request: { path: { id: webhookId } },
    answers: {
      '200 subscription': { given: [twoEvents(subscription.state)], maybeNull: ['/last_delivery_at'] },
      '200 switched_off': { given: [twoEvents(switchedOff)] },
      '404 webhook_not_found': { given: [nothing] },
    },
  },
  updateWebhook: {
    call: keebai.updateWebhook,
    request: { path: { id: webhookId }, body: 'reactivate' },
    answers: {
      '200 reactivated': { given: [twoEvents(switchedOff)] },
      '200 moved': {
        given: [subscription],
        request: { path: { id: webhookId }, body: 'move' },
        maybeNull: ['/last_delivery_at'],
      },
      '200 paused': {
        given: [twoEvents(subscription.state)],
        request: { path: { id: webhookId }, body: 'pause' },
        maybeNull: ['/last_delivery_at'],
      },
      '400 validation': { given: [subscription], request: { path: { id: webhookId }, body: { is_active: 'yes' } } },
      '404 webhook_not_found': { given: [nothing] },
    },
  },
  rotateWebhookSecret: {
    call: keebai.rotateWebhookSecret,
    request: { path: { id: webhookId } },
    answers: {
      '200 rotated': { given: [twoEvents(subscription.state)], maybeNull: ['/last_delivery_at'] },
      '404 webhook_not_found': { given: [nothing] },
    },
  },
  testWebhook: {
    call: keebai.testWebhook,
    request: { path: { id: webhookId } },
    answers: {
      '202 accepted': { given: [subscription] },
      '404 webhook_not_found': { given: [nothing] },
    },
  },
  listWebhookDeliveries: {
    call: keebai.listWebhookDeliveries,
    request: { path: { id: webhookId } },
    answers: {
      '200 deliveries': { given: [{ state: 'webhook deliveries', params: { webhook_id: webhookId } }] },
      '200 none': { given: [subscription] },
      '404 webhook_not_found': { given: [nothing] },
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

import { createHmac } from 'node:crypto'
import { verifyHubMessageWebhook } from '../../../client/index.ts'
import type { Given } from '../kit/subject.ts'
import type { EventSubject } from '../kit/surface.ts'
import { channelId, connectedChannel } from './literals.ts'

const secret = '8f2c5b3a'.repeat(8)

const aTemplate: Given = {
  state: 'a template of a business account',
  params: { channel_id: channelId, template_name: 'order_update_v1', category: 'UTILITY', status: 'PENDING' },
}

/** A delivery as it arrives at a receiver: signed over its raw body, which the receiver checks before it reads it. */
export const events: EventSubject = {
  about(event) {
    if (event.startsWith('UPDATE_TEMPLATE_')) return { given: [connectedChannel, aTemplate] }
    if (event !== 'CONNECTED') return { given: [connectedChannel] }
    const params = {
      channel_id: channelId,
      waba_id: '428083093730937',
      phone_id: '123456789012345',
      code: 'ABC123DEF456',
    }
    return { given: [{ state: 'a channel that waits for its signup', params }] }
  },
  receive(content) {
    const body = JSON.stringify(content)
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    return verifyHubMessageWebhook({ body, signature, secrets: secret })
  },
}

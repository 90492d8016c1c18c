import { createHmac } from 'node:crypto'
import { createKeebaiClient, type FollowedQrEvent, followQr, verifyWebhook } from '../../../client/index.ts'
import type { EventSubject } from '../kit/surface.ts'
import { connectedChannel, qrChannel, session, sessionId } from './literals.ts'

const messageId = 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABEYEjlBM0Y1QzFEMkU0QjZBNzhDMQA='
const secret = `whsec_${'8f2c5b3a'.repeat(8)}`

const reviewed = {
  template_id: '65f3a1b2c3d4e5f6a7b8c9d0',
  template_name: 'appointment_reminder',
  language: 'es',
  status: 'PENDING',
}

/** A delivery as it arrives at a receiver: signed over its raw body, which the receiver checks before it reads it. */
export const webhooks: EventSubject = {
  about(event) {
    const subscription = { state: 'a webhook subscription', params: { events: [event] } }
    switch (event) {
      case 'whatsapp.channel.connected':
        return {
          given: [session('a pending connect session', 'embedded_signup'), subscription],
          maybeNull: ['/data/pipeline_id'],
        }
      case 'whatsapp.channel.connection_changed':
        return { given: [qrChannel, subscription], maybeNull: ['/data/connection/next_attempt_at'] }
      case 'whatsapp.channel.disconnected':
        return { given: [qrChannel, subscription] }
      case 'whatsapp.template.status_updated':
        return {
          given: [{ state: 'a template', params: reviewed }, subscription],
          maybeNull: ['/data/reason'],
        }
      case 'whatsapp.message.failed':
        return {
          given: [connectedChannel, subscription],
          but: { '/data/message_id': messageId },
          maybeNull: ['/data/message_id'],
        }
      default:
        return { given: [connectedChannel, subscription] }
    }
  },
  receive(content) {
    const body = JSON.stringify(content)
    const now = new Date()
    const time = Math.floor(now.getTime() / 1000)
    const sign = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
    return verifyWebhook({ body, signature: `t=${time},v1=${sign}`, secrets: secret, now })
  },
}

/** One event as it travels, read by the client. A text travels as it is, an object as JSON. */
export const streams: Record<string, EventSubject> = {
  streamWhatsAppQr: {
    about: (event) => ({
      given: [session('a pending connect session', 'qr')],
      anyCode: ['failed', 'disconnected'].includes(event) ? ['/data/code'] : [],
    }),
    async receive({ event, data }) {
      const text = typeof data === 'string' ? data : JSON.stringify(data)
      const read = await readFirst(`event: ${event}\ndata: ${text}\n\n`)
      if (read?.event !== 'qr' || read.expires_at === undefined) return read
      return { event: read.event, data: { data: read.data, expires_at: read.expires_at } }
    },
  },
}

async function readFirst(stream: string): Promise<FollowedQrEvent | undefined> {
  const fetch = async () => new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } })
  const client = createKeebaiClient({ baseUrl: 'http://keebai.test', token: 'kbai_pk_x', fetch })
  for await (const event of followQr(client, sessionId)) return event
  return undefined
}

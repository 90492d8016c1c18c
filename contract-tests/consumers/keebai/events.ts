import { createHmac } from 'node:crypto'
import { createKeebaiClient, type FollowedQrEvent, followQr, verifyWebhook } from '../../../client/index.ts'
import type { EventSubject } from '../kit/surface.ts'
import { connectedChannel, session, sessionId } from './literals.ts'

const secret = `whsec_${'8f2c5b3a'.repeat(8)}`

/** A delivery as it arrives at a receiver: signed over its raw body, which the receiver checks before it reads it. */
export const webhooks: EventSubject = {
  given: (event) => [connectedChannel, { state: 'a webhook subscription', params: { events: [event] } }],
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
    given: () => [session('a pending connect session', 'qr')],
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

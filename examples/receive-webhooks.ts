/**
 * Subscribes to events, checks every delivery, and answers each text it gets.
 *
 *     KEEBAI_BASE_URL=http://127.0.0.1:4010 KEEBAI_API_TOKEN=… PORT=4020 node examples/receive-webhooks.ts
 *
 * PUBLIC_URL is how the API reaches this program; a gateway in production asks for https. In your own project import
 * from `trunkline/client`.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import {
  createKeebaiClient,
  keebai,
  unwrap,
  verifyWebhook,
  type WebhookEvent,
  WebhookRefused,
} from '../client/index.ts'

const { KEEBAI_BASE_URL: baseUrl = 'http://127.0.0.1:4010', KEEBAI_API_TOKEN: token = '' } = process.env
const port = Number(process.env.PORT ?? 4020)
const publicUrl = process.env.PUBLIC_URL ?? `http://127.0.0.1:${port}`
const client = createKeebaiClient({ baseUrl, token })

/** Deliveries come at least once. Keep their ids for 7 days, in a database if there is more than one of you. */
const seen = new Set<string>()
let secret = ''

const server = createServer(async (req, res) => {
  try {
    const body = await readBody(req)
    const signature = req.headers['x-keebai-signature']
    const event = verifyWebhook({ body, signature: String(signature ?? ''), secrets: secret })
    // A failure in here answers 500, and the delivery comes again.
    if (!seen.has(event.id)) await handle(event)
    seen.add(event.id)
    res.writeHead(204).end()
  } catch (error) {
    if (!(error instanceof WebhookRefused)) console.error(error)
    res.writeHead(error instanceof WebhookRefused ? 401 : 500).end()
  }
})
server.listen(port)
await once(server, 'listening')

const subscription = await unwrap(
  keebai.createWebhook({
    client,
    body: {
      name: 'Echo example',
      url: `${publicUrl}/webhooks`,
      events: ['whatsapp.message.received', 'whatsapp.message.delivered', 'whatsapp.channel.connected'],
    },
  }),
)
secret = subscription.secret
console.log(`Receiving at ${subscription.url}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await unwrap(keebai.deleteWebhook({ client, path: { id: subscription.id } }))
    server.close()
    server.closeAllConnections()
  })
}

async function handle(event: WebhookEvent): Promise<void> {
  switch (event.type) {
    case 'whatsapp.message.received':
      console.log(`${event.data.from}: ${event.data.text?.body ?? `(${event.data.type})`}`)
      if (event.channel_id && event.data.text) await answer(event.id, event.channel_id, event.data)
      break
    case 'whatsapp.message.delivered':
      console.log(`Delivered to ${event.data.recipient_id}`)
      break
    case 'whatsapp.channel.connected':
      console.log(`Connected ${event.data.id}`)
  }
}

/** The event's id as Idempotency-Key: however often the event comes, one answer is sent. */
async function answer(eventId: string, channel: string, received: keebai.MessageReceivedData): Promise<void> {
  const body = { channel_id: channel, to: received.from, text: `You said: ${received.text?.body}` }
  await unwrap(keebai.sendTextMessage({ client, body, headers: { 'Idempotency-Key': eventId } }))
}

/** The bytes as they came: the signature is over them, not over what parsing makes of them. */
async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks)
}

import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { keebai, unwrap, verifyWebhook, type WebhookEvent } from '../../../client/index.ts'
import type { CreateWebhookRequest, WebhookSubscriptionCreated } from '../../../generated/keebai/types.gen.ts'
import { readDocument } from '../../../spec/documents.ts'
import type { Company } from './rig.ts'

export interface Delivered {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** An integrator's own server: keeps what it is sent and answers as told. */
export interface Receiver extends AsyncDisposable {
  url: string
  deliveries: Delivered[]
  /** The statuses of the next answers, one by one; then 200 again. A text is the target of a 302. */
  answer(...answers: (number | string | 'cut')[]): void
  subscribe(company: Company, wish?: Partial<CreateWebhookRequest>): Promise<WebhookSubscriptionCreated>
  /** What was delivered so far, each with a signature of this secret and in the shape of the documents. */
  events(secret: string): WebhookEvent[]
  /** Waits until these types and no others were delivered, in the order in which they happened. */
  expectTypes(secret: string, types: string[]): Promise<WebhookEvent[]>
}

const document = readDocument('keebai')
const schemaOf: Record<WebhookEvent['type'], string> = {
  'whatsapp.channel.connected': 'ChannelConnectedEvent',
  'whatsapp.channel.disconnected': 'ChannelDisconnectedEvent',
  'whatsapp.channel.connection_changed': 'ChannelConnectionChangedEvent',
  'whatsapp.message.received': 'MessageReceivedEvent',
  'whatsapp.message.sent': 'MessageSentEvent',
  'whatsapp.message.delivered': 'MessageDeliveredEvent',
  'whatsapp.message.read': 'MessageReadEvent',
  'whatsapp.message.failed': 'MessageFailedEvent',
  'whatsapp.template.status_updated': 'TemplateStatusUpdatedEvent',
}

export const everyEvent = Object.keys(schemaOf) as WebhookEvent['type'][]

export async function openReceiver(): Promise<Receiver> {
  const deliveries: Delivered[] = []
  const answers: (number | string)[] = []
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(Buffer.from(chunk))
    deliveries.push({ path: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks).toString('utf8') })
    const next = answers.shift() ?? 200
    if (next === 'cut') req.socket.destroy()
    else if (typeof next === 'string') res.writeHead(302, { location: next }).end()
    else res.writeHead(next).end('thanks')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`

  const receiver: Receiver = {
    url,
    deliveries,
    answer: (...next) => void answers.push(...next),
    subscribe: (company, wish) =>
      unwrap(keebai.createWebhook({ client: company.api, body: { name: 'Test', url, events: everyEvent, ...wish } })),
    events: (secret) =>
      deliveries.map(({ body, headers }) => {
        const event = verifyWebhook({ body, signature: String(headers['x-keebai-signature']), secrets: secret })
        expect(headers['x-keebai-event-id']).toBe(event.id)
        const validate = document.validator(`/components/schemas/${schemaOf[event.type]}`)
        validate(event)
        expect(validate.errors, body).toBeNull()
        return event
      }),
    async expectTypes(secret, types) {
      await expect
        .poll(() => happened(receiver.events(secret)).map(({ type }) => type), { timeout: 5_000, interval: 20 })
        .toEqual(types)
      return happened(receiver.events(secret))
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}

/** Deliveries of one moment travel side by side; what happened first is what the events themselves say. */
function happened(events: WebhookEvent[]): WebhookEvent[] {
  return events.toSorted((a, b) => Date.parse(a.occurred_at) - Date.parse(b.occurred_at))
}

/**
 * Connects a phone as a linked device and sends a first text.
 *
 *     KEEBAI_BASE_URL=http://127.0.0.1:4010 KEEBAI_API_TOKEN=… node examples/connect-by-qr.ts [+5491155555555]
 *
 * In your own project import from `trunkline/client`.
 */
import { createKeebaiClient, followQr, keebai, unwrap } from '../client/index.ts'

const { KEEBAI_BASE_URL: baseUrl = 'http://127.0.0.1:4010', KEEBAI_API_TOKEN: token = '' } = process.env
const [recipient] = process.argv.slice(2)
const client = createKeebaiClient({ baseUrl, token })

const channel = await connectByQr('Front desk')
if (channel && recipient) await sendHello(channel, recipient)

/** The id of the connected channel, or undefined when no phone came of it. */
async function connectByQr(name: string): Promise<string | undefined> {
  const session = await unwrap(keebai.startWhatsAppConnect({ client, body: { mode: 'qr', name } }))
  for await (const event of followQr(client, session.session_id)) {
    switch (event.event) {
      case 'qr':
        // A fresh code about every 20 seconds: draw it over the last one, with any QR library.
        console.log(`Scan: ${event.data}`)
        break
      case 'connecting':
        console.log('Scanned. Connecting…')
        break
      case 'connected':
        console.log(`Connected ${event.data.phone_number} as ${event.data.channel_id}`)
        return event.data.channel_id
      case 'failed':
      case 'disconnected':
        console.error(`Not connected: ${event.data.reason}`)
        process.exitCode = 1
    }
  }
}

async function sendHello(channel: string, to: string): Promise<void> {
  const receipt = await unwrap(
    keebai.sendTextMessage({
      client,
      body: { channel_id: channel, to, text: 'Hello from the front desk' },
      // Makes the call safe to repeat, should its answer get lost.
      headers: { 'Idempotency-Key': crypto.randomUUID() },
    }),
  )
  console.log(`Queued as broadcast ${receipt.broadcast_id}`)
}

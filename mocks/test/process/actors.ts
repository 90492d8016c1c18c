import { createKeebaiClient, followQr, keebai, unwrap } from '../../../client/index.ts'
import { createClient } from '../../../generated/sandbox/client/index.ts'
import * as control from '../../../generated/sandbox/index.ts'
import { until } from './until.ts'

export type Integrator = ReturnType<typeof integratorAt>
export type People = ReturnType<typeof peopleAt>

/** What an integrator does over Keebai's API. Answers that are no success throw ApiError. */
export function integratorAt(baseUrl: string, token: string) {
  const client = createKeebaiClient({ baseUrl, token })
  const connectState = (session: string) => unwrap(keebai.getWhatsAppConnect({ client, path: { session_id: session } }))
  const progress = (broadcastId: string) => unwrap(keebai.getBroadcast({ client, path: { broadcastId } }))
  return {
    client,
    /** Queues a text and says the id of its broadcast. */
    async queueText(channel: string, to: string, text: string, idempotencyKey?: string): Promise<string> {
      const headers = idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }
      const body = { channel_id: channel, to, text }
      const receipt = await unwrap(keebai.sendTextMessage({ client, body, headers }))
      return 'broadcast_id' in receipt && receipt.broadcast_id ? receipt.broadcast_id : ''
    },
    /** Sends a text and waits for WhatsApp's acceptance. */
    sendText: (phoneNumberId: string, to: string, text: string) =>
      unwrap(keebai.sendTextMessage({ client, body: { phone_number_id: phoneNumberId, to, text } })),
    progress,
    /** The progress of a broadcast once nothing of it is pending. */
    ended: (broadcastId: string) =>
      until(async () => {
        const now = await progress(broadcastId)
        return now.pending === 0 && now
      }),
    async startPairing(): Promise<string> {
      return (await unwrap(keebai.startWhatsAppConnect({ client, body: { mode: 'qr', name: 'Tienda' } }))).session_id
    },
    async startSignup(): Promise<string> {
      return (await unwrap(keebai.startWhatsAppConnect({ client, body: {} }))).session_id
    },
    connectState,
    followQr: (session: string, options: Parameters<typeof followQr>[2] = {}) => followQr(client, session, options),
    async channels() {
      return (await unwrap(keebai.listChannels({ client }))).data
    },
    me: () => unwrap(keebai.getMe({ client })),
    subscribe: (url: string, events: Parameters<typeof keebai.createWebhook>[0]['body']['events']) =>
      unwrap(keebai.createWebhook({ client, body: { name: 'Test sink', url, events } })),
  }
}

/** What people do in the simulated world, and the clock they live by. */
export function peopleAt(baseUrl: string) {
  const client = createClient({ baseUrl })
  return {
    addPhone: (number: string, name: string) => unwrap(control.createPhone({ client, body: { number, name } })),
    phones: async () => (await unwrap(control.listPhones({ client }))).data,
    scan: (number: string, qr: string) => unwrap(control.scanQr({ client, path: { number }, body: { qr } })),
    write: (number: string, to: string, text: string) =>
      unwrap(control.sendFromPhone({ client, path: { number }, body: { to, text } })),
    screen: async (number: string) => (await unwrap(control.listPhoneMessages({ client, path: { number } }))).data,
    completeSignup: (session: string) =>
      unwrap(control.completeSignup({ client, path: { session_id: session }, body: {} })),
    advance: (by: string | number) => unwrap(control.advanceClock({ client, body: { by } })),
    clock: async () => Date.parse((await unwrap(control.getClock({ client }))).now),
    addFault: (body: control.CreateFaultData['body']) => unwrap(control.createFault({ client, body })),
    clearFaults: () => control.clearFaults({ client, throwOnError: true }),
    credentials: () => unwrap(control.getCredentials({ client })),
    violations: async () => (await unwrap(control.listSpecViolations({ client }))).data,
  }
}

/** Connects a number by QR: the phone scans the first code. Says the channel's id. */
export async function pair(integrator: Integrator, people: People, number: string): Promise<string> {
  const session = await integrator.startPairing()
  for await (const event of integrator.followQr(session)) {
    if (event.event === 'qr') await people.scan(number, event.data)
    if (event.event === 'connected') return event.data.channel_id
  }
  throw new Error('The pairing ended without a channel')
}

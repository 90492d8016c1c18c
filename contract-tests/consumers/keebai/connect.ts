import { followQr, type KeebaiClient, keebai } from '../../../client/index.ts'
import type { Subject } from '../kit/subject.ts'
import { nothing, session, sessionId } from './literals.ts'

export const connect: Record<string, Subject> = {
  startWhatsAppConnect: {
    call: keebai.startWhatsAppConnect,
    request: { body: 'embedded_signup' },
    answers: {
      '201 embedded_signup': {},
      '201 defaults': { request: { body: 'defaults' }, example: 'embedded_signup' },
      '201 qr': { request: { body: 'qr' } },
      '400 qr_with_pipeline_or_coexistence': { request: { body: { mode: 'qr', coexistence_enabled: true } } },
      '404 pipeline_not_found': {
        given: [{ state: 'the pipeline is unknown', params: { pipeline_id: 'pip_01HXYZ8K2M4N6P8Q0R2S4T6V8W' } }],
      },
    },
  },
  getWhatsAppConnect: {
    call: keebai.getWhatsAppConnect,
    request: { path: { session_id: sessionId } },
    answers: {
      '200 pending': { given: [session('a pending connect session', 'embedded_signup')] },
      '200 completed': { given: [session('a completed connect session', 'embedded_signup')] },
      '200 completed_qr': { given: [session('a completed connect session', 'qr')] },
      '200 expired': { given: [session('an expired connect session', 'embedded_signup')] },
      '200 cancelled': { given: [session('a cancelled connect session', 'embedded_signup')] },
      '404 session_not_found': { given: [nothing] },
    },
  },
  streamWhatsAppQr: {
    call: openStream,
    request: { path: { session_id: sessionId }, headers: { Accept: 'text/event-stream' } },
    answers: {
      '200 stream': {
        given: [session('a completed connect session', 'qr')],
        request: { headers: { Accept: 'text/event-stream', 'Last-Event-ID': '0' } },
      },
      '200 stream_of_objects': {
        given: [session('a completed connect session', 'qr')],
        request: {
          query: { qr_format: 'object' },
          headers: { Accept: 'text/event-stream', 'Last-Event-ID': '0' },
        },
      },
      '404 session_not_found': { given: [nothing] },
    },
  },
}

/**
 * Follows the stream. Pact's mock server opens it, sends no event and closes: the client has no more to tell than that. What
 * `followQr` never asks for goes through the client's own `get`.
 */
async function openStream({ client, path, query, headers }: StreamOptions): Promise<StreamResult> {
  if (query) {
    const { error, response } = await client.get({ ...streamUrl, path, query, headers, parseAs: 'stream' })
    return error === undefined ? { data: null, response } : { error, response }
  }
  let response: Response | undefined
  const interceptor = client.interceptors.response.use((each: Response) => (response = each))
  const lastEventId = headers['Last-Event-ID']
  try {
    const events = followQr(client, path.session_id, { attemptsMax: 1, ...(lastEventId && { lastEventId }) })
    return { data: await Array.fromAsync(events), response }
  } catch (error) {
    const opened = error instanceof Error && error.message === 'The event stream ended before the pairing did'
    return opened ? { data: null, response } : { error, response }
  } finally {
    client.interceptors.response.eject(interceptor)
  }
}

const streamUrl = {
  url: '/v1/channels/whatsapp/connect/{session_id}/qr-stream',
  security: [{ scheme: 'bearer', type: 'http' }],
} as const

interface StreamOptions {
  client: KeebaiClient
  path: { session_id: string }
  query?: Record<string, string>
  headers: Record<string, string>
}

interface StreamResult {
  data?: unknown
  error?: unknown
  response?: Response | undefined
}

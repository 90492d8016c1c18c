import type { Subject } from '../entry.ts'

const signup = ['startWhatsAppConnect answers 201: embedded_signup']
const pairing = ['startWhatsAppConnect answers 201: qr']
const connected = ['connectChannel answers 200: connected']
const noSession = {
  absent: "HubMessage has no sessions: the integrator's own page runs Meta's dialog and hands over what it returned.",
}
const noPairing = { absent: 'HubMessage documents no pairing by QR code.' }

export const connect = {
  title: 'Connecting',
  about:
    'Keebai starts a session and hands out a link to its portal. At HubMessage a channel is created first, Meta’s dialog runs in the page of the integrator, and one call hands its result over.',
  entries: [
    {
      id: 'connect.operation',
      keebai: {
        fields: [
          'startWhatsAppConnect|getWhatsAppConnect operation',
          'startWhatsAppConnect request.body.mode=embedded_signup',
          'getWhatsAppConnect 200.body.mode=embedded_signup',
        ],
        interactions: [...signup, 'startWhatsAppConnect answers 201: defaults'],
      },
      hubmessage: { fields: ['createChannel|connectChannel operation'], interactions: connected },
      by: 'operation',
      note: 'Two calls here, two there: a session that a person completes, and a channel that is connected.',
    },
    {
      id: 'connect.coexistence',
      keebai: { fields: ['startWhatsAppConnect request.body.coexistence_enabled'], interactions: signup },
      hubmessage: {
        fields: ['connectChannel request.body.coexistence'],
        interactions: [...connected, 'connectChannel answers 200: coexistence'],
      },
      by: 'flag',
    },
    {
      id: 'connect.completed',
      keebai: {
        fields: ['getWhatsAppConnect 200.body.status=completed'],
        interactions: ['getWhatsAppConnect answers 200: completed'],
      },
      hubmessage: { fields: ['connectChannel 200.body.success'], interactions: connected },
      by: 'completed',
    },
    {
      id: 'connect.not-completed',
      keebai: {
        fields: ['getWhatsAppConnect 200.body.status=pending|expired|cancelled'],
        interactions: [
          'getWhatsAppConnect answers 200: pending',
          'getWhatsAppConnect answers 200: expired',
          'getWhatsAppConnect answers 200: cancelled',
        ],
      },
      hubmessage: noSession,
    },
    {
      id: 'connect.session',
      keebai: {
        fields: [
          'startWhatsAppConnect 201.body.session_id',
          'startWhatsAppConnect 201.body.verification_uri',
          'startWhatsAppConnect 201.body.expires_in',
          'startWhatsAppConnect 201.body.poll_interval',
          'getWhatsAppConnect request.path.session_id',
        ],
        interactions: signup,
      },
      hubmessage: noSession,
    },
    {
      id: 'connect.pipeline',
      keebai: {
        fields: ['startWhatsAppConnect request.body.pipeline_id', 'whatsapp.channel.connected body.data.pipeline_id'],
        interactions: signup,
      },
      hubmessage: { absent: 'HubMessage has no pipelines.' },
    },
    {
      id: 'connect.code',
      keebai: { absent: 'The portal takes the code from Meta’s dialog; it never crosses this API.' },
      hubmessage: { fields: ['connectChannel request.body.code'], interactions: connected },
    },
    {
      id: 'connect.pairing',
      keebai: {
        fields: [
          'startWhatsAppConnect request.body.mode=qr',
          'startWhatsAppConnect request.body.name',
          'startWhatsAppConnect 201.body.provider',
          'startWhatsAppConnect 201.body.mode',
          'startWhatsAppConnect 201.body.stream_url',
          'getWhatsAppConnect 200.body.mode=qr',
        ],
        interactions: [...pairing, 'getWhatsAppConnect answers 200: completed_qr'],
      },
      hubmessage: noPairing,
    },
    {
      id: 'connect.pairing-stream',
      keebai: {
        fields: [
          'streamWhatsAppQr operation',
          'streamWhatsAppQr request.path.session_id',
          'streamWhatsAppQr request.query.qr_format',
          'streamWhatsAppQr request.headers.Last-Event-ID',
          'streamWhatsAppQr 200.body.event',
          'streamWhatsAppQr 200.body.data',
          'streamWhatsAppQr 200.body.data.data',
          'streamWhatsAppQr 200.body.data.expires_at',
          'streamWhatsAppQr 200.body.data.phone_number',
          'streamWhatsAppQr 200.body.data.push_name',
          'streamWhatsAppQr 200.body.data.reason',
          'streamWhatsAppQr 200.body.data.code',
        ],
        interactions: [
          'streamWhatsAppQr answers 200: stream',
          'streamWhatsAppQr answers 200: stream_of_objects',
          'stream event qr',
          'stream event qr_object',
          'stream event connecting',
          'stream event connected',
          'stream event failed',
          'stream event disconnected',
        ],
      },
      hubmessage: noPairing,
    },
  ],
} as const satisfies Subject

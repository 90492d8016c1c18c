import type { Subject } from '../entry.ts'
import { channelEvents, events, messageEvents, ofChannel, singleSends } from './places.ts'

const shown = ['getChannel answers 200: cloud_api']
const created = ['createChannel answers 201: created']
const types = [...ofChannel('type'), 'listChannels request.query.type']
const notRead = { absent: 'HubMessage documents no operation that reads a channel.' }

export const channelIdentity = {
  title: 'Channel identity',
  about:
    'One channel has one 128-bit id, which each surface spells in its own way. Either spelling is taken on both surfaces.',
  entries: [
    {
      id: 'channel.id',
      keebai: {
        fields: [
          ...ofChannel('id'),
          'listWhatsAppNumbers 200.body.data[].channel_id',
          'streamWhatsAppQr 200.body.data.channel_id',
          `${events} body.channel_id`,
        ],
        interactions: shown,
      },
      hubmessage: { fields: ['createChannel 201.body.id'], interactions: created },
      by: 'channelId',
    },
    {
      id: 'channel.id-of-the-older-contract',
      keebai: { absent: 'Its contract has one generation.' },
      hubmessage: { fields: ['createChannel 200.body.id'], interactions: [] },
    },
    {
      id: 'channel.addressed',
      keebai: { fields: ['getChannel request.path.id'], interactions: shown },
      hubmessage: {
        fields: ['connectChannel|sendMessage request.path.channelId'],
        interactions: ['sendMessage answers 200: accepted'],
      },
      by: 'channelId',
    },
    {
      id: 'channel.sender',
      keebai: {
        fields: [`${singleSends} request.body.channel_id`],
        interactions: ['sendTextMessage answers 202: channel_id', 'sendImageMessage answers 202: channel_id'],
      },
      hubmessage: {
        fields: ['sendMessage request.path.channelId'],
        interactions: ['sendMessage answers 200: accepted'],
      },
      by: 'channelId',
    },
    {
      id: 'channel.sender-by-number',
      keebai: {
        fields: [`${singleSends} request.body.phone_number_id`],
        interactions: ['sendTextMessage answers 202: phone_number_id', 'sendImageMessage answers 202: sent'],
      },
      hubmessage: {
        fields: ['sendMessage request.path.channelId'],
        interactions: ['sendMessage answers 200: accepted'],
      },
      by: 'channelOfNumber',
      note: 'HubMessage names the sender by its channel alone.',
    },
    {
      id: 'channel.name',
      keebai: { fields: ofChannel('name'), interactions: shown },
      hubmessage: { fields: ['createChannel request.body.name'], interactions: created },
      by: 'same',
      note: 'A signup through the portal takes the verified name of the number.',
    },
    {
      id: 'channel.type',
      keebai: { fields: types.map((field) => `${field}=whatsapp|instagram|messenger`), interactions: shown },
      hubmessage: {
        fields: ['createChannel request.body.type=META_WHATSAPP|META_INSTAGRAM|META_MESSENGER'],
        interactions: created,
      },
      by: 'channelType',
    },
    {
      id: 'channel.type-of-keebai-alone',
      keebai: {
        fields: types.map((field) => `${field}=whatsapp_qr|tiktok|web|playground`),
        interactions: ['getChannel answers 200: qr_unlinked'],
      },
      hubmessage: { absent: 'It documents no channels of these kinds.' },
    },
    {
      id: 'channel.type-of-hubmessage-alone',
      keebai: { absent: 'It documents no Telegram channels.' },
      hubmessage: {
        fields: ['createChannel request.body.type=BOT_TELEGRAM'],
        interactions: ['createChannel answers 422: invalid_type'],
      },
    },
    {
      id: 'channel.phone-number-id',
      keebai: {
        fields: [
          ...ofChannel('phone_number_id'),
          'listWhatsAppNumbers 200.body.data[].id',
          `${messageEvents} body.data.phone_number_id`,
        ],
        interactions: shown,
      },
      hubmessage: {
        fields: ['connectChannel request.body.phoneId'],
        interactions: ['connectChannel answers 200: connected'],
      },
      by: 'same',
    },
    {
      id: 'channel.business-account',
      keebai: {
        fields: [...ofChannel('business_account_id'), 'listWhatsAppNumbers 200.body.data[].waba_id'],
        interactions: shown,
      },
      hubmessage: {
        fields: ['connectChannel request.body.wabaId'],
        interactions: ['connectChannel answers 200: connected'],
      },
      by: 'same',
    },
    {
      id: 'channel.state',
      keebai: {
        fields: [...ofChannel('is_active'), 'listWhatsAppNumbers 200.body.data[].status'],
        interactions: ['getChannel answers 200: qr_unlinked'],
      },
      hubmessage: { absent: `${notRead.absent} A send through one that is not connected answers 422.` },
    },
    {
      id: 'channel.connection',
      keebai: {
        fields: [
          'getChannel 200.body',
          'listChannels 200.body.data[]',
          'listWhatsAppNumbers 200.body.data[]',
          'whatsapp.channel.connection_changed body.data',
        ].flatMap((place) =>
          ['state', 'since', 'code', 'next_attempt_at', 'last_inbound_at'].map((one) => `${place}.connection.${one}`),
        ),
        interactions: [...shown, 'event whatsapp.channel.connection_changed'],
      },
      hubmessage: notRead,
    },
    {
      id: 'channel.number',
      keebai: {
        fields: [
          ...ofChannel('phone_number'),
          'listWhatsAppNumbers 200.body.data[].phone_number',
          'listWhatsAppNumbers 200.body.data[].connection_type',
        ],
        interactions: shown,
      },
      hubmessage: notRead,
    },
    {
      id: 'channel.created',
      keebai: {
        fields: ['getChannel 200.body.created_at', 'listChannels 200.body.data[].created_at'],
        interactions: shown,
      },
      hubmessage: notRead,
    },
    {
      id: 'channel.reading',
      keebai: {
        fields: ['getChannel|listChannels|listWhatsAppNumbers operation'],
        interactions: [
          'getChannel answers 200: qr_unlinked',
          'listChannels answers 200: channels',
          'listChannels answers 200: none',
          'listWhatsAppNumbers answers 200: numbers',
          'listWhatsAppNumbers answers 200: none',
        ],
      },
      hubmessage: notRead,
    },
    {
      id: 'channel.events',
      keebai: {
        fields: [`${channelEvents} event`, 'whatsapp.channel.disconnected body.data.reason'],
        interactions: [
          'event whatsapp.channel.connected',
          'event whatsapp.channel.disconnected',
          'event whatsapp.channel.connection_changed',
        ],
      },
      hubmessage: { absent: 'Its events are worded in another way; see the webhooks of HubMessage.' },
    },
  ],
} as const satisfies Subject

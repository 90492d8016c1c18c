import type { StateDescription } from './catalogue.ts'
import {
  broadcastId,
  channelId,
  code,
  dialect,
  mediaId,
  messageId,
  mode,
  onChannel,
  param,
  phone,
  sessionId,
  wabaId,
} from './catalogue-params.ts'
import { literals } from './literals.ts'

const both = ['keebai', 'hubmessage'] as const

const ofWebhook = [
  param('webhook_id', 'Id of the subscription.', literals.webhookId),
  param('url', 'Where events go. Nothing has to listen there.', literals.webhookUrl),
  param('events', 'A list of event types.', 'every event type'),
]

const ofTemplate = [
  param('template_id', "Keebai's id of the template, 24 hex characters.", literals.templateId),
  param('template_name', 'Name of the template.', 'the documented ones'),
  param('language', 'Its language.', literals.templateLanguage),
  param('body', 'Its text, with `{{name}}` or `{{1}}` for variables.', 'that of the documented one of this name'),
  onChannel,
]

/** What there is: channels, templates, windows, sessions, broadcasts, webhooks. */
export const things = [
  {
    name: 'nothing exists',
    description: 'A company that has a token and nothing else: no channel, template, session, broadcast or webhook.',
    surfaces: both,
    params: [],
  },
  {
    name: 'a connected Cloud API channel',
    description:
      'The company has this connected channel and no other, an open conversation window with both people of the documents, and the documented templates.',
    surfaces: both,
    params: [
      channelId,
      param('phone_number_id', "Meta's id of the number.", literals.phoneNumberId),
      wabaId,
      param('phone_number', 'The number, in E.164 form.', literals.phoneNumber),
      param('name', 'Name of the channel.', literals.channelName),
    ],
  },
  {
    name: 'a connected QR channel',
    description: 'The company has this channel, linked to a phone by QR code, and no other.',
    surfaces: both,
    params: [
      channelId,
      param('phone_number', 'Number of the phone, in E.164 form.', literals.qrPhone),
      param('name', 'Name of the channel.', literals.channelName),
    ],
  },
  {
    name: 'a disconnected channel',
    description: 'The company has this channel, which was connected and is not any more, and no other.',
    surfaces: both,
    params: [channelId, param('kind', '`cloud_api`, or `qr` for an unlinked QR channel.', 'cloud_api')],
  },
  {
    name: 'a channel that waits for its signup',
    description: 'A channel as `createChannel` leaves it, and a signup whose result `connectChannel` takes.',
    surfaces: ['hubmessage'],
    params: [
      channelId,
      param('waba_id', 'The WhatsApp Business Account of the signup.', literals.signupWabaId),
      param('phone_id', 'Id of its one number.', literals.signupPhoneId),
      code,
    ],
  },
  {
    name: 'a channel that waits for a signup with two numbers',
    description: 'The same, where the account has two numbers: `connectChannel` has to name one.',
    surfaces: ['hubmessage'],
    params: [
      channelId,
      param('waba_id', 'The WhatsApp Business Account of the signup.', literals.signupWabaId),
      param('phone_id', 'Id of one of the numbers.', literals.signupPhoneId),
      code,
    ],
  },
  {
    name: 'a channel subscription',
    description: 'What HubMessage says of how the channel is paid for.',
    surfaces: ['hubmessage'],
    params: [
      onChannel,
      param('subscription', '`TRIAL`, `PENDING`, `PAID`, `CANCELLATION_PROCESS` or `CANCELED`.', 'PAID'),
    ],
  },
  {
    name: 'a channel of another company',
    description: 'This connected channel belongs to somebody else; the company has none.',
    surfaces: both,
    params: [channelId, param('phone_number_id', "Meta's id of the number.", literals.phoneNumberId)],
  },
  {
    name: 'a template',
    description: 'The company has this template, approved unless a status is given, and no other.',
    surfaces: both,
    params: [
      ...ofTemplate,
      param('status', '`APPROVED`, `PENDING`, `REJECTED`, `PAUSED` or `DISABLED`.', 'APPROVED'),
      param('reason', "Why, in Meta's word; makes it `REJECTED` without a `status`.", 'none'),
    ],
  },
  {
    name: 'a template that was edited today',
    description:
      'The company has this template, which was edited and approved again, so that Meta takes no further edit for a day.',
    surfaces: ['keebai'],
    params: ofTemplate,
  },
  {
    name: 'a template of a business account',
    description: "The account of the channel has the template of the vendor's sample, and no other.",
    surfaces: ['hubmessage'],
    params: [
      onChannel,
      param('waba_id', 'The WhatsApp Business Account.', "the channel's"),
      param('template_id', "Meta's id of the template.", literals.hubTemplateId),
      param('template_name', 'Name of the template.', 'confirm_account'),
      param('language', 'Its language.', 'en_US'),
      param('category', '`AUTHENTICATION`, `MARKETING` or `UTILITY`.', 'AUTHENTICATION'),
      param('status', '`APPROVED`, `PENDING`, `REJECTED` or `PAUSED`.', 'APPROVED'),
    ],
  },
  {
    name: 'an open conversation window',
    description: 'The person wrote to the channel just now, so that text may be sent to them.',
    surfaces: both,
    params: [onChannel, phone],
  },
  {
    name: 'a closed conversation window',
    description: 'The person never wrote to the channel, so that only templates may be sent to them.',
    surfaces: both,
    params: [onChannel, phone],
  },
  {
    name: 'an uploaded medium',
    description: 'An image (PNG) that was uploaded for the channel, to be sent, described, downloaded and deleted.',
    surfaces: ['keebai'],
    params: [onChannel, mediaId],
  },
  {
    name: 'a received message',
    description: 'The person sent this text to the channel just now, so that it can be marked read and reacted to.',
    surfaces: ['keebai'],
    params: [onChannel, messageId, param('phone', "The customer's number.", literals.customer)],
  },
  {
    name: 'a pending connect session',
    description: 'A connect session that waits for a person. In QR mode a code is ready to be scanned.',
    surfaces: ['keebai'],
    params: [sessionId, mode],
  },
  {
    name: 'a completed connect session',
    description: 'A connect session that made a channel.',
    surfaces: ['keebai'],
    params: [sessionId, mode],
  },
  {
    name: 'an expired connect session',
    description: 'A connect session whose time was over before anybody finished it.',
    surfaces: ['keebai'],
    params: [sessionId, mode],
  },
  {
    name: 'a cancelled connect session',
    description: 'A connect session the person gave up; in QR mode one whose pairing failed.',
    surfaces: ['keebai'],
    params: [sessionId, mode],
  },
  {
    name: 'a running broadcast',
    description: 'A broadcast of one message, under way: WhatsApp took it and has not confirmed it.',
    surfaces: ['keebai'],
    params: [broadcastId, onChannel, dialect],
  },
  {
    name: 'a completed broadcast',
    description: 'A broadcast of one message that arrived.',
    surfaces: ['keebai'],
    params: [broadcastId, onChannel, dialect],
  },
  {
    name: 'a failed broadcast',
    description: 'A broadcast of one message that WhatsApp could not deliver.',
    surfaces: ['keebai'],
    params: [broadcastId, onChannel, dialect],
  },
  {
    name: 'a webhook subscription',
    description: 'The company has this webhook subscription, and no other.',
    surfaces: ['keebai'],
    params: ofWebhook,
  },
  {
    name: 'a webhook subscription that was switched off',
    description: 'The company has this webhook subscription, switched off after 50 deliveries in a row that failed.',
    surfaces: ['keebai'],
    params: ofWebhook,
  },
  {
    name: 'webhook deliveries',
    description:
      'The company has this webhook subscription, whose log holds, the newest first, a delivery of `whatsapp.message.read` to be tried again in a minute, one of `whatsapp.message.received` that arrived, and one of `whatsapp.channel.connected` that failed for good.',
    surfaces: ['keebai'],
    params: ofWebhook,
  },
  {
    name: 'a channel webhook',
    description: 'The channel has this webhook of HubMessage, signed and with a bearer token.',
    surfaces: ['hubmessage'],
    params: [
      onChannel,
      param('webhook_id', 'Id of the webhook, 32 hex characters.', literals.hubWebhookId),
      param('url', 'Where events go. Nothing has to listen there.', literals.hubWebhookUrl),
      param('events', 'A list of event types.', 'MESSAGE_RECEIVED and MESSAGE_STATUS'),
    ],
  },
  {
    name: 'a template webhook',
    description: 'The workspace has this template webhook of HubMessage, signed and with an API key.',
    surfaces: ['hubmessage'],
    params: [
      param('webhook_id', 'Id of the webhook, 32 hex characters.', literals.hubWebhookId),
      param('url', 'Where events go. Nothing has to listen there.', literals.hubWebhookUrl),
      param('events', 'A list of event types.', 'both of them'),
    ],
  },
  {
    name: 'no webhook subscriptions',
    description: 'The company has no webhook subscription.',
    surfaces: ['keebai'],
    params: [],
  },
] as const satisfies readonly StateDescription[]

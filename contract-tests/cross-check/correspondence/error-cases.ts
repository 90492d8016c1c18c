import type { ErrorCase } from '../entry.ts'
import { isAbsent } from '../entry.ts'
import { channelLifeErrors } from './channel-life-errors.ts'
import { hubFileErrors } from './hub-file-errors.ts'
import { hubTemplateErrors } from './hub-template-errors.ts'
import { hubWebhookErrors } from './hub-webhook-errors.ts'

const portal = 'The portal speaks with Meta; the person sees what went wrong, and the session stays open.'
const noMedia = 'A file is named by its address alone; one without is MEDIA_URL_REQUIRED.'
const noSuchThing = (what: string) => ({ absent: `HubMessage documents no ${what}.` })

export const errorCases = [
  {
    id: 'errors.unauthorized',
    keebai: { status: 401, word: 'Invalid or missing API token', answers: ['* answers 401: *'] },
    hubmessage: { status: 401, word: 'Unauthorized', answers: ['* answers 401: *'] },
  },
  {
    id: 'errors.forbidden',
    keebai: { status: 403, word: 'INSUFFICIENT_SCOPE', answers: ['* answers 403: *'] },
    hubmessage: {
      status: 422,
      word: 'This action requires ENTERPRISE role',
      answers: ['createChannel', 'subscribeChannel', 'cancelChannel'].map(
        (operation) => `${operation} answers 422: enterprise_required`,
      ),
    },
    note: 'Scopes of a token here, the role of a workspace there.',
  },
  {
    id: 'errors.invalid',
    keebai: {
      status: 400,
      word: 'BAD_REQUEST',
      answers: [
        '* answers 400: validation',
        '* answers 400: no_recipients',
        'uploadMedia answers 400: media_type_mismatch',
      ],
    },
    hubmessage: { status: 400, word: 'Validation error', answers: ['* answers 400: validation'] },
  },
  {
    id: 'errors.invalid-phone',
    keebai: { status: 422, word: 'invalid_phone', answers: ['* answers 422: invalid_phone'] },
    hubmessage: { status: 400, word: 'Validation error', answers: ['sendMessage answers 400: validation'] },
    note: 'Under the dialect `reference`; otherwise Keebai answers 400 as well.',
  },
  {
    id: 'errors.channel-unknown',
    keebai: { status: 404, word: 'CHANNEL_NOT_FOUND', answers: ['* answers 404: channel_not_found'] },
    hubmessage: { status: 404, word: 'Channel not found', answers: ['* answers 404: channel_not_found'] },
  },
  {
    id: 'errors.channel-disconnected',
    keebai: { status: 400, word: 'CHANNEL_DISCONNECTED', answers: ['* answers 400: channel_disconnected'] },
    hubmessage: { status: 422, word: 'CHANNEL_NOT_CONNECTED', answers: ['sendMessage answers 422: not_connected'] },
  },
  {
    id: 'errors.access-token',
    keebai: {
      status: 400,
      word: 'CHANNEL_MISSING_ACCESS_TOKEN',
      answers: ['* answers 400: channel_missing_access_token'],
    },
    hubmessage: { absent: 'Meta’s error 190 is told like any other refusal, with the code in `details`.' },
  },
  {
    id: 'errors.media-reference',
    keebai: { status: 400, word: 'MEDIA_REFERENCE_REQUIRED', answers: ['* answers 400: media_reference_required'] },
    hubmessage: { absent: noMedia },
  },
  {
    id: 'errors.media-references',
    keebai: { status: 400, word: 'MEDIA_REFERENCE_AMBIGUOUS', answers: ['* answers 400: media_reference_ambiguous'] },
    hubmessage: { absent: noMedia },
  },
  {
    id: 'errors.templates-unsupported',
    keebai: {
      status: 400,
      word: 'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK',
      answers: ['* answers 400: qr_channel'],
    },
    hubmessage: {
      status: 422,
      word: 'CHANNEL_DOES_NOT_SUPPORT_TEMPLATES',
      answers: ['sendMessage answers 422: templates_unsupported'],
    },
  },
  {
    id: 'errors.content-unsupported',
    keebai: { absent: 'Its code is that of templates, `QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK`.' },
    hubmessage: {
      status: 422,
      word: 'CHANNEL_DOES_NOT_SUPPORT_CONTENT',
      answers: ['sendMessage answers 422: content_unsupported'],
    },
  },
  {
    id: 'errors.actions-unsupported',
    keebai: { absent: 'It has an operation for what WhatsApp has, and none for what it has not.' },
    hubmessage: {
      status: 422,
      word: 'INTERACTIVE_ACTIONS_NOT_SUPPORTED',
      answers: ['sendMessage answers 422: actions_not_supported'],
    },
  },
  {
    id: 'errors.window-closed',
    keebai: {
      absent:
        'Keebai takes the text and lets Meta refuse it: its broadcast ends `FAILED`, and `whatsapp.message.failed` says why.',
    },
    hubmessage: {
      status: 422,
      word: 'Conversation window is closed',
      answers: ['sendMessage answers 422: window_closed'],
    },
  },
  {
    id: 'errors.key-reused',
    keebai: { status: 422, word: 'IDEMPOTENCY_KEY_REUSED', answers: ['* answers 422: key_reused'] },
    hubmessage: { status: 422, word: 'IDEMPOTENCY_KEY_REUSED', answers: ['* answers 422: key_reused'] },
  },
  {
    id: 'errors.key-in-flight',
    keebai: { status: 409, word: 'IDEMPOTENCY_KEY_IN_FLIGHT', answers: ['* answers 409: in_flight'] },
    hubmessage: { status: 409, word: 'IDEMPOTENCY_KEY_IN_FLIGHT', answers: ['* answers 409: in_flight'] },
  },
  {
    id: 'errors.upstream',
    keebai: {
      status: 502,
      word: 'UPSTREAM_ERROR',
      answers: ['* answers 502: not_sent', '* answers 502: refused', '* answers 502: outcome_unknown'],
    },
    hubmessage: {
      status: 502,
      word: 'Integration error',
      answers: [
        'sendMessage answers 502: not_sent',
        'sendMessage answers 502: refused',
        'sendMessage answers 502: outcome_unknown',
      ],
    },
    note: 'For a send by `phone_number_id`. One by `channel_id` is queued, and its broadcast ends `FAILED`.',
  },
  {
    id: 'errors.connect-failed',
    keebai: { absent: portal },
    hubmessage: {
      status: 502,
      word: 'Integration error',
      answers: ['connectChannel answers 502: integration_error'],
    },
  },
  {
    id: 'errors.code-refused',
    keebai: { absent: portal },
    hubmessage: {
      status: 400,
      word: 'Newport request failed',
      answers: ['connectChannel answers 400: code_refused'],
    },
  },
  {
    id: 'errors.already-connected',
    keebai: { absent: portal },
    hubmessage: {
      status: 422,
      word: 'CHANNEL_ALREADY_CONNECTED',
      answers: ['connectChannel answers 422: already_connected'],
    },
  },
  {
    id: 'errors.channel-type',
    keebai: { absent: 'A session connects WhatsApp and nothing else.' },
    hubmessage: {
      status: 422,
      word: 'INVALID_CHANNEL_TYPE',
      answers: ['createChannel answers 422: invalid_type', 'connectChannel answers 422: invalid_type'],
    },
  },
  {
    id: 'errors.phone-id-required',
    keebai: { absent: portal },
    hubmessage: { status: 422, word: 'PHONE_ID_REQUIRED', answers: ['connectChannel answers 422: phone_id_required'] },
  },
  {
    id: 'errors.signup-mismatch',
    keebai: { absent: portal },
    hubmessage: {
      status: 422,
      word: 'SIGNUP_ASSETS_MISMATCH',
      answers: ['connectChannel answers 422: signup_mismatch'],
    },
  },
  {
    id: 'errors.session-unknown',
    keebai: { status: 404, word: 'SESSION_NOT_FOUND', answers: ['* answers 404: session_not_found'] },
    hubmessage: noSuchThing('connect session'),
  },
  {
    id: 'errors.pipeline-unknown',
    keebai: { status: 404, word: 'PIPELINE_NOT_FOUND', answers: ['* answers 404: pipeline_not_found'] },
    hubmessage: noSuchThing('pipeline'),
  },
  {
    id: 'errors.broadcast-unknown',
    keebai: { status: 404, word: 'BROADCAST_NOT_FOUND', answers: ['* answers 404: broadcast_not_found'] },
    hubmessage: noSuchThing('reading of a send'),
  },
  {
    id: 'errors.broadcast-id',
    keebai: { status: 400, word: 'INVALID_BROADCAST_ID', answers: ['* answers 400: invalid_broadcast_id'] },
    hubmessage: noSuchThing('reading of a send'),
  },
  {
    id: 'errors.webhook-unknown',
    keebai: { status: 404, word: 'WEBHOOK_NOT_FOUND', answers: ['* answers 404: webhook_not_found'] },
    hubmessage: { status: 404, word: 'Webhook not found', answers: ['* answers 404: webhook_not_found'] },
    notExecuted: 'A webhook belongs to a company on one side and to a channel or the templates on the other.',
  },
  {
    id: 'errors.qr-mode',
    keebai: {
      status: 400,
      word: 'QR_MODE_CANNOT_USE_COEXISTENCE_OR_PIPELINE',
      answers: ['startWhatsAppConnect answers 400: qr_with_pipeline_or_coexistence'],
    },
    hubmessage: noSuchThing('pairing by QR code'),
  },
  {
    id: 'errors.route-unknown',
    keebai: {
      status: 404,
      word: 'NOT_FOUND',
      answers: ['* answers 404: media_not_found', '* answers 404: template_not_found'],
    },
    hubmessage: { status: 404, word: 'Not found', answers: [] },
  },
  {
    id: 'errors.method',
    keebai: { status: 405, word: 'METHOD_NOT_ALLOWED', answers: [] },
    hubmessage: { status: 405, word: 'Method not allowed', answers: [] },
  },
  {
    id: 'errors.too-large',
    keebai: { status: 413, word: 'PAYLOAD_TOO_LARGE', answers: ['* answers 413: *'] },
    hubmessage: { status: 413, word: 'Payload too large', answers: ['* answers 413: *'] },
  },
  {
    id: 'errors.media-type',
    keebai: { status: 415, word: 'UNSUPPORTED_MEDIA_TYPE', answers: ['* answers 415: *'] },
    hubmessage: { status: 415, word: 'Unsupported media type', answers: ['* answers 415: *'] },
  },
  {
    id: 'errors.throttled',
    keebai: { status: 429, word: 'ThrottlerException: Too Many Requests', answers: ['* answers 429: *'] },
    hubmessage: { status: 429, word: 'Too many requests', answers: ['* answers 429: *'] },
  },
  {
    id: 'errors.fault',
    keebai: { status: 500, word: 'INTERNAL_ERROR', answers: ['* answers 500: *'] },
    hubmessage: { status: 500, word: 'Internal server error', answers: ['* answers 500: *'] },
    notExecuted: 'No request makes a server without faults answer it.',
  },
  {
    id: 'errors.unavailable',
    keebai: { status: 503, word: 'SERVICE_UNAVAILABLE', answers: ['* answers 503: *'] },
    hubmessage: { status: 503, word: 'Service unavailable', answers: ['* answers 503: *'] },
    notExecuted: 'Only a server that starts or stops answers it.',
  },
  ...channelLifeErrors,
  ...hubTemplateErrors,
  ...hubWebhookErrors,
  ...hubFileErrors,
] as const satisfies ErrorCase[]

/** What each word of Keebai is at HubMessage. */
export const words: Readonly<Record<string, string>> = Object.fromEntries(
  errorCases.flatMap(({ keebai, hubmessage }: ErrorCase) =>
    isAbsent(keebai) || isAbsent(hubmessage) ? [] : [[keebai.word, hubmessage.word]],
  ),
)

/** Words of Keebai that HubMessage has no error for. */
export const wordsOfKeebaiAlone: readonly string[] = errorCases.flatMap(({ keebai, hubmessage }: ErrorCase) =>
  !isAbsent(keebai) && isAbsent(hubmessage) ? [keebai.word] : [],
)

import type { ErrorCase } from '../entry.ts'

const noParting = { absent: 'Its API neither disconnects nor deletes channels.' }
const noBilling = { absent: 'What is charged is no matter of its API.' }

export const channelLifeErrors = [
  {
    id: 'errors.disconnect-failed',
    keebai: noParting,
    hubmessage: {
      status: 502,
      word: 'Integration error',
      answers: ['disconnectChannel answers 502: integration_error'],
    },
  },
  {
    id: 'errors.disconnect-type',
    keebai: noParting,
    hubmessage: { status: 422, word: 'INVALID_CHANNEL_TYPE', answers: ['disconnectChannel answers 422: invalid_type'] },
  },
  {
    id: 'errors.instance-unknown',
    keebai: noParting,
    hubmessage: { status: 404, word: 'Instance not found', answers: ['deleteChannel answers 404: instance_not_found'] },
  },
  {
    id: 'errors.deletion-role',
    keebai: noParting,
    hubmessage: {
      status: 422,
      word: 'Channel deletion requires ENTERPRISE role',
      answers: ['deleteChannel answers 422: enterprise_required'],
    },
  },
  {
    id: 'errors.deletion-authorization',
    keebai: noParting,
    hubmessage: {
      status: 400,
      word: 'Authorization invalid',
      answers: ['deleteChannel answers 400: authorization_invalid'],
    },
    note: 'Any other operation answers 401 to a header without a bearer key.',
  },
  {
    id: 'errors.still-connected',
    keebai: noParting,
    hubmessage: {
      status: 422,
      word: 'INSTANCE_STILL_CONNECTED',
      answers: ['deleteChannel answers 422: still_connected'],
    },
  },
  {
    id: 'errors.still-subscribed',
    keebai: noParting,
    hubmessage: {
      status: 422,
      word: 'INSTANCE_HAS_ACTIVE_SUBSCRIPTION',
      answers: ['deleteChannel answers 422: has_subscription'],
    },
  },
  {
    id: 'errors.subscription-ended',
    keebai: noBilling,
    hubmessage: {
      status: 422,
      word: 'SUBSCRIPTION_TERMINATED',
      answers: [
        'subscribeChannel answers 422: subscription_terminated',
        'cancelChannel answers 422: subscription_terminated',
      ],
    },
  },
  {
    id: 'errors.credit-limit',
    keebai: noBilling,
    hubmessage: {
      status: 422,
      word: 'CREDIT_LIMIT_EXCEEDED',
      answers: ['subscribeChannel answers 422: credit_limit'],
    },
  },
  {
    id: 'errors.cancel-unconfirmed',
    keebai: noBilling,
    hubmessage: {
      status: 400,
      word: 'cancel query param is required',
      answers: ['cancelChannel answers 400: cancel_required'],
    },
  },
] as const satisfies ErrorCase[]

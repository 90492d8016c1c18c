import type { Subject } from '../entry.ts'

const console = { absent: 'Channels are parted with in the vendor’s console; its API does not do it.' }
const billing = { absent: 'What is charged is no matter of its API.' }
const outcome = ['outcome', 'broadcast_id', 'code', 'title', 'message']

export const channelLife = {
  title: 'The end of a channel',
  about: 'HubMessage disconnects, subscribes, cancels and deletes channels by its API; Keebai documents none of it.',
  entries: [
    {
      id: 'life.disconnect',
      keebai: console,
      hubmessage: {
        fields: [
          'disconnectChannel operation',
          'disconnectChannel 200.body',
          ...outcome.map((member) => `disconnectChannel 502.body.details.${member}`),
        ],
        interactions: [
          'disconnectChannel answers 200: disconnected',
          'disconnectChannel answers 200: disconnected_before',
        ],
      },
    },
    {
      id: 'life.delete',
      keebai: console,
      hubmessage: {
        fields: ['deleteChannel operation', 'deleteChannel request.body.cancelReason'],
        interactions: ['deleteChannel answers 204: done', 'deleteChannel answers 204: canceled'],
      },
    },
    {
      id: 'life.subscription',
      keebai: billing,
      hubmessage: {
        fields: [
          'subscribeChannel|cancelChannel operation',
          'subscribeChannel 200.body.type',
          'subscribeChannel 200.body.message',
          'cancelChannel request.query.cancel',
          'cancelChannel request.body.cancelReason',
        ],
        interactions: [
          'subscribeChannel answers 200: subscribed',
          'cancelChannel answers 204: done',
          'cancelChannel answers 204: trial',
        ],
      },
    },
    {
      id: 'life.channel',
      keebai: console,
      hubmessage: {
        fields: ['disconnectChannel|deleteChannel|subscribeChannel|cancelChannel request.path.channelId'],
        interactions: ['cancelChannel answers 204: done'],
      },
    },
  ],
} as const satisfies Subject

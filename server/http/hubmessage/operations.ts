import { cancelChannel } from './cancelChannel.ts'
import { connectChannel } from './connectChannel.ts'
import { createChannel } from './createChannel.ts'
import { deleteChannel } from './deleteChannel.ts'
import { disconnectChannel } from './disconnectChannel.ts'
import { sendMessage } from './sendMessage.ts'
import { subscribeChannel } from './subscribeChannel.ts'

/** Every operation of the HubMessage document; one without a handler does not compile. */
export const operations = {
  createChannel,
  connectChannel,
  disconnectChannel,
  subscribeChannel,
  cancelChannel,
  deleteChannel,
  sendMessage,
} satisfies Record<keyof typeof import('../../../generated/hubmessage/sdk.gen.ts'), unknown>

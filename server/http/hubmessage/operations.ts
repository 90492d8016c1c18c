import { connectChannel } from './connectChannel.ts'
import { createChannel } from './createChannel.ts'
import { sendMessage } from './sendMessage.ts'

/** Every operation of the HubMessage document; one without a handler does not compile. */
export const operations = {
  createChannel,
  connectChannel,
  sendMessage,
} satisfies Record<keyof typeof import('../../../generated/hubmessage/sdk.gen.ts'), unknown>

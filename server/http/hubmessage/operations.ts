import { cancelChannel } from './cancelChannel.ts'
import { connectChannel } from './connectChannel.ts'
import { createChannel } from './createChannel.ts'
import { createChannelWebhook } from './createChannelWebhook.ts'
import { createTemplateWebhook } from './createTemplateWebhook.ts'
import { deleteChannel } from './deleteChannel.ts'
import { deleteChannelWebhook } from './deleteChannelWebhook.ts'
import { deleteTemplateWebhook } from './deleteTemplateWebhook.ts'
import { disconnectChannel } from './disconnectChannel.ts'
import { getChannelWebhook } from './getChannelWebhook.ts'
import { getTemplateWebhook } from './getTemplateWebhook.ts'
import { listChannelWebhooks } from './listChannelWebhooks.ts'
import { listTemplateWebhooks } from './listTemplateWebhooks.ts'
import { sendMessage } from './sendMessage.ts'
import { subscribeChannel } from './subscribeChannel.ts'
import { updateChannelWebhook } from './updateChannelWebhook.ts'
import { updateTemplateWebhook } from './updateTemplateWebhook.ts'

/** Every operation of the HubMessage document; one without a handler does not compile. */
export const operations = {
  createChannel,
  connectChannel,
  disconnectChannel,
  subscribeChannel,
  cancelChannel,
  deleteChannel,
  sendMessage,
  createChannelWebhook,
  listChannelWebhooks,
  getChannelWebhook,
  updateChannelWebhook,
  deleteChannelWebhook,
  createTemplateWebhook,
  listTemplateWebhooks,
  getTemplateWebhook,
  updateTemplateWebhook,
  deleteTemplateWebhook,
} satisfies Record<keyof typeof import('../../../generated/hubmessage/sdk.gen.ts'), unknown>

import { cancelChannel } from './channels/cancelChannel.ts'
import { connectChannel } from './channels/connectChannel.ts'
import { createChannel } from './channels/createChannel.ts'
import { deleteChannel } from './channels/deleteChannel.ts'
import { disconnectChannel } from './channels/disconnectChannel.ts'
import { subscribeChannel } from './channels/subscribeChannel.ts'
import { sendMessage } from './messages/sendMessage.ts'
import { createTemplate } from './templates/createTemplate.ts'
import { deleteTemplate } from './templates/deleteTemplate.ts'
import { listBusinesses } from './templates/listBusinesses.ts'
import { listTemplates } from './templates/listTemplates.ts'
import { syncTemplates } from './templates/syncTemplates.ts'
import { updateTemplate } from './templates/updateTemplate.ts'
import { createChannelWebhook } from './webhooks/createChannelWebhook.ts'
import { createTemplateWebhook } from './webhooks/createTemplateWebhook.ts'
import { deleteChannelWebhook } from './webhooks/deleteChannelWebhook.ts'
import { deleteTemplateWebhook } from './webhooks/deleteTemplateWebhook.ts'
import { getChannelWebhook } from './webhooks/getChannelWebhook.ts'
import { getTemplateWebhook } from './webhooks/getTemplateWebhook.ts'
import { listChannelWebhooks } from './webhooks/listChannelWebhooks.ts'
import { listTemplateWebhooks } from './webhooks/listTemplateWebhooks.ts'
import { updateChannelWebhook } from './webhooks/updateChannelWebhook.ts'
import { updateTemplateWebhook } from './webhooks/updateTemplateWebhook.ts'

/** Every operation of the HubMessage document; one without a handler does not compile. */
export const operations = {
  createChannel,
  connectChannel,
  disconnectChannel,
  subscribeChannel,
  cancelChannel,
  deleteChannel,
  sendMessage,
  listBusinesses,
  listTemplates,
  createTemplate,
  updateTemplate,
  deleteTemplate,
  syncTemplates,
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

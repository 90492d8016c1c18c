import { createWebhook } from './createWebhook.ts'
import { deleteWebhook } from './deleteWebhook.ts'
import { getBroadcast } from './getBroadcast.ts'
import { getChannel } from './getChannel.ts'
import { getMe } from './getMe.ts'
import { getWebhook } from './getWebhook.ts'
import { getWhatsAppConnect } from './getWhatsAppConnect.ts'
import { listChannels } from './listChannels.ts'
import { listWebhookDeliveries } from './listWebhookDeliveries.ts'
import { listWebhooks } from './listWebhooks.ts'
import { listWhatsAppNumbers } from './listWhatsAppNumbers.ts'
import { revokeMyToken } from './revokeMyToken.ts'
import { rotateWebhookSecret } from './rotateWebhookSecret.ts'
import { sendTemplateMessage } from './sendTemplateMessage.ts'
import { sendTextMessage } from './sendTextMessage.ts'
import { startWhatsAppConnect } from './startWhatsAppConnect.ts'
import { streamWhatsAppQr } from './streamWhatsAppQr.ts'
import { testWebhook } from './testWebhook.ts'
import { updateWebhook } from './updateWebhook.ts'

/** Every operation of the Keebai document; one without a handler does not compile. */
export const operations = {
  startWhatsAppConnect,
  getWhatsAppConnect,
  streamWhatsAppQr,
  sendTextMessage,
  sendTemplateMessage,
  getBroadcast,
  listWhatsAppNumbers,
  listChannels,
  getChannel,
  getMe,
  revokeMyToken,
  createWebhook,
  listWebhooks,
  getWebhook,
  updateWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  testWebhook,
  listWebhookDeliveries,
} satisfies Record<keyof typeof import('../../../generated/keebai/sdk.gen.ts'), unknown>

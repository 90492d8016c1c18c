import { createWebhook } from './createWebhook.ts'
import { deleteWebhook } from './deleteWebhook.ts'
import { getBroadcast } from './getBroadcast.ts'
import { getChannel } from './getChannel.ts'
import { getMe } from './getMe.ts'
import { getWhatsAppConnect } from './getWhatsAppConnect.ts'
import { listChannels } from './listChannels.ts'
import { listWebhooks } from './listWebhooks.ts'
import { listWhatsAppNumbers } from './listWhatsAppNumbers.ts'
import { sendTemplateMessage } from './sendTemplateMessage.ts'
import { sendTextMessage } from './sendTextMessage.ts'
import { startWhatsAppConnect } from './startWhatsAppConnect.ts'
import { streamWhatsAppQr } from './streamWhatsAppQr.ts'

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
  createWebhook,
  listWebhooks,
  deleteWebhook,
} satisfies Record<keyof typeof import('../../../generated/keebai/sdk.gen.ts'), unknown>

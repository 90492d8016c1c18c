import { createWebhook } from './createWebhook.ts'
import { deleteMedia } from './deleteMedia.ts'
import { deleteWebhook } from './deleteWebhook.ts'
import { downloadMedia } from './downloadMedia.ts'
import { getBroadcast } from './getBroadcast.ts'
import { getChannel } from './getChannel.ts'
import { getMe } from './getMe.ts'
import { getMedia } from './getMedia.ts'
import { getWebhook } from './getWebhook.ts'
import { getWhatsAppConnect } from './getWhatsAppConnect.ts'
import { listChannels } from './listChannels.ts'
import { listWebhookDeliveries } from './listWebhookDeliveries.ts'
import { listWebhooks } from './listWebhooks.ts'
import { listWhatsAppNumbers } from './listWhatsAppNumbers.ts'
import { markMessageRead } from './markMessageRead.ts'
import { revokeMyToken } from './revokeMyToken.ts'
import { rotateWebhookSecret } from './rotateWebhookSecret.ts'
import { sendAudioMessage } from './sendAudioMessage.ts'
import { sendBulk } from './sendBulk.ts'
import { sendContactsMessage } from './sendContactsMessage.ts'
import { sendDocumentMessage } from './sendDocumentMessage.ts'
import { sendImageMessage } from './sendImageMessage.ts'
import { sendInteractiveButtons } from './sendInteractiveButtons.ts'
import { sendInteractiveCatalog } from './sendInteractiveCatalog.ts'
import { sendInteractiveCtaUrl } from './sendInteractiveCtaUrl.ts'
import { sendInteractiveList } from './sendInteractiveList.ts'
import { sendLocationMessage } from './sendLocationMessage.ts'
import { sendRawMessage } from './sendRawMessage.ts'
import { sendReactionMessage } from './sendReactionMessage.ts'
import { sendStickerMessage } from './sendStickerMessage.ts'
import { sendTemplateMessage } from './sendTemplateMessage.ts'
import { sendTextMessage } from './sendTextMessage.ts'
import { sendVideoMessage } from './sendVideoMessage.ts'
import { startWhatsAppConnect } from './startWhatsAppConnect.ts'
import { streamWhatsAppQr } from './streamWhatsAppQr.ts'
import { testWebhook } from './testWebhook.ts'
import { updateWebhook } from './updateWebhook.ts'
import { uploadMedia } from './uploadMedia.ts'

/** Every operation of the Keebai document; one without a handler does not compile. */
export const operations = {
  startWhatsAppConnect,
  getWhatsAppConnect,
  streamWhatsAppQr,
  sendTextMessage,
  sendTemplateMessage,
  sendImageMessage,
  sendVideoMessage,
  sendAudioMessage,
  sendDocumentMessage,
  sendStickerMessage,
  sendLocationMessage,
  sendContactsMessage,
  sendReactionMessage,
  markMessageRead,
  sendInteractiveButtons,
  sendInteractiveList,
  sendInteractiveCtaUrl,
  sendInteractiveCatalog,
  sendRawMessage,
  sendBulk,
  getBroadcast,
  uploadMedia,
  getMedia,
  deleteMedia,
  downloadMedia,
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

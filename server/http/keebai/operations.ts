import { getBroadcast } from './broadcasts/getBroadcast.ts'
import { sendBulk } from './broadcasts/sendBulk.ts'
import { getChannel } from './channels/getChannel.ts'
import { listChannels } from './channels/listChannels.ts'
import { listWhatsAppNumbers } from './channels/listWhatsAppNumbers.ts'
import { getWhatsAppConnect } from './connect/getWhatsAppConnect.ts'
import { startWhatsAppConnect } from './connect/startWhatsAppConnect.ts'
import { streamWhatsAppQr } from './connect/streamWhatsAppQr.ts'
import { deleteMedia } from './media/deleteMedia.ts'
import { downloadMedia } from './media/downloadMedia.ts'
import { getMedia } from './media/getMedia.ts'
import { uploadMedia } from './media/uploadMedia.ts'
import { markMessageRead } from './messages/markMessageRead.ts'
import { sendAudioMessage } from './messages/sendAudioMessage.ts'
import { sendContactsMessage } from './messages/sendContactsMessage.ts'
import { sendDocumentMessage } from './messages/sendDocumentMessage.ts'
import { sendImageMessage } from './messages/sendImageMessage.ts'
import { sendInteractiveButtons } from './messages/sendInteractiveButtons.ts'
import { sendInteractiveCatalog } from './messages/sendInteractiveCatalog.ts'
import { sendInteractiveCtaUrl } from './messages/sendInteractiveCtaUrl.ts'
import { sendInteractiveList } from './messages/sendInteractiveList.ts'
import { sendLocationMessage } from './messages/sendLocationMessage.ts'
import { sendRawMessage } from './messages/sendRawMessage.ts'
import { sendReactionMessage } from './messages/sendReactionMessage.ts'
import { sendStickerMessage } from './messages/sendStickerMessage.ts'
import { sendTemplateMessage } from './messages/sendTemplateMessage.ts'
import { sendTextMessage } from './messages/sendTextMessage.ts'
import { sendVideoMessage } from './messages/sendVideoMessage.ts'
import { createTemplate } from './templates/createTemplate.ts'
import { getTemplate } from './templates/getTemplate.ts'
import { listTemplates } from './templates/listTemplates.ts'
import { updateTemplate } from './templates/updateTemplate.ts'
import { getMe } from './tokens/getMe.ts'
import { revokeMyToken } from './tokens/revokeMyToken.ts'
import { createWebhook } from './webhooks/createWebhook.ts'
import { deleteWebhook } from './webhooks/deleteWebhook.ts'
import { getWebhook } from './webhooks/getWebhook.ts'
import { listWebhookDeliveries } from './webhooks/listWebhookDeliveries.ts'
import { listWebhooks } from './webhooks/listWebhooks.ts'
import { rotateWebhookSecret } from './webhooks/rotateWebhookSecret.ts'
import { testWebhook } from './webhooks/testWebhook.ts'
import { updateWebhook } from './webhooks/updateWebhook.ts'

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
  listTemplates,
  createTemplate,
  getTemplate,
  updateTemplate,
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

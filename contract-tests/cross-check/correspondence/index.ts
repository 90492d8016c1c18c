import type { Subject } from '../entry.ts'
import { bulk } from './bulk.ts'
import { channelIdentity } from './channel-identity.ts'
import { channelLife } from './channel-life.ts'
import { connect } from './connect.ts'
import { contentSends } from './content-sends.ts'
import { errors } from './errors.ts'
import { hubTemplates } from './hub-templates.ts'
import { hubWebhooks } from './hub-webhooks.ts'
import { inbound } from './inbound.ts'
import { media } from './media.ts'
import { otherSends } from './other-sends.ts'
import { session } from './session.ts'
import { status } from './status.ts'
import { templateMessage } from './template.ts'
import { templateCatalogue } from './template-catalogue.ts'
import { textMessage } from './text.ts'
import { webhooks } from './webhooks.ts'

/** How the shapes of Keebai and HubMessage correspond, by subject. */
export const subjects: readonly Subject[] = [
  channelIdentity,
  channelLife,
  connect,
  textMessage,
  templateMessage,
  bulk,
  media,
  contentSends,
  otherSends,
  templateCatalogue,
  hubTemplates,
  inbound,
  status,
  webhooks,
  hubWebhooks,
  session,
  errors,
]

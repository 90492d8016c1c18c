import type { StateName } from './catalogue.ts'
import type { State } from './state.ts'
import { broadcastStates } from './states/broadcasts.ts'
import { channelStates } from './states/channels.ts'
import { conversationStates } from './states/conversations.ts'
import { hubTemplateStates } from './states/hub-templates.ts'
import { hubWebhookStates } from './states/hub-webhooks.ts'
import { mediaStates } from './states/media.ts'
import { sendStates } from './states/sends.ts'
import { serverStates } from './states/server.ts'
import { sessionStates } from './states/sessions.ts'
import { templateStates } from './states/templates.ts'
import { tokenStates } from './states/tokens.ts'
import { upstreamStates } from './states/upstream.ts'
import { webhookStates } from './states/webhooks.ts'

/** What makes each state of the catalogue true; one that nothing makes true does not compile. */
export const states: Record<StateName, State> = {
  ...channelStates,
  ...conversationStates,
  ...sessionStates,
  ...broadcastStates,
  ...webhookStates,
  ...hubTemplateStates,
  ...hubWebhookStates,
  ...templateStates,
  ...tokenStates,
  ...mediaStates,
  ...sendStates,
  ...upstreamStates,
  ...serverStates,
}

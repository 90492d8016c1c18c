import type {
  CreateChannelWebhookRequest,
  CreateTemplateWebhookRequest,
} from '../../../generated/hubmessage/types.gen.ts'
import type { ChannelId } from '../../../server/domain/ids.ts'
import { createHubWebhook } from '../../../server/domain/webhooks/hub.ts'
import { fromNewWebhook } from '../../../server/http/hubmessage/webhooks/from-webhook-request.ts'
import { channelOf } from '../channels.ts'
import { literals } from '../literals.ts'
import { listOf, matching, type Params, textOf } from '../params.ts'
import type { Made, Run, State } from '../state.ts'

type Request = CreateChannelWebhookRequest | CreateTemplateWebhookRequest

/** Who hears of events through HubMessage. */
export const hubWebhookStates = {
  'a channel webhook': {
    last: true,
    async make(run, params) {
      const channel = await channelOf(run, textOf(params, 'channel_id'))
      const events = ['MESSAGE_RECEIVED', 'MESSAGE_STATUS']
      const auth = { type: 'BEARER', token: '9d1ec0de9d1ec0de' } as const
      return make(run, params, channel.id, { events, description: 'CRM', auth, customAttributes: { team: 'sales' } })
    },
  },
  'a template webhook': {
    last: true,
    make(run, params) {
      const events = ['UPDATE_TEMPLATE_STATUS', 'UPDATE_TEMPLATE_CATEGORY']
      const auth = { type: 'API_KEY', key: '9d1ec0de9d1ec0de' } as const
      return make(run, params, null, { events, description: 'Reviews', auth })
    },
  },
} satisfies Record<string, State>

async function make(
  { company, gateway }: Run,
  params: Params,
  channel: ChannelId | null,
  wish: Pick<Request, 'description' | 'auth' | 'customAttributes'> & { events: string[] },
): Promise<Made> {
  const { context } = gateway
  const id = matching(params, 'webhook_id', /^[0-9A-F]{32}$/, '32 upper-case hex characters') ?? literals.hubWebhookId
  const url = textOf(params, 'url') ?? literals.hubWebhookUrl
  const events = (listOf(params, 'events') ?? wish.events) as never[]
  const ids = { ...context.ids, channel: () => id as ChannelId }
  const request = fromNewWebhook({ ...wish, url, events, signing: true })
  const { subscription, secret } = await createHubWebhook({ ...context, ids }, company, channel, request)
  return { webhook_id: subscription.id, url, events: subscription.events, secret }
}

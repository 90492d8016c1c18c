import { markConnected, markDisconnected } from '../../../server/domain/channels/connect.ts'
import { type Plan as ChannelPlan, paidPeriodMs } from '../../../server/domain/channels/plan.ts'
import { phoneNumberFromDigits } from '../../../server/domain/ids.ts'
import { phoneDigits } from '../../simulators/phone/phones.ts'
import { channelOf, companyName, connectedChannel, describeChannel, newChannel, sow } from '../channels.ts'
import { literals } from '../literals.ts'
import { pairChannel } from '../pairing.ts'
import { choiceOf, digitsOf, matching, type Params, textOf } from '../params.ts'
import type { Made, Plan, Run, State } from '../state.ts'

/** A state that says which channels there are. */
function namesChannels(make: State['make']): State {
  return { plan: withoutDocumented, make }
}

function withoutDocumented(plan: Plan): void {
  plan.documentedChannel = false
}

export const channelStates = {
  'nothing exists': {
    plan(plan) {
      plan.documentedChannel = false
      plan.documentedTemplates = false
    },
  },
  'a connected Cloud API channel': namesChannels(async (run, params) => {
    const id = textOf(params, 'channel_id')
    const channel = await connectedChannel(run, {
      id,
      phoneNumberId: digitsOf(params, 'phone_number_id'),
      wabaId: digitsOf(params, 'waba_id'),
      phoneNumber: phoneOf(params, 'phone_number'),
      name: textOf(params, 'name'),
    })
    return describeChannel(channel, id)
  }),
  'a connected QR channel': namesChannels(async (run, params) => {
    const id = textOf(params, 'channel_id')
    const name = textOf(params, 'name') ?? literals.channelName
    const phone = phoneOf(params, 'phone_number') ?? literals.qrPhone
    const { channel } = await pairChannel(run, { id, name, phone })
    return describeChannel(channel, id)
  }),
  'a disconnected channel': namesChannels(async (run, params) => {
    const id = textOf(params, 'channel_id')
    const kind = choiceOf(params, 'kind', ['cloud_api', 'qr']) ?? 'cloud_api'
    const { id: channelId } = kind === 'qr' ? await linkedOnce(run, id) : await connectedChannel(run, { id })
    await markDisconnected(run.gateway.context, channelId, 'The person removed the link')
    const channel = await run.gateway.context.storage.read.channels.byId(channelId)
    return channel ? describeChannel(channel, id) : {}
  }),
  'a channel that waits for its signup': namesChannels((run, params) => waiting(run, params, waitsForEverMs)),
  'a channel that waits for a signup with two numbers': namesChannels((run, params) => {
    const { wabaId, verifiedName } = signupOf(params)
    run.world.graph.signup(run.company, { wabaId, verifiedName })
    return waiting(run, params, waitsForEverMs)
  }),
  'the signup code is refused': {
    ...namesChannels((run, params) => waiting(run, params, -1)),
    // Whatever code another state has left is this one.
    last: true,
  },
  'a channel subscription': {
    async make(run, params) {
      const channel = await channelOf(run, textOf(params, 'channel_id'))
      const said = choiceOf(params, 'subscription', subscriptions) ?? 'PAID'
      const { context } = run.gateway
      const since = context.clock.now()
      const endsAt = said === 'CANCELLATION_PROCESS' ? since + paidPeriodMs : null
      const plan = { channel: channel.id, state: planStates[said], since, endsAt, reason: null }
      await context.storage.transaction(({ plans }) => plans.put(plan))
      return { subscription: said }
    },
    last: true,
  },
  'a channel of another company': namesChannels(async (run, params) => {
    const id = textOf(params, 'channel_id')
    const company = run.gateway.context.ids.company()
    run.others.push(company)
    await sow(run, company, {})
    const channel = await connectedChannel(run, { id, phoneNumberId: digitsOf(params, 'phone_number_id') }, company)
    return describeChannel(channel, id)
  }),
} satisfies Record<string, State>

const subscriptions = ['TRIAL', 'PENDING', 'PAID', 'CANCELLATION_PROCESS', 'CANCELED'] as const

const planStates = {
  TRIAL: 'trial',
  PENDING: 'pending',
  PAID: 'paid',
  CANCELLATION_PROCESS: 'cancelling',
  CANCELED: 'canceled',
} as const satisfies Record<(typeof subscriptions)[number], ChannelPlan['state']>

/** A channel as `createChannel` leaves it, and the end of a person's signup. */
async function waiting(run: Run, params: Params, codeLifetimeMs: number): Promise<Made> {
  const id = textOf(params, 'channel_id')
  const channel = await newChannel(run, id, literals.channelName)
  const wish = signupOf(params)
  run.world.graph.signup(run.company, { ...wish, codeLifetimeMs })
  const { wabaId, phoneNumberId, code } = wish
  return { ...describeChannel(channel, id ?? literals.channelUuid), waba_id: wabaId, phone_id: phoneNumberId, code }
}

const waitsForEverMs = 3_155_760_000_000

function signupOf(params: Params) {
  return {
    wabaId: digitsOf(params, 'waba_id') ?? literals.signupWabaId,
    phoneNumberId: digitsOf(params, 'phone_id') ?? literals.signupPhoneId,
    code: textOf(params, 'code') ?? literals.signupCode,
    verifiedName: companyName,
  }
}

function phoneOf(params: Params, name: string): string | undefined {
  return matching(params, name, /^\+[1-9]\d{6,14}$/, 'a phone number in E.164 form')
}

/** A QR channel that has lost its link: nothing of the link is left anywhere. */
async function linkedOnce({ gateway, ...run }: Run, id: string | undefined) {
  const { context } = gateway
  const created = await newChannel({ gateway, ...run }, id, literals.channelName)
  const phoneNumber = phoneNumberFromDigits(phoneDigits(literals.qrPhone))
  return context.storage.transaction((tables) =>
    markConnected(context, tables, created, {
      kind: 'qr',
      phoneNumber,
      phoneNumberId: null,
      wabaId: null,
      coexistence: false,
      name: created.name,
      pushName: null,
      pipelineId: null,
    }),
  )
}

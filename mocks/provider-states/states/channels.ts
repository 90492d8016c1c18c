import { markConnected, markDisconnected } from '../../../server/domain/channels/connect.ts'
import { phoneNumberFromDigits } from '../../../server/domain/ids.ts'
import { phoneDigits } from '../../simulators/phone/phones.ts'
import { companyName, connectedChannel, describeChannel, newChannel, sow } from '../channels.ts'
import { literals } from '../literals.ts'
import { pairChannel } from '../pairing.ts'
import { choiceOf, digitsOf, matching, textOf } from '../params.ts'
import type { Plan, Run, State } from '../state.ts'

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
  'a channel that waits for its signup': namesChannels(async (run, params) => {
    const id = textOf(params, 'channel_id')
    const channel = await newChannel(run, id, literals.channelName)
    const wish = signupOf(params)
    run.world.graph.signup(run.company, { ...wish, codeLifetimeMs: waitsForEverMs })
    return { ...describeChannel(channel, id ?? literals.channelUuid), ...told(wish) }
  }),
  'a channel that waits for a signup with two numbers': namesChannels(async (run, params) => {
    const id = textOf(params, 'channel_id')
    const channel = await newChannel(run, id, literals.channelName)
    const wish = signupOf(params)
    run.world.graph.signup(run.company, { wabaId: wish.wabaId, verifiedName: wish.verifiedName })
    run.world.graph.signup(run.company, { ...wish, codeLifetimeMs: waitsForEverMs })
    return { ...describeChannel(channel, id ?? literals.channelUuid), ...told(wish) }
  }),
  'the signup code is refused': namesChannels(async (run, params) => {
    const id = textOf(params, 'channel_id')
    const channel = await newChannel(run, id, literals.channelName)
    const wish = signupOf(params)
    run.world.graph.signup(run.company, { ...wish, codeLifetimeMs: -1 })
    return { ...describeChannel(channel, id ?? literals.channelUuid), ...told(wish) }
  }),
  'a channel of another company': namesChannels(async (run, params) => {
    const id = textOf(params, 'channel_id')
    const company = run.gateway.context.ids.company()
    run.others.push(company)
    await sow(run, company, {})
    const channel = await connectedChannel(run, { id, phoneNumberId: digitsOf(params, 'phone_number_id') }, company)
    return describeChannel(channel, id)
  }),
} satisfies Record<string, State>

const waitsForEverMs = 3_155_760_000_000

function signupOf(params: Parameters<typeof textOf>[0]) {
  return {
    wabaId: digitsOf(params, 'waba_id') ?? literals.signupWabaId,
    phoneNumberId: digitsOf(params, 'phone_id') ?? literals.signupPhoneId,
    code: textOf(params, 'code') ?? literals.signupCode,
    verifiedName: companyName,
  }
}

function told({ wabaId, phoneNumberId, code }: ReturnType<typeof signupOf>) {
  return { waba_id: wabaId, phone_id: phoneNumberId, code }
}

function phoneOf(params: Parameters<typeof textOf>[0], name: string): string | undefined {
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

import type { SeedChannel } from '../../generated/sandbox/types.gen.ts'
import type { Channel } from '../../server/domain/channels/channel.ts'
import { keebaiChannelId, parseChannelRef } from '../../server/domain/channels/channel-id.ts'
import { createChannel } from '../../server/domain/channels/connect.ts'
import type { ChannelId, CompanyId } from '../../server/domain/ids.ts'
import { sowCompany } from '../sandbox/sow.ts'
import { phoneDigits } from '../simulators/phone/phones.ts'
import { literals, people } from './literals.ts'
import { wrong } from './params.ts'
import type { Made, Run } from './state.ts'

/** What may be said of a Cloud API channel; the literals of the documents where nothing is. */
export interface ChannelWish {
  id?: string | undefined
  phoneNumberId?: string | undefined
  wabaId?: string | undefined
  phoneNumber?: string | undefined
  name?: string | undefined
}

const documentedId = uuidToId(literals.channelUuid)

/** A channel of the company that is connected through the real steps' result: assets at Meta, secrets, open windows. */
export async function connectedChannel(
  run: Run,
  wish: ChannelWish,
  company: CompanyId = run.company,
): Promise<Channel> {
  const { context } = run.gateway
  const channel = await newChannel(run, wish.id, wish.name ?? literals.channelName, company)
  const { channels } = context.storage.read
  const literal = (await channels.findByPhoneNumberId(company, literals.phoneNumberId)) === undefined
  const seed: SeedChannel = {
    id: keebaiChannelId(channel.id),
    name: channel.name,
    phone_number_id: wish.phoneNumberId ?? (literal ? literals.phoneNumberId : undefined),
    waba_id: wish.wabaId ?? literals.wabaId,
    phone_number: wish.phoneNumber ?? (literal ? literals.phoneNumber : undefined),
  }
  await sow(run, company, { channels: [seed] })
  const connected = (await channels.byId(channel.id)) ?? channel
  if (company === run.company) await openWindows(run, connected)
  return connected
}

/** The channel of these ids: as another state of the run left it, or one that nothing has been done with yet. */
export async function newChannel(
  run: Run,
  id: string | undefined,
  name: string,
  company: CompanyId = run.company,
): Promise<Channel> {
  const { context } = run.gateway
  const ref = parseChannelRef(id ?? literals.channelAlias)
  const known = ref && (await context.storage.read.channels.find(company, ref))
  return known ?? createChannel(context, company, { name, ...idsOf(id) })
}

/** The channel a state is about: the one named, the company's own without a name, or a new one. */
export async function channelOf(run: Run, id: string | undefined): Promise<Channel> {
  const { read } = run.gateway.context.storage
  const ref = id === undefined ? undefined : refOf(id)
  const known = ref ? await read.channels.find(run.company, ref) : (await read.channels.list(run.company))[0]
  return known ?? connectedChannel(run, { id })
}

/** What is answered of a channel; its id as it was given, or as the documents write it. */
export function describeChannel(channel: Channel, id?: string): Made {
  return {
    channel_id: id ?? channel.alias,
    channel_name: channel.name,
    ...(channel.phoneNumberId !== null && { phone_number_id: channel.phoneNumberId }),
    ...(channel.wabaId !== null && { waba_id: channel.wabaId }),
    ...(channel.phoneNumber !== null && { phone_number: channel.phoneNumber }),
  }
}

/** Opens the window of everybody whom no state keeps out. */
async function openWindows(run: Run, channel: Channel): Promise<void> {
  for (const { number } of people) {
    if (!isClosed(run, channel, phoneDigits(number))) await openWindow(run, channel, number)
  }
}

/** As if the person had written to the channel just now. */
export async function openWindow(run: Run, channel: Channel, person: string): Promise<void> {
  const { context } = run.gateway
  const digits = phoneDigits(person)
  const now = context.clock.now()
  if (channel.phoneNumberId !== null) run.world.graph.openWindow(run.company, channel.phoneNumberId, digits, now)
  await context.storage.transaction(({ windows }) => windows.opened(channel.id, digits, now))
}

export function sow(run: Run, company: CompanyId, seed: Omit<Parameters<typeof sowCompany>[3], 'name'>): Promise<void> {
  return sowCompany(run.gateway.context, run.world, company, { name: companyName, ...seed })
}

export const companyName = 'Provider state'

function isClosed({ plan }: Run, channel: Channel, digits: string): boolean {
  return plan.closed.some(({ channel: id, person }) => {
    const ref = id === undefined ? undefined : refOf(id)
    const meant = !ref || (ref.by === 'id' ? ref.id === channel.id : ref.alias === channel.alias)
    return meant && (person === undefined || phoneDigits(person) === digits)
  })
}

function refOf(id: string) {
  const ref = parseChannelRef(id)
  if (!ref) throw wrong('channel_id', `has none of the forms of a channel id: "${id}"`)
  return ref
}

/** The two documented ids are names of one channel; any other id leaves the second name to chance. */
function idsOf(id: string | undefined): { id?: ChannelId; alias?: string } {
  const ref = id === undefined ? undefined : refOf(id)
  const documented = !ref || (ref.by === 'id' ? ref.id === documentedId : ref.alias === literals.channelAlias)
  if (documented) return { id: documentedId, alias: literals.channelAlias }
  return ref.by === 'id' ? { id: ref.id } : { alias: ref.alias }
}

function uuidToId(uuid: string): ChannelId {
  const ref = parseChannelRef(uuid)
  if (ref?.by !== 'id') throw new Error(`${uuid} is no channel id`)
  return ref.id
}

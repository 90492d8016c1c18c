import type { Context } from '../../../server/domain/context.ts'
import type { BroadcastId, ChannelId, CompanyId } from '../../../server/domain/ids.ts'
import { digitsOf } from '../../../server/domain/ids.ts'
import type { Content } from '../../../server/domain/messages/message.ts'
import type { JsonObject } from '../../json.ts'
import { transformations } from '../transformations.ts'

/** What two ways of doing the same may leave different: ids, times, and whom WhatsApp gave which number. */
const differing = {
  message: [
    ...['id', 'company', 'channel', 'broadcast', 'wamid', 'epoch'],
    ...['notBefore', 'sendBy', 'acceptedAt', 'claimedAt', 'settledAt'],
  ],
  /** `dialect` is how the caller asked, `token` who asked. */
  broadcast: ['id', 'company', 'channel', 'token', 'dialect', 'createdAt'],
  progress: ['startedAt', 'completedAt'],
  channel: ['id', 'alias', 'company', 'phoneNumber', 'phoneNumberId', 'wabaId', 'createdAt', 'connectedAt'],
} as const

type Reading = Pick<Context, 'storage'>

/** Everything a send left behind, as far as it does not depend on who sent it when. */
export async function sendFacts(
  { storage }: Reading,
  company: CompanyId,
  broadcastId: BroadcastId,
): Promise<JsonObject> {
  const { broadcasts, messages, windows } = storage.read
  const broadcast = await broadcasts.find(company, broadcastId)
  const sent = await messages.ofBroadcast(broadcastId)
  const [first] = sent
  const opened = first && (await windows.lastOpened(first.channel, digitsOf(first.recipient)))
  return plain({
    broadcast: broadcast ? without(broadcast, differing.broadcast) : null,
    progress: without(await broadcasts.progress(broadcastId), differing.progress),
    messages: sent.map((message) => ({
      ...without(message, differing.message),
      content: plainContent(message.content),
    })),
    hasWamid: sent.map(({ wamid }) => wamid !== null),
    window: opened !== undefined,
  })
}

/** Whether a customer's window is open on a channel. */
export async function windowFacts({ storage }: Reading, channel: ChannelId, customer: string): Promise<JsonObject> {
  return { window: (await storage.read.windows.lastOpened(channel, customer)) !== undefined }
}

/** A channel, and which of its secrets are kept. */
export async function channelFacts({ storage }: Reading, company: CompanyId, id: ChannelId): Promise<JsonObject> {
  const { channels, secrets } = storage.read
  const channel = await channels.find(company, { by: 'id', id })
  const kept = async (name: 'business_token' | 'pin') => (await secrets.get(id, name)) !== undefined
  return plain({
    channel: channel ? without(channel, differing.channel) : null,
    hasNumber: channel?.phoneNumber != null && channel.phoneNumberId !== null && channel.wabaId !== null,
    businessToken: await kept('business_token'),
    pin: await kept('pin'),
    channels: (await channels.list(company)).length,
  })
}

/** Values of a template in the form HubMessage gives them, whichever way they came. */
function plainContent(content: Content): unknown {
  if (content.type !== 'template') return content
  const { parameters, ...rest } = content
  if (parameters.form === 'components') return { ...rest, components: parameters.components }
  const components = transformations.variables.forth(parameters.values, { channels: [], pointers: [] })
  return { ...rest, components }
}

function without<Fact extends object>(fact: Fact, members: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fact).filter(([name]) => !members.includes(name)))
}

function plain(facts: Record<string, unknown>): JsonObject {
  return JSON.parse(JSON.stringify(facts)) as JsonObject
}

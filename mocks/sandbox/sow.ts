import type {
  SeedChannel,
  SeedCompany,
  SeedTemplate,
  SeedToken,
  SeedWindow,
} from '../../generated/sandbox/types.gen.ts'
import { type ChannelRef, parseChannelRef } from '../../server/domain/channels/channel-id.ts'
import { createChannel, markConnected } from '../../server/domain/channels/connect.ts'
import { getChannel } from '../../server/domain/channels/read.ts'
import { channelSecret } from '../../server/domain/connect/take-number.ts'
import type { Context } from '../../server/domain/context.ts'
import { sha256 } from '../../server/domain/digest.ts'
import { type ChannelId, type CompanyId, digitsOf, phoneNumberFromDigits } from '../../server/domain/ids.ts'
import { conversationWindowMs } from '../../server/domain/messages/window.ts'
import { hashToken } from '../../server/domain/tokens/authenticate.ts'
import { createCompany, createToken } from '../../server/domain/tokens/issue.ts'
import { keebaiScopes, publicKey } from '../../server/domain/tokens/scopes.ts'
import { everyWaba } from '../simulators/graph/templates/store.ts'
import { phoneDigits } from '../simulators/phone/phones.ts'
import { SimulatorRefusal } from '../simulators/refusal.ts'
import type { World } from '../simulators/world.ts'
import { toRateLimit } from './to-rate-limit.ts'

/** A seeded HubMessage token that begins so is a public key, as an issued one does. */
export const publicKeyPrefix = 'hm_pk_'

/** Seeded numbers share one two-step code, so that the gateway and the simulated Meta agree on it. */
const seededPin = '135790'
/** The one result of a seeded signup waits as long as it takes. */
const waitsForEverMs = 3_155_760_000_000

/** Puts everything of a seed into the gateway and its world; what is there already becomes what the seed says. */
export async function sowCompany(context: Context, world: World, company: CompanyId, seed: SeedCompany): Promise<void> {
  if (!(await context.storage.read.companies.find(company)))
    await createCompany(context, { id: company, name: seed.name })
  for (const phone of seed.phones ?? []) {
    world.phones.add(company, { number: phoneDigits(phone.number), name: phone.name, reads: phone.reads })
  }
  for (const token of seed.tokens ?? []) await sowToken(context, company, token)
  for (const channel of seed.channels ?? []) await sowChannel(context, world, company, channel)
  for (const template of seed.templates ?? []) sowTemplate(world, company, template)
  for (const window of seed.windows ?? []) await sowWindow(context, world, company, window, seed.channels ?? [])
}

async function sowToken(context: Context, company: CompanyId, seed: SeedToken): Promise<void> {
  const known = await context.storage.read.tokens.findByHash(hashToken(seed.token))
  if (known?.company === company) return
  if (known) throw new SimulatorRefusal(409, 'CONFLICT', `the token ${known.prefix}… belongs to another company`)
  const { surface = 'keebai', token: text, name = 'Seeded' } = seed
  const expiresInMs = seed.expires_in === undefined ? undefined : seed.expires_in * 1000
  await createToken(context, {
    company,
    surface,
    name,
    scopes: scopesOf(seed),
    expiresInMs,
    rateLimit: toRateLimit(seed.rate_limit),
    text,
  })
}

function scopesOf({ surface, scopes, token }: SeedToken): string[] {
  if (surface !== 'hubmessage') return scopes ?? [...keebaiScopes]
  return token.startsWith(publicKeyPrefix) ? [publicKey] : []
}

async function sowChannel(context: Context, world: World, company: CompanyId, seed: SeedChannel): Promise<void> {
  const ref = parseChannelRef(seed.id)
  if (!ref) throw new SimulatorRefusal(400, 'BAD_REQUEST', `"${seed.id}" has none of the forms of a channel id`)
  const known = await context.storage.read.channels.find(company, ref)
  const name = seed.name ?? known?.name ?? 'Seeded channel'
  const channel = known ?? (await createChannel(context, company, { name, ...idOf(company, ref) }))
  if (seed.awaits) {
    const { waba_id: wabaId, phone_id: phoneNumberId, code } = seed.awaits
    world.graph.signup(company, { wabaId, phoneNumberId, code, verifiedName: name, codeLifetimeMs: waitsForEverMs })
    return
  }
  await connectSeeded(context, world, company, seed, { ...channel, name })
}

async function connectSeeded(
  context: Context,
  world: World,
  company: CompanyId,
  seed: SeedChannel,
  channel: Awaited<ReturnType<typeof createChannel>>,
): Promise<void> {
  const { storage, vault, ids } = context
  const phoneNumberId = seed.phone_number_id ?? channel.phoneNumberId ?? ids.phoneNumberId()
  const wabaId = seed.waba_id ?? channel.wabaId ?? ids.phoneNumberId()
  const digits = seed.phone_number
    ? phoneDigits(seed.phone_number)
    : (channel.phoneNumber?.slice(1) ?? `56${phoneNumberId.slice(-9)}`)
  const coexistence = seed.coexistence ?? channel.coexistence
  const { token } = world.graph.seedNumber(company, {
    wabaId,
    phoneNumberId,
    phoneNumber: digits,
    verifiedName: channel.name,
    coexistence,
    pin: seededPin,
  })
  await storage.transaction(async (tables) => {
    await markConnected(context, tables, channel, {
      kind: 'cloud_api',
      phoneNumber: phoneNumberFromDigits(digits),
      phoneNumberId,
      wabaId,
      coexistence,
      name: channel.name,
      pushName: null,
      pipelineId: seed.pipeline_id ?? null,
    })
    const seal = (name: 'business_token' | 'pin', value: string) => vault.seal(value, channelSecret(channel.id, name))
    await tables.secrets.put(channel.id, 'business_token', seal('business_token', token))
    await tables.secrets.put(channel.id, 'pin', seal('pin', seededPin))
  })
}

function sowTemplate(world: World, company: CompanyId, seed: SeedTemplate): void {
  const { name, language, body, category = 'UTILITY', status } = seed
  const parameterFormat = /\{\{\d+\}\}/.test(body) ? 'POSITIONAL' : 'NAMED'
  const template = { name, language, category, parameterFormat, body, status } as const
  world.graph.seedTemplate(company, seed.waba_id ?? everyWaba, template)
}

/** `expires_in` seconds from now; a whole window without it. */
async function sowWindow(
  context: Context,
  world: World,
  company: CompanyId,
  seed: SeedWindow,
  channels: SeedChannel[],
): Promise<void> {
  const { storage, clock } = context
  const channel = await getChannel(context, company, seed.channel_id)
  const digits = phoneDigits(seed.phone)
  const lastsMs = seed.expires_in === undefined ? conversationWindowMs : seed.expires_in * 1000
  const openedAt = clock.now() - (conversationWindowMs - Math.min(lastsMs, conversationWindowMs))
  const awaited = channels.find((one) => one.id === seed.channel_id)?.awaits?.phone_id
  const phoneNumberId = channel.phoneNumberId ?? awaited
  if (phoneNumberId) world.graph.openWindow(company, phoneNumberId, digits, openedAt)
  const customer = digitsOf(phoneNumberFromDigits(digits))
  await storage.transaction(({ windows }) => windows.opened(channel.id, customer, openedAt))
}

/** The id of a channel seeded by its alias follows from company and alias, so a reset brings the same one back. */
function idOf(company: CompanyId, ref: ChannelRef): { id: ChannelId; alias?: string } {
  if (ref.by === 'id') return { id: ref.id }
  const seconds = Number.parseInt(ref.alias.slice(0, 8), 16)
  const time = (seconds * 1000).toString(16).padStart(12, '0')
  const rest = sha256(`${company}/${ref.alias}`)
  const id = `${time}7${rest.slice(0, 3)}8${rest.slice(3, 18)}`.toUpperCase()
  return { id: id as ChannelId, alias: ref.alias }
}

import { z } from 'zod'
import { deleteChannel, renameChannel } from '../domain/channels/change.ts'
import type { Channel } from '../domain/channels/channel.ts'
import { hubMessageChannelId, keebaiChannelId, parseChannelRef } from '../domain/channels/channel-id.ts'
import { disconnectChannel } from '../domain/channels/disconnect.ts'
import { addNumber } from '../domain/connect/add-number.ts'
import { channelLinkMs, linkToChannel } from '../domain/connect/channel-link.ts'
import type { CompanyId } from '../domain/ids.ts'
import { Refusal } from '../domain/refusals.ts'
import type { AdminTools, Outside } from './commands.ts'

const digits = z.string().regex(/^\d{1,32}$/, 'must be an id of Meta: digits')

export const channelCommands = [
  z.strictObject({
    command: z.literal('channels.add'),
    company: z.string(),
    token: z.string().min(1).max(4096),
    wabaId: digits,
    phoneNumberId: digits,
    name: z.string().trim().min(1).max(200).optional(),
    register: z.boolean(),
    pin: z
      .string()
      .regex(/^\d{6}$/, 'must be six digits')
      .optional(),
    channel: z.string().optional(),
  }),
  z.strictObject({ command: z.literal('channels.list'), company: z.string().optional() }),
  z.strictObject({ command: z.literal('channels.rename'), id: z.string(), name: z.string().trim().min(1).max(200) }),
  z.strictObject({ command: z.literal('channels.disconnect'), id: z.string() }),
  z.strictObject({ command: z.literal('channels.delete'), id: z.string() }),
  z.strictObject({ command: z.literal('channels.link'), id: z.string(), validMs: z.number().positive().optional() }),
] as const

export type ChannelCommand = z.infer<(typeof channelCommands)[number]>

/** A channel as an operator sees it, in both spellings of its id. */
export type ToldChannel = Omit<Channel, 'id'> & { id: string; hubMessageId: string }
export type AddedChannel = ToldChannel & { registered: boolean; tokenExpiresAt: number | null }
/** Where a person connects the channel; the path goes behind the gateway's public URL, null when it has none. */
export interface ToldLink {
  path: string
  publicUrl: string | null
  expiresAt: number
}

/** Whether a command cannot be carried out on the store alone, or does more where it can reach Meta. */
export function reachesOut({ command }: { command: string }): 'always' | 'if it can' | 'never' {
  if (command === 'channels.add' || command === 'channels.link') return 'always'
  return command === 'channels.disconnect' ? 'if it can' : 'never'
}

/** Carries out a command about channels. Refusals of the domain. */
export async function runChannelCommand(tools: AdminTools, command: ChannelCommand): Promise<unknown> {
  const { storage } = tools
  switch (command.command) {
    case 'channels.add': {
      const { company, command: _, ...wish } = command
      const outside = requireOutside(tools)
      const added = await addNumber({ ...tools, ...outside }, company as CompanyId, wish)
      return { ...told(added.channel), registered: added.registered, tokenExpiresAt: added.tokenExpiresAt }
    }
    case 'channels.list':
      return (await channelsOf(tools, command.company && (await existing(tools, command.company)))).map(told)
    case 'channels.rename':
      return told(await renameChannel({ storage }, (await find(tools, command.id)).id, command.name))
    case 'channels.disconnect':
      return told(await disconnectChannel(tools, await find(tools, command.id), 'Disconnected by the operator'))
    case 'channels.delete': {
      const channel = await find(tools, command.id)
      await deleteChannel({ storage }, channel.id)
      return told(channel)
    }
    case 'channels.link': {
      const outside = requireOutside(tools)
      const channel = await find(tools, command.id)
      const { key, expiresAt } = linkToChannel({ ...tools, ...outside }, channel, command.validMs ?? channelLinkMs)
      const query = new URLSearchParams({ channel: hubMessageChannelId(channel.id), key })
      return { path: `/connect/whatsapp?${query}`, publicUrl: outside.publicUrl, expiresAt } satisfies ToldLink
    }
  }
}

function requireOutside({ outside }: AdminTools): Outside {
  if (!outside) throw new Error('a command that reaches out was given no way to')
  return outside
}

/** Refusal `invalid_request`: an empty list would read as a company without channels. */
async function existing({ storage }: AdminTools, company: string): Promise<string> {
  if (await storage.read.companies.find(company as CompanyId)) return company
  throw Refusal.of('invalid_request', { problems: [{ path: '/company', message: 'no such company' }] })
}

async function channelsOf({ storage }: AdminTools, company: string | undefined): Promise<Channel[]> {
  const companies = company === undefined ? await storage.read.companies.list() : [{ id: company as CompanyId }]
  return (await Promise.all(companies.map(({ id }) => storage.read.channels.list(id)))).flat()
}

/** By any spelling of its id, in whichever company. Refusal `channel_not_found`. */
async function find(tools: AdminTools, text: string): Promise<Channel> {
  const ref = parseChannelRef(text)
  const found =
    ref?.by === 'id'
      ? await tools.storage.read.channels.byId(ref.id)
      : ref && (await channelsOf(tools, undefined)).find(({ alias }) => alias === ref.alias)
  if (!found) throw Refusal.of('channel_not_found', { channel: text })
  return found
}

function told({ id, ...channel }: Channel): ToldChannel {
  return { ...channel, id: keebaiChannelId(id), hubMessageId: hubMessageChannelId(id) }
}

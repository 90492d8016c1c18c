import { type Channel, supports } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import type { UpstreamTemplates } from '../ports/templates.ts'
import { Refusal } from '../refusals.ts'

type Tools = Pick<Context, 'storage' | 'templatesOf'>

/** A WhatsApp Business Account a company reaches through one of its channels. */
export interface Account {
  company: CompanyId
  waba: string
  upstream: UpstreamTemplates
}

/** The account of a channel. Refusals: `templates_unsupported`, `channel_disconnected`. */
export function accountOf({ templatesOf }: Pick<Tools, 'templatesOf'>, channel: Channel): Account {
  const upstream = supports(channel).templates ? templatesOf(channel) : undefined
  if (!upstream) throw Refusal.of('templates_unsupported', { channel: channel.id })
  const { company, wabaId: waba, state } = channel
  if (state !== 'connected' || waba === null) throw Refusal.of('channel_disconnected', { channel: channel.id })
  return { company, waba, upstream }
}

/** Every account a company reaches, each once. */
export async function accountsOf(context: Tools, company: CompanyId): Promise<Account[]> {
  const channels = await context.storage.read.channels.list(company)
  const accounts = new Map<string, Account>()
  for (const channel of channels) {
    if (channel.state !== 'connected' || channel.wabaId === null || !supports(channel).templates) continue
    if (!accounts.has(channel.wabaId)) accounts.set(channel.wabaId, accountOf(context, channel))
  }
  return [...accounts.values()]
}

/**
 * An account by Meta's id, through whichever channel of the company reaches it. Refusal `business_not_found`: no connected
 * channel does.
 */
export async function accountById(context: Tools, company: CompanyId, waba: string): Promise<Account> {
  const found = (await accountsOf(context, company)).find((account) => account.waba === waba)
  if (!found) throw Refusal.of('business_not_found', { business: waba })
  return found
}

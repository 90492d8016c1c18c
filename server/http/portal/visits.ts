import { connectByLink, readChannelLink } from '../../domain/connect/channel-link.ts'
import { readPortalSession } from '../../domain/connect/read.ts'
import { cancelSignup, completeSignup, type SignupResult } from '../../domain/connect/signup.ts'
import type { CompanyId } from '../../domain/ids.ts'
import { channelView, type PortalView, sessionView } from './words.ts'

export type VisitTools = Parameters<typeof completeSignup>[0]

/** What a link of the portal names: a signup session, or a channel that waits for its connection. */
export type Link = { session: string } | { channel: string; key?: string | undefined }

/** What a person can do behind a link. Refusals: those of the domain, `session_not_found` for a link that leads nowhere. */
export interface Visit {
  read(): Promise<{ company: CompanyId; coexistence: boolean; view: PortalView }>
  complete(result: SignupResult): Promise<PortalView>
  cancel(): Promise<PortalView>
}

/** @param rule.open a channel's id alone is its link, without a key */
export function visitOf(context: VisitTools, link: Link, rule: { open: boolean }): Visit {
  return 'session' in link ? visitOfSession(context, link.session) : visitOfChannel(context, link, rule)
}

function visitOfSession(context: VisitTools, id: string): Visit {
  async function read() {
    const { session, channel } = await readPortalSession(context, id)
    return { company: session.company, coexistence: session.coexistence, view: sessionView(session, channel) }
  }
  return {
    read,
    async complete(result) {
      await completeSignup(context, id, result)
      return (await read()).view
    },
    async cancel() {
      await cancelSignup(context, id)
      return (await read()).view
    },
  }
}

/** Giving up ends nothing here: the channel waits on. */
function visitOfChannel(context: VisitTools, link: Exclude<Link, { session: string }>, rule: { open: boolean }): Visit {
  async function read() {
    const { channel, state } = await readChannelLink(context, link, rule)
    return { company: channel.company, coexistence: false, view: channelView(state, channel) }
  }
  return {
    read,
    complete: async (result) => channelView('completed', await connectByLink(context, link, rule, result)),
    async cancel() {
      const { channel, state } = await readChannelLink(context, link, rule)
      return channelView(state === 'pending' ? 'cancelled' : state, channel)
    },
  }
}

import type { Context } from '../context.ts'
import { recordNotice } from '../notices.ts'
import type { AccountFact } from '../ports/meta-facts.ts'
import type { Channel } from './channel.ts'
import { markDisconnected } from './connect.ts'
import { noteFreed, noteRestriction } from './trouble.ts'

/** Events after which Meta lets us do nothing more for an account, or for the number named. */
const endings: Record<string, string> = {
  PARTNER_REMOVED: 'The business removed this app',
  PARTNER_APP_UNINSTALLED: 'The business removed this app',
  ACCOUNT_OFFBOARDED: 'The business left the platform',
  ACCOUNT_DELETED: 'The WhatsApp Business Account was deleted',
}

/** Keeps what Meta says of an account, disconnects the channels it says are lost, and notes which of them it restricts. */
export async function recordAccountUpdate(
  context: Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'log'>,
  fact: AccountFact,
): Promise<void> {
  const { waba, value, timestamp } = fact
  await recordNotice(context, { waba, phoneNumberId: null, field: 'account_update', value, timestamp })
  const ending = endingOf(fact)
  const isRestriction = fact.event === 'ACCOUNT_RESTRICTION' && fact.restriction !== null
  const isReinstated = fact.event === 'DISABLED_UPDATE' && fact.reason === 'REINSTATE'
  if (ending === undefined && !isRestriction && !isReinstated) return
  for (const channel of await channelsOf(context, fact)) {
    if (ending !== undefined) await markDisconnected(context, channel.id, ending)
    else if (fact.restriction !== null) await noteRestriction(context, channel, fact.restriction)
    else await noteFreed(context, channel)
  }
}

/** The channels connected now that an update is about. */
async function channelsOf({ storage }: Pick<Context, 'storage'>, fact: AccountFact): Promise<Channel[]> {
  const connected = await storage.read.channels.connected()
  return connected.filter(
    ({ wabaId, phoneNumber, connectedAt }) =>
      wabaId === fact.waba &&
      (fact.phoneNumber === null || phoneNumber === `+${fact.phoneNumber}`) &&
      !isOld(fact, connectedAt ?? 0),
  )
}

/** Told late, of a connection that was there before; Meta's time is in seconds. */
function isOld({ timestamp }: AccountFact, connectedAt: number): boolean {
  return timestamp > 0 && timestamp + 1000 <= connectedAt
}

function endingOf({ event, reason }: AccountFact): string | undefined {
  if (event === 'DISABLED_UPDATE')
    return reason === 'DISABLE' ? 'Meta disabled the WhatsApp Business Account' : undefined
  const ending = Object.hasOwn(endings, event) ? endings[event] : undefined
  return ending && reason !== null ? `${ending} (${reason})` : ending
}

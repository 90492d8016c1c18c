import type { Context } from '../context.ts'
import { recordNotice } from '../notices.ts'
import type { AccountFact } from '../ports/meta-facts.ts'
import { markDisconnected } from './connect.ts'

/** Events after which Meta lets us do nothing more for an account, or for the number named. */
const endings: Record<string, string> = {
  PARTNER_REMOVED: 'The business removed this app',
  PARTNER_APP_UNINSTALLED: 'The business removed this app',
  ACCOUNT_OFFBOARDED: 'The business left the platform',
  ACCOUNT_DELETED: 'The WhatsApp Business Account was deleted',
}

/** Keeps what Meta says of an account, and disconnects the channels it says are lost. */
export async function recordAccountUpdate(
  context: Pick<Context, 'storage' | 'clock' | 'ids' | 'signals' | 'log'>,
  fact: AccountFact,
): Promise<void> {
  const { waba, value, timestamp } = fact
  await recordNotice(context, { waba, phoneNumberId: null, field: 'account_update', value, timestamp })
  const ending = endingOf(fact)
  if (ending === undefined) return
  const connected = await context.storage.read.channels.connected()
  const lost = connected.filter(
    ({ wabaId, phoneNumber, connectedAt }) =>
      wabaId === waba &&
      (fact.phoneNumber === null || phoneNumber === `+${fact.phoneNumber}`) &&
      !isOld(fact, connectedAt ?? 0),
  )
  for (const { id } of lost) await markDisconnected(context, id, ending)
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

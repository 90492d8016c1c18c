import type { WAMessage } from 'baileys'
import type { ReceivedMessage } from '../../domain/messages/received.ts'
import { fromMessage, type Said } from './from-message.ts'
import type { LinkStore } from './link-store.ts'
import type { Baileys } from './load-baileys.ts'
import { wamidOf } from './wamid.ts'

/** What a customer's message tells the domain, but for the channel and the file. */
export interface Incoming extends Pick<ReceivedMessage, 'wamid' | 'fromDigits' | 'userId' | 'contactName'>, Said {
  at: number | null
  /** Whoever wrote it, as wamids and read marks name them. */
  customer: string
}

type Numbers = Pick<LinkStore, 'creds' | 'numberOfLid' | 'noted'>

/** Undefined for what is no customer's message: groups, status, what devices tell each other. */
export async function toIncoming(
  baileys: Baileys,
  numbers: Numbers,
  message: WAMessage,
): Promise<Incoming | undefined> {
  const { key } = message
  if (key.fromMe || !key.id || !key.remoteJid) return undefined
  const isLid = baileys.isLidUser(key.remoteJid) === true
  if (!isLid && !baileys.isPnUser(key.remoteJid)) return undefined
  const digits = await senderDigits(baileys, numbers, key.remoteJid, key.remoteJidAlt)
  const customer = digits ?? baileys.jidDecode(key.remoteJid)?.user
  if (customer === undefined) return undefined
  const written = (await numbers.noted<string>('spelling', customer)) ?? customer
  const { me } = numbers.creds
  const said = fromMessage(baileys, message.message, {
    customer,
    business: baileys.jidDecode(me?.id)?.user ?? '',
    isOwn: (jid) => Boolean(jid) && [me?.id, me?.lid].some((own) => baileys.areJidsSameUser(jid ?? undefined, own)),
    // Ours are known under the number as it was written.
    wamid: (keyId, sentBy) => wamidOf(sentBy === 'business' ? written : customer, keyId, sentBy),
  })
  const seconds = Number(message.messageTimestamp ?? 0)
  return (
    said && {
      ...said,
      wamid: wamidOf(customer, key.id, 'customer'),
      customer,
      fromDigits: digits ?? null,
      // Whoever hides the number is known by what stands for it.
      userId: digits === undefined ? `${customer}@lid` : null,
      contactName: message.pushName || null,
      at: seconds > 0 ? seconds * 1_000 : null,
    }
  )
}

/** The phone number behind a chat. A LID is no number: it is looked up, never read as one. */
export async function senderDigits(
  baileys: Baileys,
  numbers: Pick<LinkStore, 'numberOfLid'>,
  jid: string,
  alternative: string | null | undefined,
): Promise<string | undefined> {
  const numbered = [jid, alternative].find((candidate) => candidate && baileys.isPnUser(candidate))
  if (numbered) return baileys.jidDecode(numbered)?.user
  const lid = baileys.isLidUser(jid) ? baileys.jidDecode(jid)?.user : undefined
  return lid === undefined ? undefined : numbers.numberOfLid(lid)
}

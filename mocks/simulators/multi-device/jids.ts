import { jidDecode, jidEncode } from 'baileys'
import type { Account, Directory } from './directory.ts'

/** One device of an account; device 0 is the phone. */
export interface DeviceAddress {
  account: Account
  device: number
}

export function numberJid(account: Account, device = 0): string {
  return jidEncode(account.number, 's.whatsapp.net', device || undefined)
}

export function lidJid(account: Account, device = 0): string {
  return jidEncode(account.lid, 'lid', device || undefined)
}

/** The account and device a JID names, by number or by LID. Nothing for groups, servers and numbers not on WhatsApp. */
export function deviceOf(directory: Directory, realm: string, jid: string | undefined): DeviceAddress | undefined {
  const decoded = jidDecode(jid)
  if (!decoded?.user) return undefined
  const account =
    decoded.server === 'lid'
      ? directory.accountByLid(realm, decoded.user)
      : decoded.server === 's.whatsapp.net' || decoded.server === 'c.us'
        ? directory.account(realm, decoded.user)
        : undefined
  return account && { account, device: decoded.device ?? 0 }
}

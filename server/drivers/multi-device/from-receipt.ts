import type { BinaryNode } from 'baileys'

/** What a phone says became of a message of ours. */
export interface Receipt {
  keyId: string
  jid: string
  status: 'delivered' | 'read'
  at: number | null
}

/** Reads a receipt stanza; nothing for those between own devices, of groups, and for what is no progress (`retry`). */
export function receiptsIn({ attrs, content }: BinaryNode): Receipt[] {
  const status = statusOf[attrs.type ?? '']
  const { from = '', recipient } = attrs
  if (!status || recipient !== undefined || !isChat.test(from)) return []
  const list = Array.isArray(content) ? content.find(({ tag }) => tag === 'list') : undefined
  const items = Array.isArray(list?.content) ? list.content.map((item) => item.attrs.id) : []
  const at = secondsToMs(attrs.t)
  return [attrs.id, ...items].flatMap((keyId) => (keyId ? [{ keyId, jid: from, status, at }] : []))
}

/** `inactive`: it is on a phone whose owner has not looked. `played`: a voice message was listened to. */
const statusOf: Record<string, Receipt['status']> = {
  '': 'delivered',
  inactive: 'delivered',
  read: 'read',
  played: 'read',
}

const isChat = /@(s\.whatsapp\.net|lid|hosted|hosted\.lid)$/

export function secondsToMs(seconds: unknown): number | null {
  const value = Number(seconds ?? Number.NaN)
  return Number.isFinite(value) && value > 0 ? value * 1_000 : null
}

import type { proto } from 'baileys'
import type { ChannelId } from '../../domain/ids.ts'
import type { Messages } from '../../domain/ports/storage.ts'
import { wamidOf } from './wamid.ts'

/** What a line needs to know of the messages it sent: whose a receipt is, and the text for a phone that asks again. */
export interface SentMessages {
  remember(keyId: string, sent: { wamid: string; text: string }): void
  /** The wamid of a message of ours; by memory, after a restart by the customer's number in the store. */
  wamid(keyId: string, customerDigits: () => Promise<string[]>): Promise<string | undefined>
  content(keyId: string, customerDigits: () => Promise<string[]>): Promise<proto.IMessage | undefined>
}

export function createSentMessages(
  stored: Pick<Messages, 'findByWamid'>,
  channel: () => ChannelId | undefined,
): SentMessages {
  const recent = new Map<string, { wamid: string; text: string }>()

  async function find(keyId: string, customerDigits: () => Promise<string[]>) {
    const known = recent.get(keyId)
    const of = channel()
    if (known || !of) return known
    for (const digits of await customerDigits()) {
      const wamid = wamidOf(digits, keyId, 'business')
      const message = await stored.findByWamid(of, wamid)
      if (message?.content.type === 'text') return { wamid, text: message.content.text }
    }
    return undefined
  }

  return {
    remember(keyId, sent) {
      recent.delete(keyId)
      recent.set(keyId, sent)
      const [oldest] = recent.keys()
      if (recent.size > recentMax && oldest !== undefined) recent.delete(oldest)
    },
    async wamid(keyId, customerDigits) {
      return (await find(keyId, customerDigits))?.wamid
    },
    async content(keyId, customerDigits) {
      const sent = await find(keyId, customerDigits)
      return sent && { conversation: sent.text }
    },
  }
}

const recentMax = 500

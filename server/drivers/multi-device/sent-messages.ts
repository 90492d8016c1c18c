import type { proto } from 'baileys'
import type { ChannelId } from '../../domain/ids.ts'
import type { Content } from '../../domain/messages/content.ts'
import type { Messages } from '../../domain/ports/storage.ts'
import type { SentMedia } from './sent-media.ts'
import { wamidOf } from './wamid.ts'

/** What a line needs to know of the messages it sent: whose a receipt is, and what a phone gets that asks again. */
export interface SentMessages {
  remember(keyId: string, sent: { wamid: string; message: proto.IMessage }): Promise<void>
  /** The wamid of a message of ours; by memory, after a restart by the customer's number in the store. */
  wamid(keyId: string, customerDigits: () => Promise<string[]>): Promise<string | undefined>
  content(keyId: string, jid: string, customerDigits: () => Promise<string[]>): Promise<proto.IMessage | undefined>
}

export interface SentParts {
  stored: Pick<Messages, 'findByWamid'>
  media: SentMedia
  channel(): ChannelId | undefined
  /** Makes a content without media again. */
  again(jid: string, content: Content): Promise<proto.IMessage | undefined>
}

export function createSentMessages({ stored, media, channel, again }: SentParts): SentMessages {
  const recent = new Map<string, { wamid: string; message: proto.IMessage }>()

  async function find(keyId: string, customerDigits: () => Promise<string[]>) {
    const of = channel()
    if (!of) return undefined
    for (const digits of await customerDigits()) {
      const wamid = wamidOf(digits, keyId, 'business')
      const message = await stored.findByWamid(of, wamid)
      if (message) return { wamid, content: message.content }
    }
    return undefined
  }

  return {
    async remember(keyId, sent) {
      recent.delete(keyId)
      recent.set(keyId, sent)
      const [oldest] = recent.keys()
      if (recent.size > recentMax && oldest !== undefined) recent.delete(oldest)
      if (hasMedium(sent.message)) await media.keep(keyId, sent.message)
    },
    async wamid(keyId, customerDigits) {
      return recent.get(keyId)?.wamid ?? (await find(keyId, customerDigits))?.wamid
    },
    async content(keyId, jid, customerDigits) {
      const known = recent.get(keyId)
      if (known) return known.message
      const found = await find(keyId, customerDigits)
      if (!found) return undefined
      return 'media' in found.content ? media.find(keyId) : again(jid, found.content)
    },
  }
}

function hasMedium(message: proto.IMessage): boolean {
  return Object.values(message).some((part) => typeof part === 'object' && part !== null && 'mediaKey' in part)
}

const recentMax = 500

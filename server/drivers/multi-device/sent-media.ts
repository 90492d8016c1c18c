import type { proto } from 'baileys'
import type { LinkStore, NoteType } from './link-store.ts'
import type { Baileys } from './load-baileys.ts'

/** Media messages as they were sent, for phones that ask again after a restart: an upload cannot be made out of the domain's message. */
export interface SentMedia {
  keep(keyId: string, message: proto.IMessage): Promise<void>
  find(keyId: string): Promise<proto.IMessage | undefined>
}

const dayMs = 86_400_000
/** Phones ask within minutes; WhatsApp itself keeps a message for an offline one 30 days, its media no longer. */
const keptDays = 30
const forgottenDays = 10

export function createSentMedia(
  baileys: Baileys,
  store: Pick<LinkStore, 'note' | 'noted' | 'notes'>,
  today: () => number = () => Math.floor(Date.now() / dayMs),
): SentMedia {
  const { Message } = baileys.proto
  let cleaned: number | undefined

  /** Rows are by day, so that old ones are found without opening any. */
  async function forgetOld(day: number): Promise<void> {
    if (cleaned === day) return
    cleaned = day
    for (let old = day - keptDays - forgottenDays; old < day - keptDays; old += 1) {
      for (const id of (await store.notes(typeOf(old))).keys()) await store.note(typeOf(old), id, null)
    }
  }

  return {
    async keep(keyId, message) {
      const day = today()
      await store.note(typeOf(day), keyId, Buffer.from(Message.encode(message).finish()))
      await forgetOld(day)
    },
    async find(keyId) {
      const day = today()
      for (let at = day; at >= day - keptDays; at -= 1) {
        const bytes = await store.noted<Buffer>(typeOf(at), keyId)
        if (bytes) return Message.decode(bytes)
      }
      return undefined
    },
  }
}

function typeOf(day: number): NoteType {
  return `sent.${day}`
}

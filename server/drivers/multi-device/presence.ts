import type { ReadMark, ReadOutcome } from '../../domain/ports/line.ts'
import { faultText } from './from-baileys.ts'
import type { LinkStore } from './link-store.ts'
import type { CompanionSocket } from './socket.ts'
import { readWamid } from './wamid.ts'
import { withinCall } from './within-call.ts'

/** What customers see of the business besides its messages: that theirs are read, that an answer is being typed. */
export interface Presence {
  markRead(socket: CompanionSocket, mark: ReadMark): Promise<ReadOutcome>
  /** A message to this customer leaves: the typing has an end. */
  answered(digits: string): void
  /** Ends what is shown. */
  close(): void
}

/** As long as Meta shows it. */
const typingMs = 25_000

export function createPresence(store: Pick<LinkStore, 'noted'>, queryMs: number): Presence {
  const typing = new Map<string, () => void>()

  /** Phones show the typing of those who are online only; and while a linked device is, its own phone rings no more. */
  async function showTyping(socket: CompanionSocket, digits: string, jid: string): Promise<void> {
    typing.get(digits)?.()
    await socket.wire.sendPresenceUpdate('available')
    await socket.wire.sendPresenceUpdate('composing', jid)
    const timer = setTimeout(stop, typingMs)
    timer.unref()
    typing.set(digits, stop)

    function stop(): void {
      clearTimeout(timer)
      typing.delete(digits)
      void hideTyping(socket, jid)
    }
  }

  async function hideTyping({ wire }: CompanionSocket, jid: string): Promise<void> {
    try {
      await wire.sendPresenceUpdate('paused', jid)
      if (typing.size === 0) await wire.sendPresenceUpdate('unavailable')
    } catch {
      // Who is gone is not seen typing either.
    }
  }

  return {
    async markRead(socket, { wamid, typing: isTyping }) {
      const named = readWamid(wamid)
      if (named?.sentBy !== 'customer') return noSuchMessage
      const { digits, keyId } = named
      const jid = (await store.noted<string>('chat', digits)) ?? `${digits}@s.whatsapp.net`
      try {
        await withinCall(socket, queryMs, socket.wire.readMessages([{ remoteJid: jid, id: keyId, fromMe: false }]))
        if (isTyping) await withinCall(socket, queryMs, showTyping(socket, digits, jid))
        return { outcome: 'done' }
      } catch (error) {
        return { outcome: 'unavailable', why: faultText(error) }
      }
    },
    answered: (digits) => typing.get(digits)?.(),
    close() {
      for (const stop of [...typing.values()]) stop()
    },
  }
}

const noSuchMessage: ReadOutcome = {
  outcome: 'refused',
  code: '131009',
  title: 'Parameter value is not valid',
  details: 'No customer sent a message with this id',
}

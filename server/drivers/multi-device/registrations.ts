import type { Baileys } from './load-baileys.ts'
import { createMemoryCache } from './memory-cache.ts'
import type { CompanionSocket } from './socket.ts'
import { withinCall } from './within-call.ts'

/**
 * Which numbers are on WhatsApp, and under which address. Asked before every first send: a message to an
 * unregistered number succeeds silently and can get the account restricted.
 */
export interface Registrations {
  /** Null when the number is not registered. */
  jidOf(socket: CompanionSocket, digits: string): Promise<string | null>
}

export function createRegistrations(baileys: Baileys, queryMs: number): Registrations {
  const registered = createMemoryCache(5_000, 86_400_000)
  const unregistered = createMemoryCache(1_000, 60_000)
  return {
    async jidOf(socket, digits) {
      const known = await registered.get<string>(digits)
      if (known) return known
      if (await unregistered.get<boolean>(digits)) return null
      const answer = await withinCall(socket, queryMs, socket.wire.onWhatsApp(digits))
      if (!answer) throw new Error('WhatsApp did not say whether the number is registered')
      const hit = answer.find(({ exists }) => exists)
      if (!hit) {
        await unregistered.set(digits, true)
        return null
      }
      // The address may be spelt otherwise (Brazil, Mexico, Argentina); receipts come under that spelling.
      const jid = baileys.jidNormalizedUser(hit.jid)
      const user = baileys.jidDecode(jid)?.user
      if (user && user !== digits) await socket.store.note('spelling', user, digits)
      await registered.set(digits, jid)
      return jid
    },
  }
}

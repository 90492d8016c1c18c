import type { ScreenContent } from '../phone/content.ts'
import type { BusinessNumber } from './assets.ts'
import type { SendingWorld } from './messages.ts'
import { emitProgress } from './statuses.ts'

/** An accepted message on its way to a phone. */
export interface Outgoing {
  wamid: string
  type: string
  text: string
  category: string
  screen: ScreenContent
  /** The recipient, digits only, and as the caller wrote it. */
  to: string
  input: string
  bizOpaqueCallbackData?: string | undefined
  at: number
}

/** Puts a message on its screen and reports how far it came. */
export function deliver(world: SendingWorld, realm: string, number: BusinessNumber, message: Outgoing): void {
  const { wamid, type, text, to, at, screen } = message
  const seen = world.phones.receive(realm, to, { id: wamid, from: number.number, to, type, text, at, ...screen })
  emitProgress(world, realm, number, message, seen.status === 'read')
}

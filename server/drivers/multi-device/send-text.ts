import { digitsOf } from '../../domain/ids.ts'
import type { Outgoing, SendOutcome } from '../../domain/ports/line.ts'
import { ackOutcome, preparationOutcome, sendFailure, undeliverable } from './from-baileys.ts'
import type { Baileys } from './load-baileys.ts'
import type { Registrations } from './registrations.ts'
import type { SentMessages } from './sent-messages.ts'
import type { CompanionSocket } from './socket.ts'
import { keyIdOf, wamidOf } from './wamid.ts'
import { withinCall } from './within-call.ts'

export interface SendParts {
  baileys: Baileys
  registrations: Registrations
  sent: SentMessages
  acks: Acks
  queryMs: number
}

/** Hands one message to WhatsApp through an open socket and waits for the server's acknowledgement. */
export async function sendText(parts: SendParts, socket: CompanionSocket, message: Outgoing): Promise<SendOutcome> {
  const { content } = message
  if (content.type !== 'text') return unsupported(content.type)
  const digits = digitsOf(message.to)
  const keyId = keyIdOf(message.id)
  const wamid = wamidOf(digits, keyId, 'business')

  let jid: string | null
  try {
    jid = await parts.registrations.jidOf(socket, digits)
    if (jid === null || !(await prepareSessions(parts, socket, jid))) return undeliverable
  } catch (error) {
    return preparationOutcome(error)
  }

  parts.sent.remember(keyId, { wamid, text: content.text })
  const acknowledged = parts.acks.expect(keyId)
  try {
    const options = { messageId: keyId }
    // No preview: fetching a link of the customer's choice is not this server's business.
    const sending = socket.wire.sendMessage(jid, { text: content.text, linkPreview: null }, options)
    return await withinCall(
      socket,
      parts.queryMs,
      sending.then(() => acknowledged).then((error) => ackOutcome(error, wamid)),
    )
  } catch (error) {
    return sendFailure(error)
  } finally {
    parts.acks.forget(keyId)
  }
}

/**
 * Fetches the recipient's and our own devices and their keys, so that what is left to do for the message itself
 * is local. False when the recipient has no device that could read it.
 */
async function prepareSessions(
  { baileys, queryMs }: SendParts,
  socket: CompanionSocket,
  jid: string,
): Promise<boolean> {
  const { me } = socket.store.creds
  const own = baileys.jidDecode(me?.id)?.user ?? ''
  const ownLid = baileys.jidDecode(me?.lid)?.user
  const asked = [baileys.jidEncode(own, 's.whatsapp.net'), jid]
  const found = await withinCall(socket, queryMs, socket.wire.getUSyncDevices(asked, true, false))
  const devices = found.filter((device) => device.jid !== me?.id && device.jid !== me?.lid)
  await withinCall(socket, queryMs, socket.wire.assertSessions(devices.map((device) => device.jid)))
  const ownNumber = baileys.jidDecode(jid)?.user === own
  return ownNumber || devices.some(({ user }) => user !== own && user !== ownLid)
}

function unsupported(type: Outgoing['content']['type']): SendOutcome {
  if (type === 'template') {
    const title = 'Templates cannot be sent through a QR channel'
    return { outcome: 'refused', code: 'TEMPLATE_UNSUPPORTED', title, details: null }
  }
  const title = `A message of type ${type} cannot be sent through a QR channel`
  return { outcome: 'refused', code: 'CONTENT_UNSUPPORTED', title, details: null }
}

/** Who waits for the server's acknowledgement of which message. */
export interface Acks {
  /** Resolves with the error of the ack, or null. */
  expect(keyId: string): Promise<string | null>
  /** False when nobody waits for it. */
  settle(keyId: string, error: string | null): boolean
  forget(keyId: string): void
}

export function createAcks(): Acks {
  const waiting = new Map<string, (error: string | null) => void>()
  return {
    expect(keyId) {
      return new Promise((resolve) => waiting.set(keyId, resolve))
    },
    settle(keyId, error) {
      const resolve = waiting.get(keyId)
      waiting.delete(keyId)
      resolve?.(error)
      return resolve !== undefined
    },
    forget: (keyId) => waiting.delete(keyId),
  }
}

import { digitsOf } from '../../domain/ids.ts'
import type { Outgoing, SendOutcome } from '../../domain/ports/line.ts'
import { MediumUnusable } from '../../domain/ports/outgoing-media.ts'
import type { Acks } from './acks.ts'
import type { Contents } from './contents.ts'
import {
  ackOutcome,
  mediumUnusable,
  preparationOutcome,
  sendFailure,
  undeliverable,
  unsupported,
} from './from-baileys.ts'
import type { Baileys } from './load-baileys.ts'
import type { Registrations } from './registrations.ts'
import type { SentMessages } from './sent-messages.ts'
import type { CompanionSocket } from './socket.ts'
import { keyIdOf, wamidOf } from './wamid.ts'
import { withinCall } from './within-call.ts'

export interface SendParts {
  baileys: Baileys
  registrations: Registrations
  contents: Contents
  sent: SentMessages
  acks: Acks
  queryMs: number
}

/** Hands one message to WhatsApp through an open socket and waits for the server's acknowledgement. */
export async function sendContent(parts: SendParts, socket: CompanionSocket, message: Outgoing): Promise<SendOutcome> {
  const outcome = await attempt(parts, socket, message)
  if (outcome.outcome !== 'postponed') parts.contents.forget(message.id)
  return outcome
}

async function attempt(parts: SendParts, socket: CompanionSocket, message: Outgoing): Promise<SendOutcome> {
  const digits = digitsOf(message.to)
  const keyId = keyIdOf(message.id)
  const wamid = wamidOf(digits, keyId, 'business')
  const { wire } = socket
  let jid: string | null
  let made: Awaited<ReturnType<Contents['make']>>
  try {
    jid = await parts.registrations.jidOf(socket, digits)
    if (jid === null || !(await prepareSessions(parts, socket, jid))) return undeliverable
    made = await withinCall(socket, uploadWaitMs, parts.contents.make(socket, jid, message))
    if (!made) return unsupported(message.content)
    await parts.sent.remember(keyId, { wamid, message: made })
  } catch (error) {
    return error instanceof MediumUnusable ? mediumUnusable(error.message) : preparationOutcome(error)
  }

  const acknowledged = parts.acks.expect(keyId)
  try {
    const sending = wire.relayMessage(jid, made, { messageId: keyId })
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

/** An upload that takes longer goes on; the next attempt of its message finds it. A send under way longer than a minute counts as lost. */
const uploadWaitMs = 20_000

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

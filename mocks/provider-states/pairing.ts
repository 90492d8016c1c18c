import type { Channel } from '../../server/domain/channels/channel.ts'
import { followPairing } from '../../server/domain/connect/follow.ts'
import type { ConnectSession } from '../../server/domain/connect/session.ts'
import { startPairing } from '../../server/domain/connect/start.ts'
import { phoneNumberFromDigits, type SessionId } from '../../server/domain/ids.ts'
import { phoneDigits } from '../simulators/phone/phones.ts'
import { newChannel } from './channels.ts'
import type { Run } from './state.ts'

/** A QR session, once its first code can be scanned. */
export async function pendingPairing(run: Run, id: string | undefined, name: string) {
  const { context } = run.gateway
  const session = await startPairing(withSessionId(context, id), run.company, { name })
  const stop = new AbortController()
  const events = await followPairing(context, run.company, session.id, { after: undefined, signal: stop.signal })
  for await (const { event } of events) {
    if (event.type === 'qr') return { session, qr: event.qr, events, stop }
    throw new Error(`the pairing began with ${event.type}`)
  }
  throw new Error('the pairing ended before it showed a code')
}

/** The whole way: a session, a phone that scans its code, the channel that comes of it under the id it is to have. */
export async function pairChannel(
  run: Run,
  wish: { id?: string | undefined; session?: string | undefined; name: string; phone: string },
): Promise<{ channel: Channel; session: ConnectSession }> {
  const { storage } = run.gateway.context
  const digits = phoneDigits(wish.phone)
  run.world.phones.add(run.company, { number: digits, name: wish.name })
  // A pairing continues the channel its number had before.
  const before = await newChannel(run, wish.id, wish.name)
  const phoneNumber = phoneNumberFromDigits(digits)
  await storage.transaction(({ channels }) => channels.update({ ...before, kind: 'qr', phoneNumber }))

  const { session, qr, stop } = await pendingPairing(run, wish.session, wish.name)
  stop.abort()
  const follow = { after: 0, signal: AbortSignal.timeout(pairingMaxMs) }
  const events = await followPairing(run.gateway.context, run.company, session.id, follow)
  await run.world.multiDevice.scan(run.company, digits, qr)
  for await (const { event } of events) {
    if (event.type === 'failed' || event.type === 'disconnected') throw new Error(`the pairing failed: ${event.reason}`)
  }
  const channel = await storage.read.channels.byId(before.id)
  if (channel?.state !== 'connected') throw new Error('the pairing did not end in time')
  return { channel, session }
}

/** The same tools, whose next session has this id. */
export function withSessionId<Tools extends Pick<Run['gateway']['context'], 'ids'>>(
  tools: Tools,
  id: string | undefined,
): Tools {
  return id === undefined ? tools : { ...tools, ids: { ...tools.ids, session: () => id as SessionId } }
}

const pairingMaxMs = 10_000

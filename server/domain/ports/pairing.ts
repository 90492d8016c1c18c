import type { LineState } from '../channels/connection.ts'
import type { PairingFailure } from '../connect/session.ts'
import type { ChannelId, CompanyId, SessionId } from '../ids.ts'
import type { ReceivedMessage } from '../messages/received.ts'

/** What the multi-device network tells while a companion is being paired. */
export type PairingStep =
  | { step: 'qr'; qr: string; expiresAt: number }
  /** The phone scanned; the link is being set up. */
  | { step: 'scanned' }
  /** Linked and open; `adopt` gives the link to a channel. */
  | { step: 'linked'; digits: string; pushName: string | null }
  | { step: 'failed'; reason: string; code: PairingFailure }
  /** Unlinked between the scan and the first login. */
  | { step: 'unlinked'; reason: string; code: PairingFailure }

/** Pairs companions and keeps the lines of QR channels. Implemented by the multi-device driver. */
export interface PairingNetwork {
  /**
   * Draws QR codes until a phone scans one, the signal aborts or the network refuses; the last step is
   * `linked`, `failed` or `unlinked`, or none when aborted. Credentials live in storage under the session,
   * so a call after a restart continues the same pairing with a fresh code.
   */
  pair(company: CompanyId, session: SessionId, signal: AbortSignal): AsyncIterable<PairingStep>
  /**
   * Makes the link of an ended pairing the link of this channel, replacing an older one (whose device stays on the
   * phone until the person removes it), and keeps its socket open as the line. Again for the same channel: nothing
   * happens. After a restart in between, `pair` tells `linked` at once.
   */
  adopt(session: SessionId, channel: ChannelId): Promise<void>
  /** Forgets what a pairing left behind; a linked device without a channel is taken off the phone. The channel of an adopted one keeps its link. */
  discard(session: SessionId): Promise<void>
  /** Opens the line of a linked channel again (after a start); nothing when it is open. */
  resume(company: CompanyId, channel: ChannelId): void
  /** Takes the device of a channel off its phone, as far as WhatsApp can be reached, and forgets the link. */
  unlink(channel: ChannelId): Promise<void>
  /** Ends every socket; pairings and lines continue after the next start. */
  close(): Promise<void>
}

/** What a line reports by itself. The domain records each fact once. */
export interface LineReports {
  received(report: ReceivedMessage): Promise<void>
  status(report: {
    channel: ChannelId
    /** Ours, when the line can tell it; else found by wamid. */
    wamid: string
    status: 'sent' | 'delivered' | 'read' | 'failed'
    at: number
    error: { code: string; title: string; details: string | null } | null
  }): Promise<void>
  /** The connection to WhatsApp is another than before. */
  connection(report: { channel: ChannelId; line: LineState }): Promise<void>
  /** The phone removed this companion, or WhatsApp blocked the account; only a new pairing brings it back. */
  unlinked(report: { channel: ChannelId; reason: string }): Promise<void>
}

import { supports } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { ChannelId, MessageId } from '../ids.ts'
import { phoneNumberFromDigits } from '../ids.ts'
import { mediumKeptMs } from '../media/medium.ts'
import type { SendOutcome } from '../ports/line.ts'
import type { Tables } from '../ports/storage.ts'
import { topics } from '../signals.ts'
import { recordEvent } from '../webhooks/record.ts'
import type { EventType } from '../webhooks/webhook.ts'
import type { Message, MessageState } from './message.ts'
import { opensWindow, type ReceivedMessage } from './received.ts'
import type { StatusReport } from './transitions.ts'
import { afterSend, afterStatus } from './transitions.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'ids' | 'signals'>

/** Records what the line said of a send. */
export async function settleSend(context: Tools, id: MessageId, outcome: SendOutcome): Promise<void> {
  await change(
    context,
    ({ messages }) => messages.find(id),
    async (message, tables, now) => {
      const channel = await tables.channels.byId(message.channel)
      return afterSend(message, outcome, channel !== undefined && supports(channel).acceptanceConfirms, now)
    },
  )
}

/**
 * Records a status report, once. The message is found by our own id, which Meta echoes, or by WhatsApp's;
 * a report about a message that is not ours changes nothing.
 */
export async function recordStatus(
  context: Tools,
  report: StatusReport & { channel: ChannelId; message?: MessageId | undefined; at: number },
): Promise<void> {
  const find = async ({ messages }: Tables) =>
    (report.message && (await messages.find(report.message))) || messages.findByWamid(report.channel, report.wamid)
  await change(
    context,
    async (tables) => {
      const message = await find(tables)
      return message?.channel === report.channel ? message : undefined
    },
    async (message, tables, now) => {
      const fact = `status/${message.id}/${report.status}`
      await tables.connections.heard(report.channel, now)
      return (await tables.facts.record(fact, now)) ? afterStatus(message, report, now) : message
    },
    report.at,
  )
}

/** Changes a message in one transaction, with the event its new state stands for, and tells whoever waits for it. */
export async function change(
  { storage, clock, ids, signals }: Tools,
  find: (tables: Tables) => Promise<Message | undefined>,
  next: (message: Message, tables: Tables, now: number) => Message | Promise<Message>,
  happenedAt?: number,
): Promise<void> {
  const now = clock.now()
  const changed = await storage.transaction(async (tables) => {
    const message = await find(tables)
    const after = message && (await next(message, tables, now))
    if (!message || !after || after === message) return undefined
    await tables.messages.update(after)
    const tools = { ids, clock, signals }
    // Word of its delivery can overtake word of its acceptance, which it implies.
    if (isUnderWay(message) && (after.state === 'delivered' || after.state === 'read')) {
      await announce(tools, tables, { ...after, state: 'sent' }, happenedAt ?? now)
    }
    if (after.state !== message.state) await announce(tools, tables, after, happenedAt ?? now)
    return { before: message.state, after }
  })
  if (!changed) return
  signals.raise(topics.message(changed.after.id))
  if (changed.after.state === 'in_doubt') signals.raise(topics.inDoubt)
  // Others to its recipient may have been waiting for it, and a postponed one waits for its own time.
  if (isUnderWay({ state: changed.before })) signals.raise(topics.messagesQueued)
}

function isUnderWay({ state }: Pick<Message, 'state'>): boolean {
  return state === 'sending' || state === 'in_doubt'
}

const eventOf: Partial<Record<MessageState, EventType>> = {
  sent: 'whatsapp.message.sent',
  delivered: 'whatsapp.message.delivered',
  read: 'whatsapp.message.read',
  failed: 'whatsapp.message.failed',
}

async function announce(
  tools: Pick<Context, 'ids' | 'clock' | 'signals'>,
  tables: Tables,
  message: Message,
  timestamp: number,
): Promise<void> {
  const { state } = message
  const type = eventOf[state]
  if (state === 'sent') await echo(tools, tables, message, timestamp)
  if (!type || (state !== 'sent' && state !== 'delivered' && state !== 'read' && state !== 'failed')) return
  await recordEvent(tools, tables, {
    type,
    company: message.company,
    channel: message.channel,
    data: {
      kind: 'message_status',
      broadcast: message.broadcast,
      wamid: message.wamid,
      recipient: message.recipient,
      status: state,
      timestamp,
      metaData: message.metaData,
      error: message.error,
    },
  })
}

async function echo(
  tools: Pick<Context, 'ids' | 'clock' | 'signals'>,
  tables: Tables,
  { company, channel, wamid, recipient, content }: Message,
  timestamp: number,
): Promise<void> {
  await recordEvent(tools, tables, {
    type: 'whatsapp.message.echoed',
    company,
    channel,
    data: { kind: 'message_echo', wamid, recipient, content, timestamp },
  })
}

/** Records a message a customer sent, once: opens the window and tells subscribers. */
export async function recordReceived({ storage, clock, ids, signals }: Tools, report: ReceivedMessage): Promise<void> {
  const now = clock.now()
  const { fromDigits, userId = null, username = null, member = null, context = null, referral = null, medium } = report
  await storage.transaction(async (tables) => {
    const channel = await tables.channels.byId(report.channel)
    if (!channel || !(await tables.facts.record(`received/${report.channel}/${report.wamid}`, now))) return
    await tables.connections.heard(report.channel, now)
    if (medium) {
      const { company, id: of } = channel
      const expiresAt = now + mediumKeptMs
      await tables.media.insert({ ...medium, company, channel: of, blob: null, createdAt: now, expiresAt })
    }
    const customer = fromDigits ?? userId
    if (customer !== null && opensWindow(report)) {
      await tables.windows.opened(report.channel, customer, Math.min(report.at, now))
    }
    await recordEvent({ ids, clock, signals }, tables, {
      type: 'whatsapp.message.received',
      company: channel.company,
      channel: channel.id,
      data: {
        kind: 'message_received',
        wamid: report.wamid,
        from: fromDigits === null ? (userId ?? '') : phoneNumberFromDigits(fromDigits),
        userId,
        username,
        to: channel.phoneNumber ?? '',
        type: report.type,
        text: report.text,
        member,
        context,
        referral,
        contactName: report.contactName,
        timestamp: report.at,
      },
    })
  })
}

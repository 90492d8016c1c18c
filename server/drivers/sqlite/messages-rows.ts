import type { Message } from '../../domain/messages/message.ts'
import type { MessageRow } from './schema.ts'

export function fromMessage(message: Message): MessageRow {
  return {
    id: message.id,
    company: message.company,
    channel: message.channel,
    broadcast: message.broadcast,
    recipient: message.recipient,
    priority: message.priority,
    content: JSON.stringify(message.content),
    meta_data: message.metaData && JSON.stringify(message.metaData),
    state: message.state,
    wamid: message.wamid,
    error: message.error && JSON.stringify(message.error),
    epoch: message.epoch,
    attempt: message.attempt,
    not_before: message.notBefore,
    send_by: message.sendBy,
    accepted_at: message.acceptedAt,
    claimed_at: message.claimedAt,
    settled_at: message.settledAt,
  }
}

export function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    company: row.company,
    channel: row.channel,
    broadcast: row.broadcast,
    recipient: row.recipient,
    priority: row.priority,
    content: JSON.parse(row.content),
    metaData: row.meta_data === null ? null : JSON.parse(row.meta_data),
    state: row.state,
    wamid: row.wamid,
    error: row.error === null ? null : JSON.parse(row.error),
    epoch: row.epoch,
    attempt: row.attempt,
    notBefore: row.not_before,
    sendBy: row.send_by,
    acceptedAt: row.accepted_at,
    claimedAt: row.claimed_at,
    settledAt: row.settled_at,
  }
}

import { deflateSync } from 'node:zlib'
import { proto } from 'baileys'
import { SimulatorRefusal } from '../refusal.ts'
import { encryptFor } from './companion-session.ts'
import { encodeContent, sentCopy, textMessage } from './content.ts'
import type { Account, Companion } from './directory.ts'
import { numberJid } from './jids.ts'
import { phoneMessage, phoneMessageId } from './phone-message.ts'
import { createSignalDraft } from './signal-draft.ts'
import type { World } from './world.ts'

/** A text as the person types it. Numbers are digits only. */
export interface PhoneText {
  from: string
  to: string
  text: string
  /** Whether companions see the sender by number, or by LID as the live service often does. */
  addressing?: 'number' | 'lid' | undefined
}

/** A person's phone sends a text: to the other phone, to every companion of that account, and to the sender's own. */
export function sendFromPhone(world: World, realm: string, text: PhoneText): Promise<string> {
  const { phones, directory, store } = world
  if (!phones.find(realm, text.from)) {
    throw new SimulatorRefusal(404, 'PHONE_NOT_FOUND', `There is no phone with the number +${text.from}`)
  }
  return world.serial.run(realm, async (isCurrent) => {
    const from = directory.account(realm, text.from)
    if (!from) throw new SimulatorRefusal(404, 'PHONE_NOT_FOUND', `+${text.from} is not on WhatsApp`)
    const to = directory.account(realm, text.to)
    const at = world.now()
    const content = textMessage(text.text)
    const message = {
      id: phoneMessageId(),
      from: text.from,
      device: 0,
      to: text.to,
      toJid: to ? numberJid(to) : `${text.to}@s.whatsapp.net`,
      type: 'text',
      text: text.text,
      at,
      content: encodeContent(content),
    }
    const { id } = message
    const screen = { id, from: text.from, to: text.to, type: 'text', text: text.text, at }
    if (!to) {
      phones.record(realm, text.from, { ...screen, status: 'failed' })
      return id
    }
    const draft = createSignalDraft(store)
    const theirs = directory.companions(realm, text.to)
    const own = text.from === text.to ? [] : directory.companions(realm, text.from)
    const copies = [
      ...theirs.map((companion) => ({ companion, content, recipient: undefined })),
      ...own.map((companion) => ({
        companion,
        content: sentCopy(message.toJid, content),
        recipient: message.toJid,
      })),
    ]
    const stanzas: { companion: Companion; stanza: ReturnType<typeof phoneMessage> }[] = []
    for (const { companion, content: copy, recipient } of copies) {
      const enc = await encryptFor(world, draft, from, companion, copy)
      const stanza = phoneMessage(world, from, message, enc, { recipient, addressing: text.addressing })
      stanzas.push({ companion, stanza })
    }
    if (!isCurrent()) throw new SimulatorRefusal(404, 'PHONE_NOT_FOUND', `The phone +${text.from} is gone`)
    store.transaction(() => {
      draft.commit()
      world.carried.keep(realm, message)
      for (const { companion, stanza } of stanzas) world.outbox.put(companion, stanza)
      phones.record(realm, text.from, { ...screen, status: 'sent' })
      if (theirs.length === 0 && world.carry?.(realm, { ...screen }) === true) return
      const { status } = phones.receive(realm, text.to, screen)
      // A linked account's messages are delivered and read where its companions do so.
      if (theirs.length === 0) phones.progress(realm, text.from, id, status === 'read' ? 'read' : 'delivered')
    })
    for (const { companion } of stanzas) world.flush(companion)
    return id
  })
}

/**
 * The phone's first message to a companion it linked: its history, here only its own name. The companion learns the
 * push name from it and stops waiting for a history.
 */
export function sendHistory(world: World, phone: Account, companion: Companion): Promise<void> {
  return world.serial.run(phone.realm, async (isCurrent) => {
    const history = proto.HistorySync.encode({
      syncType: proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP,
      conversations: [],
      pushnames: [{ id: numberJid(phone), pushname: world.phones.find(phone.realm, phone.number)?.name ?? '' }],
      chunkOrder: 1,
      progress: 100,
    }).finish()
    const content: proto.IMessage = {
      protocolMessage: {
        type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
        historySyncNotification: {
          syncType: proto.Message.HistorySyncType.INITIAL_BOOTSTRAP,
          chunkOrder: 1,
          progress: 100,
          initialHistBootstrapInlinePayload: deflateSync(history),
        },
      },
    }
    const message = {
      id: phoneMessageId(),
      from: phone.number,
      device: 0,
      to: phone.number,
      toJid: numberJid(phone),
      type: 'protocol',
      text: '',
      at: world.now(),
      content: encodeContent(content),
    }
    const draft = createSignalDraft(world.store)
    const enc = await encryptFor(world, draft, phone, companion, content)
    if (!isCurrent()) return
    world.store.transaction(() => {
      draft.commit()
      world.carried.keep(phone.realm, message)
      world.outbox.put(companion, phoneMessage(world, phone, message, enc, { category: 'peer' }))
      const current = world.directory.companion(companion)
      if (current) world.directory.update({ ...current, bootstrapped: true })
    })
    world.flush(companion)
  })
}

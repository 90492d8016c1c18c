import { deflateSync } from 'node:zlib'
import { proto } from 'baileys'
import type { PhoneWrite } from '../phone/writes.ts'
import { SimulatorRefusal } from '../refusal.ts'
import { encryptFor } from './companion-session.ts'
import { type Content, contentOf, encodeContent, ownCopyOf, sentCopy } from './content.ts'
import type { Account, Companion } from './directory.ts'
import { numberJid } from './jids.ts'
import { type Composed, compose } from './phone-content.ts'
import { phoneMessage, phoneMessageId } from './phone-message.ts'
import { createSignalDraft } from './signal-draft.ts'
import type { World } from './world.ts'

/** How a message is addressed to companions: by the sender's number, or by LID as the live service often does. */
export interface PhoneAddressing {
  addressing?: 'number' | 'lid' | undefined
}

/** A person's phone sends something: to the other phone, to every companion of that account, and to the sender's own. */
export function sendFromPhone(world: World, realm: string, write: PhoneWrite & PhoneAddressing): Promise<string> {
  return send(world, realm, write, (chatJid) => compose(world, realm, write, chatJid))
}

/** The same for a message made by hand; screens show what they can of it. */
export function sendRawFromPhone(
  world: World,
  realm: string,
  { message, ...envelope }: { from: string; to: string; message: proto.IMessage } & PhoneAddressing,
): Promise<string> {
  return send(world, realm, envelope, async () => {
    const content = (await contentOf(world, realm, message)) ?? { type: 'unknown', text: '' }
    return { message, content }
  })
}

function send(
  world: World,
  realm: string,
  { from: sender, to: recipient, addressing }: { from: string; to: string } & PhoneAddressing,
  composed: (chatJid: string) => Promise<Composed>,
): Promise<string> {
  const { phones, directory, store } = world
  if (!phones.find(realm, sender)) {
    throw new SimulatorRefusal(404, 'PHONE_NOT_FOUND', `There is no phone with the number +${sender}`)
  }
  return world.serial.run(realm, async (isCurrent) => {
    const from = directory.account(realm, sender)
    if (!from) throw new SimulatorRefusal(404, 'PHONE_NOT_FOUND', `+${sender} is not on WhatsApp`)
    const to = directory.account(realm, recipient)
    const toJid = to ? numberJid(to) : `${recipient}@s.whatsapp.net`
    const { message, content } = await composed(toJid)
    const at = world.now()
    const carried = {
      id: phoneMessageId(),
      from: sender,
      device: 0,
      to: recipient,
      toJid,
      type: content.type,
      text: content.text,
      at,
      content: encodeContent(message),
    }
    const { id } = carried
    const screen = { id, from: sender, to: recipient, at, ...content }
    if (!to) {
      phones.record(realm, sender, { ...screen, status: 'failed' })
      return id
    }
    const draft = createSignalDraft(store)
    const theirs = directory.companions(realm, recipient)
    const own = sender === recipient ? [] : directory.companions(realm, sender)
    const copies = [
      ...theirs.map((companion) => ({ companion, content: message, recipient: undefined })),
      ...own.map((companion) => ({ companion, content: sentCopy(toJid, message), recipient: toJid })),
    ]
    const stanzas: { companion: Companion; stanza: ReturnType<typeof phoneMessage> }[] = []
    for (const { companion, content: copy, recipient: chat } of copies) {
      const enc = await encryptFor(world, draft, from, companion, copy)
      const marks = { recipient: chat, addressing, type: stanzaType(content) }
      stanzas.push({ companion, stanza: phoneMessage(world, from, carried, enc, marks) })
    }
    if (!isCurrent()) throw new SimulatorRefusal(404, 'PHONE_NOT_FOUND', `The phone +${sender} is gone`)
    store.transaction(() => {
      draft.commit()
      world.carried.keep(realm, carried)
      for (const { companion, stanza } of stanzas) world.outbox.put(companion, stanza)
      phones.record(realm, sender, { ...screen, status: 'sent' })
      if (theirs.length === 0 && content.type === 'text' && world.carry?.(realm, screen) === true) return
      const { status } = phones.receive(realm, recipient, { ...screen, ...ownCopyOf(world, realm, content) })
      // A linked account's messages are delivered and read where its companions do so.
      if (theirs.length === 0) phones.progress(realm, sender, id, status === 'read' ? 'read' : 'delivered')
    })
    for (const { companion } of stanzas) world.flush(companion)
    return id
  })
}

/** The service knows three kinds of messages by name. */
function stanzaType({ type }: Content): string {
  if (type === 'text' || type === 'reaction') return type
  return type === 'location' ? 'text' : 'media'
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

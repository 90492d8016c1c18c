import { type BinaryNode, extractE2ESessionFromRetryReceipt, getBinaryNodeChildren, proto } from 'baileys'
import type { CarriedMessage } from './carried.ts'
import { encryptFor } from './companion-session.ts'
import { sentCopy } from './content.ts'
import type { Account, Companion, CompanionAddress } from './directory.ts'
import { deviceOf, numberJid } from './jids.ts'
import { child, node, uint } from './nodes.ts'
import { phoneBundle } from './phone-keys.ts'
import { phoneMessage } from './phone-message.ts'
import { createSignalDraft } from './signal-draft.ts'
import type { World } from './world.ts'

/** A receipt for a message a companion sent. Without a type it says "delivered". */
export function putReceipt(
  { outbox }: World,
  to: CompanionAddress,
  receipt: { id: string; fromJid: string; at: number; type?: string | undefined },
): void {
  const { id, fromJid, at, type } = receipt
  outbox.put(to, node('receipt', { id, from: fromJid, type, t: Math.floor(at / 1000) }))
}

/** How often a phone asks again for a message it cannot read. */
const RETRIES_MAX = 4

/** A phone asks the sending companion for the message again, with keys for a fresh session. */
export function putRetryRequest(world: World, sender: Companion, phone: Account, id: string, chatJid: string): void {
  const counter = `${sender.realm}/${phone.number}/${id}`
  const count = (world.store.get<number>('md.retry', counter) ?? 0) + 1
  if (count > RETRIES_MAX) return
  world.store.set('md.retry', counter, count)
  const isOwnPhone = phone.number === sender.number
  const { registration, keys } = phoneBundle(world.store, phone)
  const t = Math.floor(world.now() / 1000)
  world.outbox.put(
    sender,
    node(
      'receipt',
      {
        id,
        from: isOwnPhone ? numberJid(phone) : chatJid,
        recipient: isOwnPhone ? chatJid : undefined,
        type: 'retry',
        t,
      },
      [node('retry', { id, count, t, v: 1 }), registration, node('keys', {}, keys)],
    ),
  )
}

/** A receipt from a companion: for a message it got. It settles the delivery and tells whoever sent the message. */
export async function routeReceipt(world: World, companion: Companion, receipt: BinaryNode): Promise<void> {
  const { id, to, recipient, type } = receipt.attrs
  if (type === 'retry') return retry(world, companion, receipt)
  const list = child(receipt, 'list')
  const ids = [id, ...getBinaryNodeChildren(list, 'item').map((item) => item.attrs.id)]
  const status = STATUS_BY_TYPE[type ?? '']
  for (const each of ids) {
    if (!each) continue
    if (!status || status === 'delivered') world.outbox.settle(companion, 'message', each)
    const sender = status && deviceOf(world.directory, companion.realm, recipient ?? to)?.account
    const message = sender && world.carried.find(companion.realm, sender.number, each)
    if (message && sender.number !== companion.number) tell(world, companion, message, status)
  }
}

/** What a receipt's type says of the message. Other types (own devices, history, peer) only settle its delivery. */
const STATUS_BY_TYPE: Record<string, 'delivered' | 'read'> = { '': 'delivered', inactive: 'delivered', read: 'read' }

function tell(world: World, reader: Companion, message: CarriedMessage, status: 'delivered' | 'read'): void {
  const { realm } = reader
  world.phones.progress(realm, message.from, message.id, status)
  world.phones.progress(realm, reader.number, message.id, status)
  const sender = { realm, number: message.from, device: message.device }
  if (message.device === 0 || !world.directory.companion(sender)) return
  const type = status === 'read' ? 'read' : undefined
  putReceipt(world, sender, { id: message.id, fromJid: message.toJid, at: world.now(), type })
  world.flush(sender)
}

/** A companion could not read a message: its sender encrypts it again, in a new session. */
async function retry(world: World, companion: Companion, receipt: BinaryNode): Promise<void> {
  const { realm } = companion
  const { id = '', to, recipient } = receipt.attrs
  const sender = deviceOf(world.directory, realm, to)
  const message = sender && world.carried.find(realm, sender.account.number, id)
  if (!sender || !message) {
    world.log(`+${companion.number}:${companion.device} asks for ${id} again, which nobody sent`)
    return
  }
  if (message.device > 0) return passOn(world, companion, message, receipt)
  await world.serial.run(realm, async (isCurrent) => {
    const draft = createSignalDraft(world.store)
    const bundle = extractE2ESessionFromRetryReceipt(receipt) ?? undefined
    const sent = proto.Message.decode(message.content ?? Buffer.alloc(0))
    const content = recipient ? sentCopy(message.toJid, sent) : sent
    const enc = await encryptFor(world, draft, sender.account, companion, content, { bundle })
    enc.attrs.count = child(receipt, 'retry')?.attrs.count ?? '1'
    if (!isCurrent()) return
    world.store.transaction(() => {
      draft.commit()
      world.outbox.settle(companion, 'message', id)
      world.outbox.put(companion, phoneMessage(world, sender.account, message, enc, { recipient }))
    })
    world.flush(companion)
  })
}

/** The unreadable copy came from another companion: only that one can make a new one. */
function passOn(world: World, companion: Companion, message: CarriedMessage, receipt: BinaryNode): void {
  const sender = { realm: companion.realm, number: message.from, device: message.device }
  const account = world.directory.account(companion.realm, companion.number)
  if (!account || !world.directory.companion(sender)) return
  world.outbox.settle(companion, 'message', message.id)
  const isOwn = companion.number === message.from
  const content = Array.isArray(receipt.content) ? receipt.content : []
  const attributes = {
    id: message.id,
    from: numberJid(account, companion.device),
    recipient: isOwn ? message.toJid : undefined,
    type: 'retry',
    t: Math.floor(world.now() / 1000),
  }
  const registration = content.some(({ tag }) => tag === 'registration')
    ? []
    : [node('registration', {}, uint(companion.registrationId, 4))]
  world.outbox.put(sender, node('receipt', attributes, [...content, ...registration]))
  world.flush(sender)
}

import { type BinaryNode, getBinaryNodeChildren } from 'baileys'
import type { Connection } from './connection.ts'
import { type Content, contentOf, ownCopyOf } from './content.ts'
import { verifyIdentity } from './device-identity.ts'
import type { Account, Companion } from './directory.ts'
import { type Envelope, type Opened, openCopies, openEnvelope, shownIn, summary } from './envelope.ts'
import { isHang, isMessageError } from './faults.ts'
import { lidJid, numberJid } from './jids.ts'
import { child, contentBytes, node } from './nodes.ts'
import { phoneKeys } from './phone-keys.ts'
import { putReceipt, putRetryRequest } from './receipts.ts'
import { createSignalDraft } from './signal-draft.ts'
import type { World } from './world.ts'

/** The stanza is malformed or its sender is not who it says: the service's SMAX_INVALID. */
const INVALID = 479

/**
 * A message from a companion: each phone it is for decrypts its copy, other companions get theirs forwarded; then one
 * transaction keeps all that happened, and only after it the companion gets its ack. The same id twice is one message.
 */
export function routeMessage(
  world: World,
  connection: Connection,
  sender: Companion,
  stanza: BinaryNode,
): Promise<void> {
  const { realm } = sender
  if (world.faults.take(realm, isHang)) return Promise.resolve()
  const fault = world.faults.take(realm, isMessageError)
  if (fault) {
    connection.send(ack(world, stanza, fault.code))
    return Promise.resolve()
  }
  return world.serial.run(realm, async (isCurrent) => {
    const account = world.directory.account(realm, sender.number)
    if (!account || !isIdentityProven(world, account, sender, stanza)) {
      world.log(`message ${stanza.attrs.id} of +${sender.number}:${sender.device} carries no valid device identity`)
      connection.send(ack(world, stanza, INVALID))
      return
    }
    const envelope = openEnvelope(world, account, stanza)
    world.log(`message ${stanza.attrs.id} of +${sender.number}:${sender.device} to ${summary(envelope)}`)
    const draft = createSignalDraft(world.store)
    const opened = await openCopies(world, draft, sender, envelope.copies)
    const shown = envelope.isPeer ? undefined : shownIn(opened)
    const content = shown && (await contentOf(world, realm, shown))
    const touched = new Map<string, Companion>()
    if (!isCurrent()) return
    world.store.transaction(() => {
      draft.commit()
      deliver(world, { stanza, sender, account, envelope, opened, content, touched })
    })
    connection.send(ack(world, stanza))
    for (const companion of touched.values()) world.flush(companion)
    world.flush(sender)
  })
}

interface Delivery {
  stanza: BinaryNode
  sender: Companion
  account: Account
  envelope: Envelope
  opened: Opened
  content: Content | undefined
  touched: Map<string, Companion>
}

function deliver(world: World, delivery: Delivery): void {
  const { stanza, sender, account, envelope, opened, content, touched } = delivery
  const id = stanza.attrs.id ?? ''
  for (const phone of opened.unreadable) putRetryRequest(world, sender, phone, id, envelope.contactJid)
  if (envelope.isPeer) return
  const at = world.now()
  for (const { companion, enc } of opened.forwards) {
    world.outbox.put(companion, forwarded(world, delivery, companion, enc, at))
    touched.set(`${companion.number}:${companion.device}`, companion)
  }
  if (!content) return
  const { realm } = sender
  const to = envelope.contact?.number ?? numberIn(envelope.contactJid)
  const isNew = !world.carried.find(realm, account.number, id)
  if (isNew) {
    const { type, text } = content
    const message = { id, from: account.number, device: sender.device, to, toJid: envelope.contactJid, at, type, text }
    world.carried.keep(realm, message)
    const screen = { id, from: account.number, to, at, ...ownCopyOf(world, realm, content) }
    world.phones.record(realm, account.number, { ...screen, status: 'sent' })
  }
  const contact = envelope.contact
  if (!contact || !(opened.contactCopy || contact.number === account.number)) return
  arrive(world, { sender, account, contact, id, at, content, toJid: envelope.contactJid })
}

interface Arrival {
  sender: Companion
  account: Account
  contact: Account
  id: string
  at: number
  content: Content
  toJid: string
}

/** The message is at its contact: on the phone's screen, or handed on to where the number really lives. */
function arrive(world: World, { sender, account, contact, id, at, content, toJid }: Arrival): void {
  const { realm } = sender
  const screen = { from: account.number, to: contact.number, id, at, ...content }
  const isLinked = world.directory.companions(realm, contact.number).length > 0
  const isCarried = !isLinked && content.type === 'text' && world.carry?.(realm, screen) === true
  putReceipt(world, sender, { id, fromJid: toJid, at })
  world.phones.progress(realm, account.number, id, 'delivered')
  if (isCarried) return
  const received = world.phones.receive(realm, contact.number, screen)
  // A linked account's messages are read where its companions read them.
  if (received.status !== 'read' || isLinked) return
  putReceipt(world, sender, { id, fromJid: toJid, at, type: 'read' })
  world.phones.progress(realm, account.number, id, 'read')
}

/** A copy for another companion, as the service hands it on: from the sending device, still encrypted. */
function forwarded(
  { phones }: World,
  { stanza, sender, account, envelope }: Delivery,
  companion: Companion,
  enc: BinaryNode,
  at: number,
): BinaryNode {
  const isOwn = companion.number === sender.number
  const identity = child(stanza, 'device-identity')
  return node(
    'message',
    {
      from: numberJid(account, sender.device),
      sender_lid: lidJid(account, sender.device),
      recipient: isOwn ? envelope.contactJid : undefined,
      id: stanza.attrs.id,
      t: Math.floor(at / 1000),
      type: stanza.attrs.type ?? 'text',
      notify: phones.find(sender.realm, sender.number)?.name,
    },
    identity ? [enc, identity] : [enc],
  )
}

/** Every stanza with a pre-key message must carry the identity the account's phone issued to this very companion. */
function isIdentityProven({ store, proofs }: World, account: Account, sender: Companion, stanza: BinaryNode): boolean {
  const encs = getBinaryNodeChildren(child(stanza, 'participants'), 'to').flatMap(({ content }) =>
    Array.isArray(content) ? content : [],
  )
  const direct = child(stanza, 'enc')
  if (direct) encs.push(direct)
  if (!encs.some(({ attrs }) => attrs.type === 'pkmsg')) return true
  const proof = contentBytes(child(stanza, 'device-identity'))
  const accountKey = Buffer.from(phoneKeys(store, account).identity.public)
  if (!proof) return false
  const claim = Buffer.concat([accountKey, sender.identity, proof]).toString('base64')
  const name = sender.noiseKey.toString('base64')
  if (proofs.get(name) === claim) return true
  if (verifyIdentity(proof, accountKey, sender.identity) !== sender.keyIndex) return false
  proofs.set(name, claim)
  return true
}

function ack(world: World, { attrs }: BinaryNode, error?: number): BinaryNode {
  return node('ack', { class: 'message', id: attrs.id, from: attrs.to, t: Math.floor(world.now() / 1000), error })
}

function numberIn(jid: string): string {
  return jid.split(/[:@]/)[0] ?? ''
}

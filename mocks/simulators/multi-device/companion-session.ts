import { type BinaryNode, type proto, S_WHATSAPP_NET } from 'baileys'
import type { Account, Companion } from './directory.ts'
import { node } from './nodes.ts'
import { signalKey } from './phone-keys.ts'
import type { SignalBundle, SignalDraft } from './signal-draft.ts'
import type { World } from './world.ts'

/** Below this stock a companion is asked for more one-time keys; Baileys then uploads five. */
const PRE_KEYS_LOW = 5

/** Encrypts what a phone sends to a companion, opening a session from the companion's stored keys when there is none. */
export async function encryptFor(
  world: World,
  draft: SignalDraft,
  phone: Account,
  companion: Companion,
  message: proto.IMessage,
  renew?: { bundle: SignalBundle | undefined },
): Promise<BinaryNode> {
  const lid = lidOf(world, companion)
  if (renew || !draft.hasSession(phone, companion)) {
    await draft.begin(phone, companion, lid, renew?.bundle ?? takeBundle(world, companion))
  }
  return draft.encrypt(phone, companion, lid, message)
}

export function decryptFrom(
  world: World,
  draft: SignalDraft,
  phone: Account,
  companion: Companion,
  enc: BinaryNode,
): Promise<proto.Message> {
  return draft.decrypt(phone, companion, lidOf(world, companion), enc)
}

export interface CompanionBundle {
  companion: Companion
  oneTime: { id: number; value: Buffer } | undefined
}

/** A one-time key of a companion, never given out twice; asks the companion for more when few are left. */
export function takeCompanionKeys({ directory, outbox, flush, now }: World, companion: Companion): CompanionBundle {
  const { key, left } = directory.takePreKey(companion)
  if (left < PRE_KEYS_LOW) {
    const attributes = {
      from: S_WHATSAPP_NET,
      type: 'encrypt',
      id: `low-${now()}-${left}`,
      t: Math.floor(now() / 1000),
    }
    outbox.put(companion, node('notification', attributes, [node('count', { value: left })]))
    flush(companion)
  }
  return { companion, oneTime: key }
}

function takeBundle(world: World, companion: Companion): SignalBundle {
  const { oneTime } = takeCompanionKeys(world, companion)
  const { registrationId, identity, signedPreKey } = companion
  return {
    registrationId,
    identityKey: signalKey(identity),
    signedPreKey: {
      keyId: signedPreKey.id,
      publicKey: signalKey(signedPreKey.value),
      signature: signedPreKey.signature,
    },
    preKey: oneTime && { keyId: oneTime.id, publicKey: signalKey(oneTime.value) },
  }
}

function lidOf({ directory }: World, { realm, number }: Companion): string {
  const account = directory.account(realm, number)
  if (!account) throw new Error(`companion of +${number}, which is not on WhatsApp`)
  return account.lid
}

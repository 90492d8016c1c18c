import { randomInt } from 'node:crypto'
import type { BinaryNode } from 'baileys'
import { Curve, generateSignalPubKey, KEY_BUNDLE_TYPE, type KeyPair, type SignedKeyPair, signedKeyPair } from 'baileys'
import type { WorldStore } from '../store.ts'
import type { Account } from './directory.ts'
import { node, uint } from './nodes.ts'

/** The Signal identity of a phone (device 0 of an account), made when it is first needed. */
export interface PhoneKeys {
  identity: KeyPair
  signedPreKey: SignedKeyPair
  registrationId: number
}

export function phoneKeys(store: WorldStore, account: Account): PhoneKeys {
  const key = `${account.realm}/${account.number}`
  const known = store.get<PhoneKeys>('md.phone-keys', key)
  if (known) return known
  const identity = Curve.generateKeyPair()
  const keys = { identity, signedPreKey: signedKeyPair(identity, 1), registrationId: randomInt(1, 16_380) }
  store.set('md.phone-keys', key, keys)
  return keys
}

/** What another device needs to open a session with the phone: as `user` children in an answer, or in a retry receipt. */
export function phoneBundle(store: WorldStore, account: Account): { registration: BinaryNode; keys: BinaryNode[] } {
  const { identity, signedPreKey, registrationId } = phoneKeys(store, account)
  const oneTime = newOneTimeKey(store, account)
  return {
    registration: node('registration', {}, uint(registrationId, 4)),
    keys: [
      node('type', {}, KEY_BUNDLE_TYPE),
      node('identity', {}, Buffer.from(identity.public)),
      node('key', {}, [node('id', {}, uint(oneTime.id, 3)), node('value', {}, Buffer.from(oneTime.pair.public))]),
      signedPreKeyNode({
        id: signedPreKey.keyId,
        value: Buffer.from(signedPreKey.keyPair.public),
        signature: Buffer.from(signedPreKey.signature),
      }),
    ],
  }
}

export function signedPreKeyNode(key: { id: number; value: Buffer; signature: Buffer }): BinaryNode {
  return node('skey', {}, [
    node('id', {}, uint(key.id, 3)),
    node('value', {}, key.value),
    node('signature', {}, key.signature),
  ])
}

/** Keys inside Signal structures carry the 05 prefix, keys on the wire do not. */
export function signalKey(key: Uint8Array): Buffer {
  return Buffer.from(generateSignalPubKey(Buffer.from(key)))
}

export function oneTimeKeyName(account: Account, id: number | string): string {
  return `${account.realm}/${account.number}/${String(id).padStart(8, '0')}`
}

function newOneTimeKey(store: WorldStore, account: Account): { id: number; pair: KeyPair } {
  const owner = `${account.realm}/${account.number}`
  const id = (store.get<number>('md.phone-last-key', owner) ?? 0) + 1
  const pair = Curve.generateKeyPair()
  store.transaction(() => {
    store.set('md.phone-last-key', owner, id)
    store.set('md.phone-pre-key', oneTimeKeyName(account, id), pair)
  })
  return { id, pair }
}

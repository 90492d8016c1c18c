import type { BinaryNode } from 'baileys'
import { encodeWAMessage, type KeyPair, proto, unpadRandomMax16 } from 'baileys'
import { ProtocolAddress, SessionBuilder, SessionCipher, SessionRecord, type SignalStorage } from 'libsignal'
import type { WorldStore } from '../store.ts'
import type { Account, Companion } from './directory.ts'
import { node } from './nodes.ts'
import { oneTimeKeyName, phoneKeys, signalKey } from './phone-keys.ts'

export type SignalBundle = Omit<Parameters<SessionBuilder['initOutgoing']>[0], 'preKey'> & {
  preKey?: { keyId: number; publicKey: Uint8Array } | undefined
}

/**
 * Signal work of phones whose ratchet steps are held back until `commit`, so that they are stored together with
 * the message they carried: a world killed in between has seen either both or neither.
 * Drafts of one realm must not overlap.
 */
export interface SignalDraft {
  hasSession(phone: Account, companion: Companion): boolean
  /** Replaces the session with a companion by one begun from its keys. */
  begin(phone: Account, companion: Companion, lid: string, bundle: SignalBundle): Promise<void>
  encrypt(phone: Account, companion: Companion, lid: string, message: proto.IMessage): Promise<BinaryNode>
  /** Refuses a pre-key message whose identity key is not the companion's. */
  decrypt(phone: Account, companion: Companion, lid: string, enc: BinaryNode): Promise<proto.Message>
  /** To be called inside a store transaction. */
  commit(): void
}

export function createSignalDraft(store: WorldStore): SignalDraft {
  const sessions = new Map<string, unknown>()
  const spentKeys = new Set<string>()

  /** Storage as libsignal wants it, for one phone talking to one companion. */
  function storage(phone: Account, companion: Companion): SignalStorage {
    const keys = phoneKeys(store, phone)
    const name = sessionName(phone, companion)
    return {
      async loadSession() {
        const stored = sessions.get(name) ?? store.get<Uint8Array>('md.session', name)
        return stored ? SessionRecord.deserialize(stored as Uint8Array) : undefined
      },
      async storeSession(_address, record) {
        sessions.set(name, structuredClone(record.serialize()))
      },
      isTrustedIdentity: (_address, identity) => signalKey(companion.identity).equals(Buffer.from(identity)),
      async loadPreKey(id) {
        const pair = store.get<KeyPair>('md.phone-pre-key', oneTimeKeyName(phone, id))
        return pair && signalPair(pair)
      },
      removePreKey: (id) => void spentKeys.add(oneTimeKeyName(phone, id)),
      loadSignedPreKey: () => signalPair(keys.signedPreKey.keyPair),
      getOurRegistrationId: () => keys.registrationId,
      getOurIdentity: () => ({
        privKey: Buffer.from(keys.identity.private),
        pubKey: signalKey(keys.identity.public),
      }),
    }
  }

  return {
    hasSession: (phone, companion) =>
      sessions.has(sessionName(phone, companion)) ||
      store.get('md.session', sessionName(phone, companion)) !== undefined,
    async begin(phone, companion, lid, bundle) {
      const builder = new SessionBuilder(storage(phone, companion), signalAddress(lid, companion))
      // libsignal declares the one-time key as required; it works, as Signal demands, without one.
      await builder.initOutgoing(bundle as Parameters<SessionBuilder['initOutgoing']>[0])
    },
    async encrypt(phone, companion, lid, message) {
      const cipher = new SessionCipher(storage(phone, companion), signalAddress(lid, companion))
      const { type, body } = await cipher.encrypt(Buffer.from(encodeWAMessage(message)))
      const enc = { v: 2, type: type === PRE_KEY_MESSAGE ? 'pkmsg' : 'msg' }
      return node('enc', enc, Buffer.from(body, 'binary'))
    },
    async decrypt(phone, companion, lid, enc) {
      const cipher = new SessionCipher(storage(phone, companion), signalAddress(lid, companion))
      const ciphertext = Buffer.from(enc.content as Uint8Array)
      const plaintext =
        enc.attrs.type === 'pkmsg'
          ? await cipher.decryptPreKeyWhisperMessage(ciphertext)
          : await cipher.decryptWhisperMessage(ciphertext)
      return proto.Message.decode(unpadRandomMax16(plaintext))
    },
    commit() {
      for (const [name, record] of sessions) store.set('md.session', name, record)
      for (const name of spentKeys) store.delete('md.phone-pre-key', name)
      sessions.clear()
      spentKeys.clear()
    },
  }
}

const PRE_KEY_MESSAGE = 3

/** A companion's Signal address is its LID's, whichever form of JID it was reached by. */
function signalAddress(lid: string, { device }: Companion): ProtocolAddress {
  return new ProtocolAddress(`${lid}_1`, device)
}

function sessionName(phone: Account, { number, device }: Companion): string {
  return `${phone.realm}/${phone.number}/${number}/${device}`
}

function signalPair(pair: KeyPair): { privKey: Buffer; pubKey: Buffer } {
  return { privKey: Buffer.from(pair.private), pubKey: signalKey(pair.public) }
}

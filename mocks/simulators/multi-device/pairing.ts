import { randomBytes } from 'node:crypto'
import { type BinaryNode, type proto, S_WHATSAPP_NET } from 'baileys'
import type { WorldClock } from '../clock.ts'
import type { Phones } from '../phone/phones.ts'
import { SimulatorRefusal } from '../refusal.ts'
import type { WorldStore } from '../store.ts'
import type { Connection } from './connection.ts'
import { isSignedBy, issueIdentity, sealIdentity, verifyIdentity } from './device-identity.ts'
import {
  type Companion,
  type Directory,
  type IssuedDevice,
  LINKED_DEVICES_MAX,
  type SignedPreKey,
} from './directory.ts'
import { type Faults, isRefresh } from './faults.ts'
import { lidJid, numberJid } from './jids.ts'
import { child, contentBytes, node } from './nodes.ts'
import { phoneKeys } from './phone-keys.ts'
import { parseQrText, type QrText } from './qr-text.ts'

/** The linking of companions: refs out, a scan in, signatures checked, the link stored. */
export interface Pairing {
  /** Gives an unpaired client the refs it draws its QR codes from. */
  offer(connection: Connection): void
  scan(realm: string, number: string, text: string): Promise<Companion>
  /** The client's answer to `pair-success`. @returns false when the stanza is something else */
  answered(connection: Connection, stanza: BinaryNode): boolean
  /** The connection is gone: its refs are worth nothing any more. */
  closed(connection: Connection): void
  /** The person takes back a scan whose pairing is still going on. */
  cancel(realm: string, fits: (number: string, device: number, noiseKey: Buffer) => boolean): void
}

const REFS = 6
const REF_BYTES = 72
/** Real time; the client answers within milliseconds. */
const PAIRING_TIMEOUT_MS = 15_000

interface Offer {
  refs: Set<string>
  registration: Registration
  refreshed: boolean
  /** Adv secrets that the server has asked to be replaced. */
  retiredSecrets: string[]
  pending: Pending | undefined
}

interface Registration {
  identity: Buffer
  registrationId: number
  signedPreKey: SignedPreKey
}

interface Pending {
  stanzaId: string
  number: string
  issued: IssuedDevice
  accountKey: Buffer
  settle(outcome: Companion | SimulatorRefusal): void
}

export function createPairing(world: {
  store: WorldStore
  directory: Directory
  phones: Phones
  clock: WorldClock
  faults: Faults
  linked(companion: Companion): void
}): Pairing {
  const { store, directory, phones, clock, faults } = world
  const offers = new Map<Connection, Offer>()

  return {
    offer(connection) {
      const registration = readRegistration(connection.payload)
      if (!registration) {
        connection.end(node('failure', { reason: 400 }))
        return
      }
      const refs = Array.from({ length: REFS }, () => `2@${randomBytes(REF_BYTES).toString('base64')}`)
      offers.set(connection, {
        refs: new Set(refs),
        registration,
        refreshed: false,
        retiredSecrets: [],
        pending: undefined,
      })
      const children = refs.map((ref) => node('ref', {}, Buffer.from(ref)))
      connection.send(
        node('iq', { from: S_WHATSAPP_NET, type: 'set', id: stanzaId(), xmlns: 'md' }, [
          node('pair-device', {}, children),
        ]),
      )
    },

    async scan(realm, number, text) {
      if (!phones.find(realm, number)) {
        throw new SimulatorRefusal(404, 'PHONE_NOT_FOUND', `There is no phone with the number +${number}`)
      }
      const qr = parseQrText(text)
      const found = [...offers].find(([connection, { refs }]) => connection.realm === realm && refs.has(qr.ref))
      if (!found) throw new SimulatorRefusal(410, 'QR_EXPIRED', 'No companion shows this QR code any more')
      const [connection, offer] = found
      if (!connection.clientKey.equals(qr.noiseKey) || !offer.registration.identity.equals(qr.identity)) {
        throw new SimulatorRefusal(
          400,
          'INVALID_QR',
          'The keys in this QR code are not those of the companion showing it',
        )
      }
      if (directory.companions(realm, number).length >= LINKED_DEVICES_MAX) {
        throw new SimulatorRefusal(409, 'DEVICE_LIMIT', `+${number} already has ${LINKED_DEVICES_MAX} linked devices`)
      }
      refuseRetired(realm, connection, offer, qr)
      offer.refs.clear()
      return pair(connection, offer, realm, number, qr)
    },

    answered(connection, stanza) {
      const offer = offers.get(connection)
      const pending = offer?.pending
      const answer = child(stanza, 'pair-device-sign')
      if (!offer || !pending || !answer || stanza.attrs.id !== pending.stanzaId) return false
      const signed = child(answer, 'device-identity')
      const bytes = contentBytes(signed)
      const keyIndex = bytes && verifyIdentity(bytes, pending.accountKey, offer.registration.identity)
      if (keyIndex !== pending.issued.keyIndex || signed?.attrs['key-index'] !== String(keyIndex)) {
        pending.settle(
          new SimulatorRefusal(409, 'PAIRING_FAILED', 'The companion did not sign the identity it was issued'),
        )
        connection.end(node('stream:error', { code: 500 }))
        return true
      }
      const companion = directory.link(
        {
          realm: connection.realm,
          number: pending.number,
          linkedAt: clock.now(),
          noiseKey: connection.clientKey,
          ...offer.registration,
        },
        pending.issued,
      )
      connection.end(node('stream:error', { code: 515 }))
      offers.delete(connection)
      world.linked(companion)
      pending.settle(companion)
      return true
    },

    closed(connection) {
      const pending = offers.get(connection)?.pending
      offers.delete(connection)
      pending?.settle(new SimulatorRefusal(409, 'PAIRING_FAILED', 'The companion refused the pairing or went away'))
    },

    cancel(realm, fits) {
      for (const [connection, { pending }] of offers) {
        if (connection.realm !== realm || !pending) continue
        if (!fits(pending.number, pending.issued.device, connection.clientKey)) continue
        pending.settle(new SimulatorRefusal(409, 'PAIRING_FAILED', 'The device was removed while it was being linked'))
        offers.delete(connection)
        connection.end(deviceRemoved())
      }
    },
  }

  /**
   * The service sometimes answers a scan by asking the companion for a new adv secret. The phone then says that it
   * could not link, and only a scan of the QR code drawn with the new secret succeeds.
   */
  function refuseRetired(realm: string, connection: Connection, offer: Offer, qr: QrText): void {
    const secret = qr.advSecret.toString('base64')
    if (!offer.refreshed && faults.take(realm, isRefresh)) {
      offer.refreshed = true
      offer.retiredSecrets.push(secret)
      connection.send(
        node('notification', { from: S_WHATSAPP_NET, type: 'companion_reg_refresh', id: stanzaId(), t: seconds() }, [
          node('companion_reg_refresh'),
        ]),
      )
    }
    if (offer.retiredSecrets.includes(secret)) {
      throw new SimulatorRefusal(409, 'QR_REFRESHED', 'Could not link the device: scan the QR code it shows now')
    }
  }

  function pair(connection: Connection, offer: Offer, realm: string, number: string, qr: QrText): Promise<Companion> {
    const account = directory.account(realm, number)
    if (!account) throw new SimulatorRefusal(404, 'PHONE_NOT_FOUND', `+${number} is not on WhatsApp`)
    const issued = directory.issueDevice(realm, number)
    const identity = issueIdentity(phoneKeys(store, account), offer.registration.identity, issued.keyIndex, clock.now())
    const id = stanzaId()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        connection.end()
        settle(new SimulatorRefusal(504, 'PAIRING_TIMED_OUT', 'The companion did not answer'))
      }, PAIRING_TIMEOUT_MS)
      timer.unref()
      function settle(outcome: Companion | SimulatorRefusal): void {
        clearTimeout(timer)
        offer.pending = undefined
        if (outcome instanceof SimulatorRefusal) reject(outcome)
        else resolve(outcome)
      }
      offer.pending = { stanzaId: id, number, issued, accountKey: identity.accountKey, settle }
      connection.send(
        node('iq', { from: S_WHATSAPP_NET, type: 'set', id, t: seconds() }, [
          node('pair-success', {}, [
            node('device-identity', {}, Buffer.from(sealIdentity(identity, qr.advSecret))),
            node('device', { jid: numberJid(account, issued.device), lid: lidJid(account, issued.device) }),
            node('platform', { name: 'android' }),
          ]),
        ]),
      )
    })
  }

  function seconds(): number {
    return Math.floor(clock.now() / 1000)
  }
}

/** Tells a companion that the person removed it. Baileys reads the code, not the conflict, so both are there. */
export function deviceRemoved(): BinaryNode {
  return node('stream:error', { code: 401 }, [node('conflict', { type: 'device_removed' })])
}

/** What an unpaired client declares of itself, if its signed pre-key is really its own. */
function readRegistration({ devicePairingData: data }: proto.ClientPayload): Registration | undefined {
  if (!data?.eIdent || !data.eSkeyId || !data.eSkeyVal || !data.eSkeySig || data.eRegid?.length !== 4) return undefined
  const identity = Buffer.from(data.eIdent)
  const value = Buffer.from(data.eSkeyVal)
  const signature = Buffer.from(data.eSkeySig)
  if (identity.length !== 32 || value.length !== 32 || data.eSkeyId.length !== 3) return undefined
  if (!isSignedBy(identity, Buffer.concat([Buffer.from([5]), value]), signature)) return undefined
  return {
    identity,
    registrationId: Buffer.from(data.eRegid).readUInt32BE(),
    signedPreKey: { id: Buffer.from(data.eSkeyId).readUIntBE(0, 3), value, signature },
  }
}

function stanzaId(): string {
  return randomBytes(8).toString('hex').toUpperCase()
}

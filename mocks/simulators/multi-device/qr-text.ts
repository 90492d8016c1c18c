import { SimulatorRefusal } from '../refusal.ts'

/** What a companion shows the phone: which connection it is, who it is, and a secret the server never sees. */
export interface QrText {
  ref: string
  noiseKey: Buffer
  identity: Buffer
  advSecret: Buffer
}

const KEY_BYTES = 32

/** Reads `https://wa.me/settings/linked_devices#ref,noise,identity,adv,client` (older clients leave out address and client). */
export function parseQrText(text: string): QrText {
  const [ref, ...fields] = text.slice(text.indexOf('#') + 1).split(',')
  const [noiseKey, identity, advSecret] = fields.slice(0, 3).map((field) => Buffer.from(field, 'base64'))
  if (!ref || !isKey(noiseKey) || !isKey(identity) || !isKey(advSecret)) {
    throw new SimulatorRefusal(400, 'INVALID_QR', 'This is not the text of a WhatsApp linking QR code')
  }
  return { ref, noiseKey, identity, advSecret }
}

function isKey(bytes: Buffer | undefined): bytes is Buffer {
  return bytes?.length === KEY_BYTES
}

import { expect } from 'vitest'
import type { Answered } from '../flows/rig.ts'
import type { StageRig } from './stage-rig.ts'

/** What the documents name. */
export const uuid = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890'
export const alias = '65a1f2b3c4d5e6f7a8b9c0d1'
export const lucio = '+5491155555555'
export const ana = '+5511999999999'
export const number = '100000000000001'
export const key = '7f6d1c1e-52c8-4a3b-9a8e-2f1f3f0f9d11'
export const session = 'cs_0M4VMH5JD5S58ZWC2B1MYWJQRN'
export const broadcast = '65f4b5c6d7e8f9a0b1c2d3e4'

export interface Wish {
  to?: string
  channel?: string
  number?: string
  key?: string
  token?: string | null
}

const headersOf = ({ key: value }: Wish) => (value === undefined ? {} : { headers: { 'idempotency-key': value } })
const tokenOf = ({ token }: Wish) => (token === undefined ? {} : { token })

/** A text at Keebai, queued (`channel`) or waited for. */
export function text(rig: StageRig, wish: Wish = {}): Promise<Answered> {
  const sender = wish.channel === undefined ? { phone_number_id: wish.number ?? number } : { channel_id: wish.channel }
  const body = { ...sender, to: wish.to ?? lucio, text: 'Hola!' }
  return rig.keebai('POST', '/v1/messages/text', { body, ...headersOf(wish), ...tokenOf(wish) })
}

export function template(rig: StageRig, wanted: object, sender: object = { phone_number_id: number }) {
  return rig.keebai('POST', '/v1/messages/template', { body: { ...sender, to: lucio, ...wanted } })
}

export const welcome = {
  template_name: 'welcome_v2',
  language: 'es',
  variables: { nombre: 'Lucio', monto: '$100' },
}

const templateId = '65f3a1b2c3d4e5f6a7b8c9d0'
export const oneTemplate = (rig: StageRig, id = templateId) => rig.keebai('GET', `/v1/templates/${id}`)

/** Gives a template another text. */
export const retext = (rig: StageRig, id = templateId) =>
  rig.keebai('PATCH', `/v1/templates/${id}`, { body: { components: [{ type: 'BODY', text: 'Buenas.' }] } })

/** A text at HubMessage. */
export function hubText(rig: StageRig, wish: Wish = {}): Promise<Answered> {
  return hubSend(rig, { type: 'TEXT', body: { message: 'Olá!' } }, wish)
}

/** Anything at HubMessage. */
export function hubSend(rig: StageRig, content: object, wish: Wish = {}): Promise<Answered> {
  const recipient = { identifier: (wish.to ?? ana).slice(1) }
  const body = { recipient, content }
  const path = `/v1/channels/${wish.channel ?? uuid}/messages`
  return rig.hub('POST', path, { body, ...headersOf(wish), ...tokenOf(wish) })
}

export function hubConnect(rig: StageRig, wish: object = {}, channel = uuid): Promise<Answered> {
  const result = { wabaId: '428083093730937', phoneId: '123456789012345', code: 'ABC123DEF456', coexistence: false }
  return rig.hub('POST', `/v1/channels/${channel}/connect`, { body: { ...result, ...wish } })
}

export const medium = (rig: StageRig, id: string, phoneNumberId = number) =>
  rig.keebai('GET', `/v1/media/${id}?phone_number_id=${phoneNumberId}`)
export const markRead = (rig: StageRig, body: object) => rig.keebai('POST', '/v1/messages/mark-read', { body })
export const channels = (rig: StageRig) => rig.keebai('GET', '/v1/channels')
export const channel = (rig: StageRig, id: string) => rig.keebai('GET', `/v1/channels/${id}`)
export const me = (rig: StageRig, token?: string | null) =>
  rig.keebai('GET', '/v1/me', token === undefined ? {} : { token })
export const readSession = (rig: StageRig, id = session) => rig.keebai('GET', `/v1/channels/whatsapp/connect/${id}`)
export const readBroadcast = (rig: StageRig, id = broadcast) => rig.keebai('GET', `/v1/messages/bulk/${id}`)

/** Keebai's refusals. */
export function keebaiError(status: number, code: string, details?: unknown) {
  return { status, body: { error: { code, ...(details !== undefined && { details }) }, statusCode: status } }
}

/** HubMessage's refusals. */
export function hubError(status: number, message: string, details?: unknown) {
  return { status, body: { error: status, message, ...(details !== undefined && { details }) } }
}

export const sent = { status: 202, body: { message_id: expect.stringMatching(/^wamid\./), status: 'sent' } }
export const hubSent = { status: 200, body: { messageId: expect.stringMatching(/^wamid\./) } }

import type { ChannelId, CompanyId, PhoneNumber } from '../ids.ts'

/** What the integrator owns: one WhatsApp number, however it was connected. */
export interface Channel {
  id: ChannelId
  /** 24 lower-case hex characters, accepted wherever the id is. */
  alias: string
  company: CompanyId
  kind: ChannelKind
  name: string
  /** `created`: made through HubMessage, waiting for its first connection. */
  state: 'created' | 'connected' | 'disconnected'
  /** Why it was disconnected, for people. */
  stateReason: string | null
  phoneNumber: PhoneNumber | null
  /** Meta's id of the number; for QR channels a stable synthetic one, digits only. */
  phoneNumberId: string | null
  wabaId: string | null
  coexistence: boolean
  pushName: string | null
  pipelineId: string | null
  createdAt: number
  connectedAt: number | null
}

export type ChannelKind = 'cloud_api' | 'qr'

/** What a kind of channel can do; asked for instead of the kind. */
export interface Capabilities {
  templates: boolean
  /** Free text needs a customer message of the last 24 hours. */
  conversationWindow: boolean
  /** WhatsApp's acceptance is already the confirmation; otherwise a status report follows. */
  acceptanceConfirms: boolean
}

const capabilities: Record<ChannelKind, Capabilities> = {
  cloud_api: { templates: true, conversationWindow: true, acceptanceConfirms: false },
  qr: { templates: false, conversationWindow: false, acceptanceConfirms: true },
}

export function supports(channel: Channel): Capabilities {
  return capabilities[channel.kind]
}

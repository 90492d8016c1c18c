import type { ChannelId, CompanyId, PhoneNumber } from '../ids.ts'
import type { Content } from '../messages/content.ts'

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
  media: boolean
  location: boolean
  contacts: boolean
  reactions: boolean
  interactive: boolean
  catalog: boolean
  /** Bodies in Meta's own words. */
  raw: boolean
  /** Marking received messages read, and showing that an answer is being typed. */
  markRead: boolean
  /** Free text needs a customer message of the last 24 hours. */
  conversationWindow: boolean
  /** WhatsApp's acceptance is already the confirmation; otherwise a status report follows. */
  acceptanceConfirms: boolean
  /** In touch through a connection that is kept open, and can be lost. */
  liveLine: boolean
}

const capabilities: Record<ChannelKind, Capabilities> = {
  cloud_api: {
    templates: true,
    media: true,
    location: true,
    contacts: true,
    reactions: true,
    interactive: true,
    catalog: true,
    raw: true,
    markRead: true,
    conversationWindow: true,
    acceptanceConfirms: false,
    liveLine: false,
  },
  qr: {
    templates: false,
    media: true,
    location: true,
    contacts: true,
    reactions: true,
    interactive: false,
    catalog: false,
    raw: false,
    markRead: true,
    conversationWindow: false,
    acceptanceConfirms: true,
    liveLine: true,
  },
}

export function supports(channel: Channel): Capabilities {
  return capabilities[channel.kind]
}

/** Whether this kind of channel can carry this kind of content. */
export function carries(channel: Channel, type: Content['type']): boolean {
  const needed = neededFor[type]
  return needed === null || supports(channel)[needed]
}

const neededFor: Record<Content['type'], keyof Capabilities | null> = {
  text: null,
  template: 'templates',
  image: 'media',
  video: 'media',
  audio: 'media',
  document: 'media',
  sticker: 'media',
  location: 'location',
  contacts: 'contacts',
  reaction: 'reactions',
  interactive: 'interactive',
  catalog: 'catalog',
  raw: 'raw',
}

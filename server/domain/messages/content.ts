/** What a message says, in our words; the words of a surface and of WhatsApp stop in http/ and drivers/. */
export type Content =
  | TextContent
  | TemplateContent
  | MediaContent
  | LocationContent
  | ContactsContent
  | ReactionContent
  | InteractiveContent
  | CatalogContent
  | RawContent

export interface TextContent {
  type: 'text'
  text: string
  previewUrl: boolean
}

export interface TemplateContent {
  type: 'template'
  name: string
  language: string
  parameters: TemplateParameters
}

/** Named variables (Keebai) or Meta's own components (HubMessage), passed on as they are. */
export type TemplateParameters =
  | { form: 'named'; values: Record<string, string> }
  | { form: 'components'; components: Record<string, unknown>[] }

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

export interface MediaContent {
  type: MediaKind
  media: MediaSource
  /** Of images, videos and documents. */
  caption?: string
  /** Of documents. */
  filename?: string
  /** Of audio: shown as a voice message. */
  voice?: boolean
}

/** A public address WhatsApp or the line fetches it from, or the id of a stored or received medium; `origin` is where that came from. */
export type MediaSource = { by: 'link'; url: string } | { by: 'id'; id: string; origin?: string }

export interface LocationContent {
  type: 'location'
  latitude: number
  longitude: number
  name?: string
  address?: string
}

export interface ContactsContent {
  type: 'contacts'
  contacts: ContactCard[]
}

export interface ContactCard {
  name: { formatted: string; first?: string; middle?: string; last?: string; prefix?: string; suffix?: string }
  phones?: { phone: string; type?: string; waId?: string }[]
  emails?: { email: string; type?: string }[]
  org?: { company?: string; department?: string; title?: string }
  /** Meta's own members (`street`, `city`, `state`, `zip`, `country`, `country_code`, `type`), passed on as they are. */
  addresses?: Record<string, unknown>[]
  urls?: { url: string; type?: string }[]
  /** `YYYY-MM-DD`. */
  birthday?: string
}

export interface ReactionContent {
  type: 'reaction'
  /** The wamid of the message reacted to. */
  messageId: string
  /** Empty takes the reaction back. */
  emoji: string
}

/** What stands above the body of an interactive message. */
export type InteractiveHeader = { text: string } | { kind: 'image' | 'video' | 'document'; media: MediaSource }

interface InteractiveFrame {
  type: 'interactive'
  body: string
  header?: InteractiveHeader
  footer?: string
}

export type InteractiveContent = InteractiveFrame &
  (
    | { form: 'buttons'; buttons: { id: string; title: string }[] }
    | { form: 'list'; button: string; sections: ListSection[] }
    /** `id` is the integrator's own word for the button. */
    | { form: 'cta_url'; id?: string; displayText: string; url: string }
  )

export interface ListSection {
  title?: string
  rows: { id: string; title: string; description?: string }[]
}

/** The catalogue of the business; it needs one linked to its account. */
export interface CatalogContent {
  type: 'catalog'
  body: string
  /** The product whose picture is shown; without it the first. */
  thumbnailProductRetailerId?: string
  footer?: string
}

/** A body in Meta's own words, for Meta to judge. */
export interface RawContent {
  type: 'raw'
  body: Record<string, unknown>
}

/** Templates alone may be sent outside a customer's window. */
export function opensConversation(content: Content): boolean {
  return content.type === 'template' || (content.type === 'raw' && content.body.type === 'template')
}

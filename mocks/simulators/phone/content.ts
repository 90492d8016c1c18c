/** A file on a screen. */
export interface ScreenMedia {
  mime: string
  /** Null when nobody could fetch it: the address stands in a reserved or unknown domain. */
  size: number | null
  sha256: string | null
  filename?: string | undefined
  voice?: boolean | undefined
  animated?: boolean | undefined
  /** Where it was fetched from, if it was sent by its address. */
  link?: string | undefined
  /** Its bytes on the shelf of the world. */
  file?: string | undefined
}

export interface ScreenLocation {
  latitude: number
  longitude: number
  name?: string | undefined
  address?: string | undefined
}

export interface ScreenChoice {
  id: string
  title: string
  description?: string | undefined
}

/** What a person can tap on. */
export interface ScreenInteractive {
  /** `buttons`, `list`, `cta_url`, `catalog`, or Meta's own word for another kind. */
  form: string
  header?: string | undefined
  footer?: string | undefined
  buttons?: ScreenChoice[] | undefined
  /** The text that opens the list. */
  button?: string | undefined
  sections?: { title?: string | undefined; rows: ScreenChoice[] }[] | undefined
  display_text?: string | undefined
  url?: string | undefined
}

/** What a message shows beside its text, by its type. */
export interface ScreenContent {
  media?: ScreenMedia | undefined
  location?: ScreenLocation | undefined
  /** Cards in Meta's form. */
  contacts?: Record<string, unknown>[] | undefined
  /** An empty emoji took the reaction back. */
  reaction?: { message_id: string; emoji: string } | undefined
  interactive?: ScreenInteractive | undefined
  /** What the person chose of an interactive message. */
  reply?: ScreenChoice | undefined
  /** The message this one answers. */
  context?: string | undefined
}

/** One line that says what a message shows, for lists of messages. */
export function screenText({ location, contacts, reaction, reply }: ScreenContent): string {
  if (location) return location.name ?? location.address ?? `${location.latitude}, ${location.longitude}`
  if (contacts) return contacts.map(cardName).join(', ')
  if (reaction) return reaction.emoji
  return reply?.title ?? ''
}

function cardName({ name }: Record<string, unknown>): string {
  const formatted = typeof name === 'object' && name !== null && 'formatted_name' in name ? name.formatted_name : ''
  return String(formatted)
}

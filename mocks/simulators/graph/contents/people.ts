import { screenText } from '../../phone/content.ts'
import { GraphError } from '../errors.ts'
import { isRecord, requireObject, requireText } from '../parameters.ts'
import type { SentContent } from './content.ts'

export function readLocation(value: unknown): SentContent {
  const place = requireObject(value, 'location')
  const location = {
    latitude: coordinate(place.latitude, 'latitude', 90),
    longitude: coordinate(place.longitude, 'longitude', 180),
    name: optionalText(place.name, 'location.name'),
    address: optionalText(place.address, 'location.address'),
  }
  const screen = { location }
  return { type: 'location', text: screenText(screen), category: 'service', screen }
}

export function readContacts(value: unknown): SentContent {
  if (value === undefined) throw new GraphError(131008, { details: "Parameter 'contacts' is mandatory" })
  if (!Array.isArray(value) || value.length === 0) {
    throw new GraphError(131009, { details: "Parameter 'contacts' must be a list of at least one contact" })
  }
  const contacts = value.map(readCard)
  const screen = { contacts }
  return { type: 'contacts', text: screenText(screen), category: 'service', screen }
}

/** Whether it is about a message of the chat shows later, as at Meta. */
export function readReaction(value: unknown): SentContent {
  const reaction = requireObject(value, 'reaction')
  const message_id = requireText(reaction.message_id, 'reaction.message_id')
  const { emoji } = reaction
  if (emoji === undefined) throw new GraphError(131008, { details: "Parameter 'reaction.emoji' is mandatory" })
  if (typeof emoji !== 'string' || !isOneEmoji(emoji)) {
    throw new GraphError(131009, { details: "Parameter 'reaction.emoji' must be one emoji or empty" })
  }
  return { type: 'reaction', text: emoji, category: 'service', screen: { reaction: { message_id, emoji } } }
}

const NAME_PARTS = ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix']
const LISTS = ['phones', 'emails', 'addresses', 'urls']

function readCard(value: unknown, index: number): Record<string, unknown> {
  const at = `contacts[${index}]`
  const card = requireObject(value, at)
  const name = requireObject(card.name, `${at}.name`)
  requireText(name.formatted_name, `${at}.name.formatted_name`)
  if (!NAME_PARTS.some((part) => typeof name[part] === 'string' && name[part] !== '')) {
    throw new GraphError(131009, { details: `${at}.name needs ${NAME_PARTS.join(', ')} or several of them` })
  }
  for (const list of LISTS) {
    const entries = card[list]
    if (entries !== undefined && !(Array.isArray(entries) && entries.every(isRecord))) {
      throw new GraphError(131009, { details: `${at}.${list} must be a list of objects` })
    }
  }
  if (card.birthday !== undefined && !/^\d{4}-\d\d-\d\d$/.test(String(card.birthday))) {
    throw new GraphError(131009, { details: `${at}.birthday must have the form YYYY-MM-DD` })
  }
  return card
}

function coordinate(value: unknown, name: string, max: number): number {
  if (value === undefined || value === '')
    throw new GraphError(131008, { details: `Parameter 'location.${name}' is mandatory` })
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !(Math.abs(number) <= max)) {
    throw new GraphError(131009, { details: `Parameter 'location.${name}' must be a number from -${max} to ${max}` })
  }
  return number
}

function optionalText(value: unknown, name: string): string | undefined {
  return value === undefined || value === '' ? undefined : requireText(value, name)
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function isOneEmoji(text: string): boolean {
  return (
    text === '' ||
    ([...graphemes.segment(text)].length === 1 && /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text))
  )
}

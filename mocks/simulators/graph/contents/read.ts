import type { BusinessNumber } from '../assets.ts'
import { GraphError } from '../errors.ts'
import { isLonger, requireObject, requireText } from '../parameters.ts'
import { renderTemplate } from '../templates/render.ts'
import type { Templates } from '../templates/store.ts'
import type { SentContent } from './content.ts'
import { readInteractive } from './interactive.ts'
import { isMediaType, readMedia } from './media.ts'
import { readContacts, readLocation, readReaction } from './people.ts'

const TEXT_MAX = 4096
const TYPES = 'text, image, video, audio, document, sticker, location, contacts, reaction, interactive, template'

/** What a body of `POST /{phone}/messages` sends. Throws Graph's refusal. */
export function readContent(
  world: { templates: Templates },
  realm: string,
  number: BusinessNumber,
  body: Record<string, unknown>,
): SentContent {
  const type = body.type ?? 'text'
  if (isMediaType(type)) return readMedia(type, body[type])
  switch (type) {
    case 'text':
      return { type: 'text', text: readText(body.text), category: 'service', screen: {} }
    case 'location':
      return readLocation(body.location)
    case 'contacts':
      return readContacts(body.contacts)
    case 'reaction':
      return readReaction(body.reaction)
    case 'interactive':
      return readInteractive(body.interactive)
    case 'template': {
      const { template, ...rendered } = renderTemplate(world.templates, realm, number.wabaId, body.template)
      return { type: 'template', category: template.category.toLowerCase(), ...rendered }
    }
    default:
      throw new GraphError(100, { message: `(#100) Param type must be one of {${TYPES}} - got '${String(type)}'.` })
  }
}

function readText(value: unknown): string {
  const body = requireText(requireObject(value, 'text').body, 'text.body')
  if (isLonger(body, TEXT_MAX)) {
    throw new GraphError(100, { message: `(#100) Param text['body'] must be at most ${TEXT_MAX} characters long.` })
  }
  return body
}

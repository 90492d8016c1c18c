import type { ScreenChoice, ScreenInteractive } from '../../phone/content.ts'
import { GraphError } from '../errors.ts'
import { isLonger, requireObject, requireText } from '../parameters.ts'
import type { Attachment, SentContent } from './content.ts'
import { readAttachment } from './media.ts'

const BODY_MAX = 1024
const LIST_BODY_MAX = 4096
const EDGE_MAX = 60
const BUTTONS_MAX = 3
const SECTIONS_MAX = 10
const ROWS_MAX = 10
/** Kinds that are taken as they come: what they need beside a body lies outside this world. */
const OTHER_KINDS = [
  'flow',
  'product',
  'product_list',
  'location_request_message',
  'call_permission_request',
  'address_message',
  'carousel',
]

type Shown = Pick<ScreenInteractive, 'form'> & Partial<ScreenInteractive>

export function readInteractive(value: unknown): SentContent {
  const interactive = requireObject(value, 'interactive')
  const type = requireText(interactive.type, 'interactive.type')
  const action = requireObject(interactive.action, 'interactive.action')
  const shown = readAction(type, action)
  const text = readBody(type, interactive.body)
  const { header, attachment } = readHeader(type, interactive.header)
  const footer =
    interactive.footer === undefined ? undefined : requireObject(interactive.footer, 'interactive.footer').text
  return {
    type: 'interactive',
    text,
    category: 'service',
    screen: {
      interactive: {
        ...shown,
        header,
        footer: footer === undefined ? undefined : sized(footer, 'interactive.footer.text', EDGE_MAX),
      },
    },
    attachment,
  }
}

function readAction(type: string, action: Record<string, unknown>): Shown {
  switch (type) {
    case 'button':
      return { form: 'buttons', buttons: readButtons(action.buttons) }
    case 'list':
      return {
        form: 'list',
        button: sized(action.button, 'action.button', 20),
        sections: readSections(action.sections),
      }
    case 'cta_url':
      return { form: 'cta_url', ...readLink(action) }
    case 'catalog_message':
      requireName(action, 'catalog_message')
      return { form: 'catalog' }
    default:
      if (OTHER_KINDS.includes(type)) return { form: type }
      throw new GraphError(131009, { details: `Interactive type '${type}' is not valid` })
  }
}

function readButtons(value: unknown): ScreenChoice[] {
  const buttons = listOf(value, 'action.buttons', BUTTONS_MAX).map((entry, index) => {
    const at = `action.buttons[${index}]`
    const button = requireObject(entry, at)
    if (button.type !== 'reply') throw new GraphError(131009, { details: `${at}.type must be 'reply'` })
    const reply = requireObject(button.reply, `${at}.reply`)
    return { id: sized(reply.id, `${at}.reply.id`, 256), title: sized(reply.title, `${at}.reply.title`, 20) }
  })
  requireDifferent(
    buttons.map(({ id }) => id),
    'Button ids',
  )
  requireDifferent(
    buttons.map(({ title }) => title),
    'Button titles',
  )
  return buttons
}

function readSections(value: unknown) {
  const sections = listOf(value, 'action.sections', SECTIONS_MAX).map((entry, index, all) => {
    const at = `action.sections[${index}]`
    const section = requireObject(entry, at)
    const untitled = section.title === undefined && all.length === 1
    return {
      title: untitled ? undefined : sized(section.title, `${at}.title`, 24),
      rows: listOf(section.rows, `${at}.rows`, ROWS_MAX).map((row, place) => readRow(row, `${at}.rows[${place}]`)),
    }
  })
  const rows = sections.flatMap((section) => section.rows)
  if (rows.length > ROWS_MAX) throw new GraphError(131009, { details: `A list has at most ${ROWS_MAX} rows in all` })
  requireDifferent(
    rows.map(({ id }) => id),
    'Row ids',
  )
  return sections
}

function readRow(value: unknown, at: string): ScreenChoice {
  const row = requireObject(value, at)
  return {
    id: sized(row.id, `${at}.id`, 200),
    title: sized(row.title, `${at}.title`, 24),
    description: row.description === undefined ? undefined : sized(row.description, `${at}.description`, 72),
  }
}

function readLink(action: Record<string, unknown>) {
  requireName(action, 'cta_url')
  const parameters = requireObject(action.parameters, 'action.parameters')
  const url = requireText(parameters.url, 'action.parameters.url')
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new GraphError(131009, { details: 'action.parameters.url must be an http or https URL' })
  }
  return { display_text: sized(parameters.display_text, 'action.parameters.display_text', 20), url }
}

function readBody(type: string, value: unknown): string {
  const max = type === 'list' ? LIST_BODY_MAX : BODY_MAX
  if (value === undefined && type === 'product') return ''
  return sized(requireObject(value, 'interactive.body').text, 'interactive.body.text', max)
}

function readHeader(type: string, value: unknown): { header?: string; attachment?: Attachment } {
  if (value === undefined) return {}
  const header = requireObject(value, 'interactive.header')
  if (header.type === 'text') return { header: sized(header.text, 'interactive.header.text', EDGE_MAX) }
  const { type: kind } = header
  if (type === 'list' || (kind !== 'image' && kind !== 'video' && kind !== 'document')) {
    throw new GraphError(131009, { details: `A header of type '${String(kind)}' is not allowed here` })
  }
  return { attachment: readAttachment(kind, requireObject(header[kind], `interactive.header.${kind}`)) }
}

function requireName(action: Record<string, unknown>, name: string): void {
  if (action.name !== name) throw new GraphError(131009, { details: `action.name must be '${name}'` })
}

function requireDifferent(values: string[], what: string): void {
  if (new Set(values).size < values.length) throw new GraphError(131009, { details: `${what} must differ` })
}

function listOf(value: unknown, name: string, max: number): unknown[] {
  if (value === undefined) throw new GraphError(131008, { details: `Parameter '${name}' is mandatory` })
  if (!Array.isArray(value) || value.length === 0 || value.length > max) {
    throw new GraphError(131009, { details: `Parameter '${name}' must have 1 to ${max} entries` })
  }
  return value
}

function sized(value: unknown, name: string, max: number): string {
  const text = requireText(value, name)
  if (isLonger(text, max)) {
    throw new GraphError(131009, { details: `Parameter '${name}' length invalid. Min length: 1, Max length: ${max}` })
  }
  return text
}

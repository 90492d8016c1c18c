import { GraphError } from '../errors.ts'
import { isRecord } from '../parameters.ts'
import { type Button, type Component, variablesOf } from './component.ts'

const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION']
const TYPES = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL', 'LIMITED_TIME_OFFER', 'CALL_PERMISSION_REQUEST']
const FORMATS = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT', 'GIF']
const BUTTON_TYPES = [
  'QUICK_REPLY',
  'URL',
  'PHONE_NUMBER',
  'COPY_CODE',
  'OTP',
  'FLOW',
  'CATALOG',
  'MPM',
  'SPM',
  'VOICE_CALL',
  'APP',
]
const LENGTHS: Readonly<Record<string, number>> = { HEADER: 60, BODY: 1024, FOOTER: 60 }
const LABELLED = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'FLOW', 'VOICE_CALL']

export type Format = 'NAMED' | 'POSITIONAL'

export function readName(value: unknown): string {
  if (typeof value === 'string' && /^[a-z0-9_]{1,512}$/.test(value)) return value
  throw invalid('Message template name can only have lowercase letters, digits and underscores.')
}

export function readLanguage(value: unknown): string {
  if (typeof value === 'string' && /^[a-z]{2,3}(_[A-Za-z]{2,4})?$/.test(value)) return value
  throw invalid(`Param language must be a language Meta knows - got '${String(value)}'.`)
}

export function readCategory(value: unknown): string {
  const category = typeof value === 'string' ? value.toUpperCase() : ''
  if (CATEGORIES.includes(category)) return category
  throw invalid(`Param category must be one of {${CATEGORIES.join(', ')}} - got '${String(value)}'.`)
}

export function readFormat(value: unknown): Format {
  const format = typeof value === 'string' ? value.toUpperCase() : 'POSITIONAL'
  if (format === 'NAMED' || format === 'POSITIONAL') return format
  throw invalid(`Param parameter_format must be one of {NAMED, POSITIONAL} - got '${format}'.`)
}

/** Components as Meta keeps them, or its refusal. */
export function readComponents(value: unknown, category: string, format: Format): Component[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid('Param components must be a list of components.')
  const components = value.map((entry) => readComponent(entry, category, format))
  const types = components.map(({ type }) => type)
  const twice = types.find((type, index) => types.indexOf(type) !== index)
  if (twice) throw invalid(`Message template has more than one component of type ${twice}.`)
  if (!types.includes('BODY')) throw invalid('Message template must have a component of type BODY.')
  return components
}

function readComponent(entry: unknown, category: string, format: Format): Component {
  if (!isRecord(entry) || typeof entry.type !== 'string') throw invalid('A component must have a type.')
  const type = entry.type.toUpperCase()
  if (!TYPES.includes(type)) throw invalid(`Component type ${type} is not one of {${TYPES.join(', ')}}.`)
  const component = { ...entry, type } as Component
  if (type === 'HEADER') return readHeader(component, format)
  if (type === 'BUTTONS') return { ...component, buttons: readButtons(component.buttons) }
  if (type !== 'BODY' && type !== 'FOOTER') return component
  if (category === 'AUTHENTICATION' && component.text === undefined) return authenticationText(component)
  requireText(component, format, type === 'BODY' ? Number.POSITIVE_INFINITY : 0)
  return component
}

function readHeader(header: Component, format: Format): Component {
  const kind = String(header.format ?? '').toUpperCase()
  if (!FORMATS.includes(kind)) throw invalid(`Header format must be one of {${FORMATS.join(', ')}} - got '${kind}'.`)
  const component = { ...header, format: kind }
  if (kind === 'TEXT') requireText(component, format, 1)
  const handle = component.example?.header_handle
  if (['IMAGE', 'VIDEO', 'DOCUMENT'].includes(kind) && !(Array.isArray(handle) && typeof handle[0] === 'string')) {
    throw invalid(`A header of format ${kind} needs the handle of an example (example.header_handle).`)
  }
  return component
}

/** Meta writes these texts itself. */
function authenticationText(component: Component): Component {
  if (component.type === 'FOOTER') {
    const minutes = component.code_expiration_minutes
    return { ...component, text: `This code expires in ${String(minutes ?? 10)} minutes.` }
  }
  const advice = component.add_security_recommendation === true ? ' For your security, do not share this code.' : ''
  return { ...component, text: `*{{1}}* is your verification code.${advice}`, example: { body_text: [['123456']] } }
}

function requireText({ type, text, example }: Component, format: Format, variablesMax: number): void {
  const max = LENGTHS[type] ?? 0
  if (typeof text !== 'string' || text === '') throw invalid(`The ${type} has no text.`)
  if (text.length > max) throw invalid(`The text of the ${type} has more than ${max} characters.`)
  const variables = variablesOf(text)
  if (variables.length > variablesMax) throw invalid(`The text of the ${type} has too many variables.`)
  if (variables.length === 0) return
  const numbered = variables.every((name) => /^\d+$/.test(name))
  if (numbered !== (format === 'POSITIONAL') || (format === 'NAMED' && variables.some((name) => /^\d/.test(name)))) {
    throw invalid(`The variables of the ${type} do not fit the parameter format ${format}.`)
  }
  if (numbered && variables.some((_, index) => !variables.includes(String(index + 1)))) {
    throw invalid(`The variables of the ${type} must be numbered from {{1}} without gaps.`)
  }
  const prefix = `${type.toLowerCase()}_text`
  const given = format === 'NAMED' ? example?.[`${prefix}_named_params`] : example?.[prefix]
  const examples = format === 'POSITIONAL' && type === 'BODY' && Array.isArray(given) ? given[0] : given
  if (!Array.isArray(examples) || examples.length < variables.length) {
    throw invalid(`The ${type} has variables and needs an example of each.`, 2388043)
  }
}

function readButtons(value: unknown): Button[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 10) throw invalid('A template has 1 to 10 buttons.')
  return value.map((entry) => {
    const type = isRecord(entry) && typeof entry.type === 'string' ? entry.type.toUpperCase() : ''
    if (!BUTTON_TYPES.includes(type)) throw invalid(`Button type '${type}' is not one of {${BUTTON_TYPES.join(', ')}}.`)
    const button: Button = { ...(entry as Record<string, unknown>), type }
    if (
      LABELLED.includes(type) &&
      !(typeof button.text === 'string' && button.text.length >= 1 && button.text.length <= 25)
    ) {
      throw invalid('The text of a button has 1 to 25 characters.')
    }
    if (type === 'URL') requireUrl(button)
    return button
  })
}

function requireUrl({ url, example }: Button): void {
  if (typeof url !== 'string' || url.length > 2000 || !/^https?:\/\//i.test(url))
    throw invalid('The URL of a button is not valid.')
  const variables = variablesOf(url)
  if (variables.length === 0) return
  if (variables.length > 1 || !url.endsWith('}}')) throw invalid('A URL has one variable at most, at its end.')
  if (example === undefined) throw invalid('A URL with a variable needs an example.', 2388043)
}

/** Meta says what is wrong in the words for users. */
export function invalid(userMessage: string, subcode?: number): GraphError {
  return new GraphError(100, {
    message: 'Invalid parameter',
    userTitle: 'Invalid template',
    userMessage,
    ...(subcode && { subcode }),
  })
}

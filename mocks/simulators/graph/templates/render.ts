import type { ScreenContent } from '../../phone/content.ts'
import type { Attachment } from '../contents/content.ts'
import { readAttachment } from '../contents/media.ts'
import { GraphError } from '../errors.ts'
import { isRecord, requireObject, requireText } from '../parameters.ts'
import { renderButtons } from './buttons.ts'
import { type Component, fillIn, partOf, variablesOf } from './component.ts'
import type { Template, Templates } from './store.ts'

export interface Rendered {
  template: Template
  text: string
  screen: ScreenContent
  attachment?: Attachment | undefined
}

/** What a person sees of a template, or Graph's refusal of it or of its parameters. */
export function renderTemplate(templates: Templates, realm: string, wabaId: string, sent: unknown): Rendered {
  const wish = requireObject(sent, 'template')
  const name = requireText(wish.name, 'template name')
  const language = requireText(requireObject(wish.language, 'language').code, 'language code')
  const template = templates.find(realm, wabaId, name, language)
  requireUsable(template, name, language)
  const given = readGiven(wish.components)
  const { components } = template
  for (const { type } of given) {
    const of = type === 'button' ? 'BUTTONS' : type.toUpperCase()
    if (!partOf(components, of))
      throw new GraphError(132000, { details: `${type}: the template has no such component` })
  }
  const ofType = (type: string) => given.find((one) => one.type === type)?.parameters ?? []
  const body = partOf(components, 'BODY')
  const header = renderHeader(partOf(components, 'HEADER'), ofType('header'), template)
  return {
    template,
    text: body ? fillText(template, body, ofType('body')) : '',
    screen: {
      interactive: {
        form: 'template',
        header: header.text,
        footer: partOf(components, 'FOOTER')?.text,
        ...renderButtons(
          partOf(components, 'BUTTONS')?.buttons ?? [],
          given.filter(({ type }) => type === 'button'),
        ),
      },
      location: header.location,
    },
    attachment: header.attachment,
  }
}

/** Parameters as they were sent, by component. */
export interface Given {
  type: string
  subType: string
  index: number
  parameters: Record<string, unknown>[]
}

function readGiven(components: unknown): Given[] {
  if (components === undefined) return []
  if (!Array.isArray(components)) throw new GraphError(131009, { details: "Parameter 'components' must be an array" })
  return components.map((entry: unknown) => {
    const component = requireObject(entry, 'component')
    const parameters: unknown[] = Array.isArray(component.parameters) ? component.parameters : []
    return {
      type: requireText(component.type, 'component type').toLowerCase(),
      subType: typeof component.sub_type === 'string' ? component.sub_type.toLowerCase() : '',
      index: Number(component.index ?? 0),
      parameters: parameters.map((parameter) => (isRecord(parameter) ? parameter : {})),
    }
  })
}

function requireUsable(template: Template | undefined, name: string, language: string): asserts template is Template {
  if (template?.status === 'PAUSED') throw new GraphError(132015, { details: `template (${name}) is paused` })
  if (template?.status === 'DISABLED') throw new GraphError(132016, { details: `template (${name}) is disabled` })
  if (template?.status !== 'APPROVED') {
    throw new GraphError(132001, { details: `template name (${name}) does not exist in ${language}` })
  }
}

function renderHeader(
  header: Component | undefined,
  parameters: Record<string, unknown>[],
  template: Template,
): { text?: string; attachment?: Attachment; location?: ScreenContent['location'] } {
  if (!header) return {}
  if (header.format === 'TEXT') return { text: fillText(template, header, parameters) }
  const kind = String(header.format).toLowerCase()
  const [parameter] = parameters
  if (parameter?.type !== kind) {
    const received = String(parameter?.type ?? 'UNKNOWN').toUpperCase()
    throw new GraphError(132012, {
      details: `header: Format mismatch, expected ${String(header.format)}, received ${received}`,
    })
  }
  if (kind === 'location') return { location: requireObject(parameter.location, 'location') as never }
  if (kind === 'image' || kind === 'video' || kind === 'document')
    return { attachment: readAttachment(kind, parameter[kind]) }
  return {}
}

/** A text with its variables filled, by name or by position. */
function fillText(template: Template, { type, text = '' }: Component, parameters: Record<string, unknown>[]): string {
  const part = type.toLowerCase()
  const variables = variablesOf(text)
  const values = parameters.map((parameter) => readValue(parameter, part))
  if (values.length !== variables.length) {
    throw new GraphError(132000, {
      details: `${part}: number of localizable_params (${values.length}) does not match the expected number of params (${variables.length})`,
    })
  }
  return fillIn(
    text,
    template.parameterFormat === 'NAMED' ? byName(values, variables, part) : byPosition(values, variables),
  )
}

interface Value {
  name: string | undefined
  text: string
}

function byName(values: Value[], variables: string[], part: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const { name, text } of values) {
    if (!name) throw new GraphError(100, { details: 'Parameter name is missing or empty' })
    if (!variables.includes(name) || found.has(name)) {
      throw new GraphError(132012, { details: `${part}: parameter_name (${name}) is not expected` })
    }
    found.set(name, text)
  }
  return found
}

// `{{2}}` takes the second parameter, wherever it stands in the text.
function byPosition(values: Value[], variables: string[]): Map<string, string> {
  const ordered = [...variables].sort((a, b) => Number(a) - Number(b))
  return new Map(ordered.map((variable, index) => [variable, values[index]?.text ?? '']))
}

function readValue(parameter: Record<string, unknown>, part: string): Value {
  const { type, parameter_name: name } = parameter
  const localizable = type === 'currency' || type === 'date_time'
  if (type !== 'text' && !localizable) {
    throw new GraphError(132012, { details: `${part}: a parameter of type ${String(type)} is not expected` })
  }
  const text = localizable
    ? requireText(requireObject(parameter[type], type).fallback_value, `${type}.fallback_value`)
    : requireText(parameter.text, 'text')
  if (/[\n\t]| {5,}/.test(text)) {
    throw new GraphError(132012, {
      details: 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
    })
  }
  return { name: typeof name === 'string' ? name : undefined, text }
}

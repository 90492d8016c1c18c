import { Refusal } from '../refusals.ts'
import { buttonProblems } from './rules-buttons.ts'
import { exampleProblems, textProblems } from './rules-texts.ts'
import type { ParameterFormat, TemplateComponent, TemplateWish } from './template.ts'

export interface Problem {
  path: string
  message: string
}

const kinds = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS']
const headerFormats = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'GIF', 'PRODUCT']
const lengthMax: Record<string, number> = { HEADER: 60, BODY: 1024, FOOTER: 60 }

/** Refusal `invalid_request`, with everything Meta's documents would have Meta refuse. */
export function requireValidTemplate(wish: TemplateWish): void {
  const problems = [...nameProblems(wish), ...componentProblems(wish)]
  if (problems.length > 0) throw Refusal.of('invalid_request', { problems })
}

/** The same for components alone, as an edit brings them. */
export function requireValidComponents(
  template: Pick<TemplateWish, 'category' | 'parameterFormat' | 'components'>,
): void {
  const problems = componentProblems(template)
  if (problems.length > 0) throw Refusal.of('invalid_request', { problems })
}

/** Components as Meta spells them: types in capitals, the examples of a body as a list of lists. */
export function normalizeComponents(components: TemplateComponent[]): TemplateComponent[] {
  return components.map((component) => {
    const type = component.type.toUpperCase()
    const format = typeof component.format === 'string' ? { format: component.format.toUpperCase() } : {}
    return { ...component, type, ...format, ...exampleOf(component) }
  })
}

function exampleOf({ example }: TemplateComponent): { example?: Record<string, unknown> } {
  if (typeof example !== 'object' || example === null) return {}
  const { body_text: texts, ...rest } = example as Record<string, unknown>
  if (texts === undefined) return { example: rest }
  const nested = Array.isArray(texts) && texts.every((text) => typeof text === 'string') ? [texts] : texts
  return { example: { ...rest, body_text: nested } }
}

function nameProblems({ name, language }: TemplateWish): Problem[] {
  return [
    ...(/^[a-z0-9_]{1,512}$/.test(name)
      ? []
      : [{ path: '/body/name', message: 'must be 1 to 512 lower-case letters, digits and underscores' }]),
    ...(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/.test(language)
      ? []
      : [{ path: '/body/language', message: 'must be a language such as es or pt_BR' }]),
  ]
}

function componentProblems({
  components,
  category,
  parameterFormat,
}: Pick<TemplateWish, 'category' | 'parameterFormat' | 'components'>): Problem[] {
  const at = '/body/components'
  const once = kinds.flatMap((kind) => {
    const count = components.filter(({ type }) => type === kind).length
    return count > 1 ? [{ path: at, message: `has ${count} components of type ${kind}; one is allowed` }] : []
  })
  const body = components.some(({ type }) => type === 'BODY')
  const needed = body || category === 'AUTHENTICATION' ? [] : [{ path: at, message: 'needs a component of type BODY' }]
  return [
    ...once,
    ...needed,
    ...components.flatMap((component, index) => oneProblems(component, `${at}/${index}`, category, parameterFormat)),
  ]
}

function oneProblems(component: TemplateComponent, at: string, category: string, format: ParameterFormat): Problem[] {
  switch (component.type) {
    case 'HEADER':
      return headerProblems(component, at, format)
    case 'BODY':
      // Meta writes the text of an authentication template itself.
      if (category === 'AUTHENTICATION' && component.text === undefined) return []
      return textProblems(component, at, format, {
        lengthMax: lengthMax.BODY ?? 0,
        variablesMax: Number.POSITIVE_INFINITY,
      })
    case 'FOOTER':
      if (category === 'AUTHENTICATION' && component.text === undefined) return []
      return textProblems(component, at, format, { lengthMax: lengthMax.FOOTER ?? 0, variablesMax: 0 })
    case 'BUTTONS':
      return buttonProblems(component.buttons, `${at}/buttons`)
    default:
      // Carousels, offers and what Meta adds next are for Meta to judge.
      return []
  }
}

function headerProblems(header: TemplateComponent, at: string, parameters: ParameterFormat): Problem[] {
  const { format } = header
  if (typeof format !== 'string' || !headerFormats.includes(format)) {
    return [{ path: `${at}/format`, message: `must be one of ${headerFormats.join(', ')}` }]
  }
  if (format === 'TEXT')
    return textProblems(header, at, parameters, { lengthMax: lengthMax.HEADER ?? 0, variablesMax: 1 })
  return ['IMAGE', 'VIDEO', 'DOCUMENT'].includes(format) ? exampleProblems(header, at) : []
}

import type { GraphTemplate } from '../../../generated/meta/types.gen.ts'
import type { WorldStore } from '../store.ts'
import { clearRealm, type Waba } from './assets.ts'
import { GraphError } from './errors.ts'
import { isRecord, requireObject, requireText } from './parameters.ts'
import { page, selectFields } from './read.ts'
import type { GraphAnswer, GraphCall } from './world.ts'

/** A message template of a WABA, with a body of text only. */
export interface Template {
  id: string
  name: string
  language: string
  category: string
  parameterFormat: 'NAMED' | 'POSITIONAL'
  body: string
  status: string
}

/** In place of a WABA id: a template of every WABA of the realm, also of those that come into being later. */
export const everyWaba = '*'

export interface Templates {
  find(realm: string, wabaId: string, name: string, language: string): Template | undefined
  save(realm: string, wabaId: string, template: Template): void
  list(realm: string, wabaId: string): Template[]
  clear(realm: string): void
}

export function openTemplates(store: WorldStore): Templates {
  return {
    find: (realm, wabaId, name, language) =>
      store.get<Template>('graph.template', `${realm}/${wabaId}/${name}/${language}`) ??
      store.get<Template>('graph.template', `${realm}/${everyWaba}/${name}/${language}`),
    save(realm, wabaId, template) {
      store.set('graph.template', `${realm}/${wabaId}/${template.name}/${template.language}`, template)
    },
    list(realm, wabaId) {
      const of = (waba: string) => store.list<Template>('graph.template', `${realm}/${waba}/`).map((row) => row.value)
      const own = of(wabaId)
      const isOwn = (shared: Template) =>
        own.some((one) => one.name === shared.name && one.language === shared.language)
      return [...own, ...of(everyWaba).filter((shared) => !isOwn(shared))]
    },
    clear: (realm) => clearRealm(store, 'graph.template', realm),
  }
}

const FIELDS = ['name', 'parameter_format', 'components', 'language', 'status', 'category', 'id']

export function listTemplates(templates: Templates, realm: string, waba: Waba, { query }: GraphCall): GraphAnswer {
  const filters = ['name', 'status', 'category', 'language'] as const
  const matching = templates
    .list(realm, waba.id)
    .map(toGraphTemplate)
    .filter((template) => filters.every((filter) => !query.get(filter) || template[filter] === query.get(filter)))
  return page(
    matching.map((template) => selectFields(template, query.get('fields'), FIELDS)),
    query,
  )
}

/** The text a person sees, or Graph's refusal of the template or of its parameters. */
export function renderTemplate(templates: Templates, realm: string, wabaId: string, sent: unknown): Rendered {
  const wish = requireObject(sent, 'template')
  const name = requireText(wish.name, 'template name')
  const language = requireText(requireObject(wish.language, 'language').code, 'language code')
  const template = templates.find(realm, wabaId, name, language)
  requireUsable(template, name, language)
  return { template, text: fill(template, bodyParameters(wish.components)) }
}

export interface Rendered {
  template: Template
  text: string
}

/** Names in the order of their first use: `1`, `2` … or words. */
export function variablesOf(body: string): string[] {
  return [...new Set([...body.matchAll(VARIABLE)].map((match) => match[1] ?? ''))]
}

const VARIABLE = /\{\{\s*([a-z0-9_]+)\s*\}\}/g

interface Parameter {
  name: string | undefined
  text: string
}

function requireUsable(template: Template | undefined, name: string, language: string): asserts template is Template {
  if (template?.status === 'PAUSED') throw new GraphError(132015, { details: `template (${name}) is paused` })
  if (template?.status === 'DISABLED') throw new GraphError(132016, { details: `template (${name}) is disabled` })
  if (template?.status !== 'APPROVED') {
    throw new GraphError(132001, { details: `template name (${name}) does not exist in ${language}` })
  }
}

function fill(template: Template, parameters: Parameter[]): string {
  const variables = variablesOf(template.body)
  if (parameters.length !== variables.length) {
    throw new GraphError(132000, {
      details: `body: number of localizable_params (${parameters.length}) does not match the expected number of params (${variables.length})`,
    })
  }
  const values =
    template.parameterFormat === 'NAMED' ? byName(parameters, variables) : byPosition(parameters, variables)
  return template.body.replace(VARIABLE, (_whole, variable: string) => values.get(variable) ?? '')
}

function byName(parameters: Parameter[], variables: string[]): Map<string, string> {
  const values = new Map<string, string>()
  for (const { name, text } of parameters) {
    if (!name) throw new GraphError(100, { details: 'Parameter name is missing or empty' })
    if (!variables.includes(name) || values.has(name)) {
      throw new GraphError(132012, { details: `body: parameter_name (${name}) is not expected` })
    }
    values.set(name, text)
  }
  return values
}

// `{{2}}` takes the second parameter, wherever it stands in the text.
function byPosition(parameters: Parameter[], variables: string[]): Map<string, string> {
  const ordered = [...variables].sort((a, b) => Number(a) - Number(b))
  return new Map(ordered.map((variable, index) => [variable, parameters[index]?.text ?? '']))
}

function bodyParameters(components: unknown): Parameter[] {
  if (components === undefined) return []
  if (!Array.isArray(components)) throw new GraphError(131009, { details: "Parameter 'components' must be an array" })
  const entries: unknown[] = components
  return entries.flatMap((entry) => {
    const component = requireObject(entry, 'component')
    const type = requireText(component.type, 'component type').toLowerCase()
    if (type !== 'body') throw new GraphError(132000, { details: `${type}: the template has no such component` })
    const parameters: unknown[] = Array.isArray(component.parameters) ? component.parameters : []
    return parameters.map(readParameter)
  })
}

function readParameter(value: unknown): Parameter {
  const parameter = isRecord(value) ? value : {}
  if (parameter.type !== 'text') throw new GraphError(132012, { details: 'body: only text parameters are expected' })
  const text = requireText(parameter.text, 'text')
  if (/[\n\t]| {5,}/.test(text)) {
    throw new GraphError(132012, {
      details: 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
    })
  }
  return { name: typeof parameter.parameter_name === 'string' ? parameter.parameter_name : undefined, text }
}

function toGraphTemplate(template: Template): GraphTemplate {
  const variables = variablesOf(template.body)
  const named = template.parameterFormat === 'NAMED'
  const example = named
    ? { body_text_named_params: variables.map((name) => ({ param_name: name, example: name })) }
    : { body_text: [variables] }
  return {
    id: template.id,
    name: template.name,
    language: template.language,
    status: template.status,
    category: template.category,
    parameter_format: template.parameterFormat,
    components: [{ type: 'BODY', text: template.body, ...(variables.length > 0 ? { example } : {}) }],
  }
}

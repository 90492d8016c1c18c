import type { Problem } from './rules.ts'
import { type ParameterFormat, placeholdersOf, type TemplateComponent } from './template.ts'

const prefixes: Record<string, string> = { HEADER: 'header_text', BODY: 'body_text' }

/** What is wrong with a text: its length, its placeholders, the examples of those. */
export function textProblems(
  component: TemplateComponent,
  at: string,
  format: ParameterFormat,
  { lengthMax, variablesMax }: { lengthMax: number; variablesMax: number },
): Problem[] {
  const { text, type } = component
  if (typeof text !== 'string' || text === '') return [{ path: `${at}/text`, message: 'is required' }]
  const path = `${at}/text`
  if (text.length > lengthMax) return [{ path, message: `must NOT have more than ${lengthMax} characters` }]
  const names = placeholdersOf(text)
  if (names.length > variablesMax) {
    const most = variablesMax === 0 ? 'no variable' : `at most ${variablesMax} variable`
    return [{ path, message: `may have ${most}` }]
  }
  const wrong = format === 'NAMED' ? namedProblem(names) : positionalProblem(names)
  if (wrong) return [{ path, message: wrong }]
  const prefix = prefixes[type]
  return names.length === 0 || !prefix ? [] : missingExamples(component, at, format, prefix, names)
}

/** A header of a file needs a handle of an example of it. */
export function exampleProblems({ example }: TemplateComponent, at: string): Problem[] {
  const { header_handle: handle } = (example ?? {}) as Record<string, unknown>
  if (Array.isArray(handle) && typeof handle[0] === 'string' && handle[0] !== '') return []
  return [{ path: `${at}/example/header_handle`, message: 'needs the handle of an example' }]
}

function namedProblem(names: string[]): string | undefined {
  const wrong = names.find((name) => !/^[a-z][a-z0-9_]*$/.test(name))
  if (wrong === undefined) return undefined
  return `{{${wrong}}} is no name: a template of NAMED parameters has lower-case names of letters, digits and underscores`
}

function positionalProblem(names: string[]): string | undefined {
  const wrong = names.find((name) => !/^[1-9]\d*$/.test(name))
  if (wrong !== undefined)
    return `{{${wrong}}} is no number: a template of POSITIONAL parameters has {{1}}, {{2}} and so on`
  const missing = names.map((_, index) => String(index + 1)).find((number) => !names.includes(number))
  return missing && `leaves out {{${missing}}}: numbers begin with 1 and have no gaps`
}

function missingExamples(
  { example }: TemplateComponent,
  at: string,
  format: ParameterFormat,
  prefix: string,
  names: string[],
): Problem[] {
  const given = (example ?? {}) as Record<string, unknown>
  if (format === 'NAMED') {
    const member = `${prefix}_named_params`
    const entries = Array.isArray(given[member]) ? (given[member] as Record<string, unknown>[]) : []
    const missing = names.filter((name) => !entries.some((one) => one?.param_name === name && isText(one?.example)))
    if (missing.length === 0) return []
    return [{ path: `${at}/example/${member}`, message: `needs an example for ${missing.join(', ')}` }]
  }
  const texts = prefix === 'body_text' ? firstOf(given.body_text) : given[prefix]
  if (Array.isArray(texts) && texts.length === names.length && texts.every(isText)) return []
  return [{ path: `${at}/example/${prefix}`, message: `needs ${names.length} examples, one for each variable` }]
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

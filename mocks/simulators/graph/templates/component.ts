/** A part of a template in Meta's words; types are in capitals. */
export interface Component {
  type: string
  format?: string | undefined
  text?: string | undefined
  buttons?: Button[] | undefined
  example?: Record<string, unknown> | undefined
  [member: string]: unknown
}

export interface Button {
  type: string
  text?: string | undefined
  url?: string | undefined
  [member: string]: unknown
}

const VARIABLE = /\{\{\s*([a-z0-9_]+)\s*\}\}/g

/** Names in the order of their first use: `1`, `2` … or words. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1] ?? ''))]
}

export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(VARIABLE, (_whole, variable: string) => values.get(variable) ?? '')
}

/** The component of this type. */
export function partOf(components: readonly Component[], type: string): Component | undefined {
  return components.find((component) => component.type === type)
}

/** A body of text alone, with the examples Meta wants. */
export function bodyComponent(text: string, format: 'NAMED' | 'POSITIONAL'): Component {
  const variables = variablesOf(text)
  if (variables.length === 0) return { type: 'BODY', text }
  const named = variables.map((name) => ({ param_name: name, example: name }))
  return {
    type: 'BODY',
    text,
    example: format === 'NAMED' ? { body_text_named_params: named } : { body_text: [variables] },
  }
}

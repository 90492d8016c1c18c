const forms = ['pattern', 'oneOf', 'anyOf']

/**
 * Keeps an example beside every form a schema asks for, in place, under a name of ours: express-openapi-validator
 * removes the examples, and an error without one shows only the expression.
 */
export function keepOneExample(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  const schema = node as Record<string, unknown>
  const [first] = Array.isArray(schema.examples) && forms.some((form) => form in schema) ? schema.examples : []
  for (const value of Object.values(schema)) keepOneExample(value)
  if (typeof first === 'string' || typeof first === 'number') schema[suchAs] = first
}

/** `, such as …` where the schema has an example. */
export function exampleIn(schema: Record<string, unknown> | undefined): string {
  return schema?.[suchAs] === undefined ? '' : `, such as ${schema[suchAs]}`
}

const suchAs = 'x-such-as'

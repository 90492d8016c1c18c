/**
 * The pattern as Pact reads it: matched against the whole value, in the syntax of Oniguruma. Undefined for a pattern that
 * says nothing but "no NUL", or that cannot be said there.
 */
export function toPactRegex(pattern: string): string | undefined {
  if (pattern === '^[^\\u0000]*$' || /\\u|\\[cpP]|\(\?</.test(pattern)) return undefined
  const start = pattern.startsWith('^') ? '' : '^.*'
  const end = pattern.endsWith('$') && !pattern.endsWith('\\$') ? '' : '.*$'
  return `${start}${pattern}${end}`
}

/**
 * The pattern as Pact reads it: matched against the whole value, in the syntax of Oniguruma. Undefined for a pattern that
 * cannot be said there.
 */
export function toPactRegex(pattern: string): string | undefined {
  if (/\\[ucpP]|\(\?</.test(pattern)) return undefined
  if (pattern.includes('|') && !/^\^\([^()]*(\([^()]*\)[^()]*)*\)\$$/.test(pattern)) return `^.*(?:${pattern}).*$`
  const start = pattern.startsWith('^') ? '' : '^.*'
  const end = /[^\\]\$$/.test(pattern) ? '' : '.*$'
  return `${start}${pattern}${end}`
}

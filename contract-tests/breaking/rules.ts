import type { Direction, Level } from './change.ts'

/**
 * Every kind of change and what it means for those who know the former version, as a request and as an answer (events are judged
 * as answers). Requests break where less is accepted, answers where more can come or less is promised. Exception: longer texts,
 * larger numbers, new enum values and new variants in an answer are warnings, because APIs grow by them and their documents ask
 * clients to bear it. Texts for people (descriptions, titles, examples) and `x-` members are no change at all.
 */
export const rules = {
  'path-removed': { request: 'breaking' },
  'operation-removed': { request: 'breaking' },
  'operation-added': { request: 'harmless' },
  'operation-renamed': { request: 'warning' },
  'operation-deprecated': { request: 'warning' },

  'credentials-required': { request: 'breaking' },
  'scope-added': { request: 'breaking' },
  'security-relaxed': { request: 'harmless' },
  'security-scheme-changed': { request: 'breaking' },

  'parameter-removed': { request: 'breaking' },
  'parameter-added': { request: 'harmless' },
  'required-parameter-added': { request: 'breaking' },
  'parameter-required': { request: 'breaking' },
  'parameter-optional': { request: 'harmless' },
  'parameter-style-changed': { request: 'breaking' },

  'body-removed': { request: 'breaking', response: 'breaking' },
  'body-added': { request: 'harmless', response: 'harmless' },
  'body-required': { request: 'breaking' },
  'body-optional': { request: 'harmless' },
  'media-type-removed': { request: 'breaking', response: 'breaking' },
  'media-type-added': { request: 'harmless', response: 'harmless' },

  'status-removed': { response: 'breaking' },
  'status-added': { response: 'harmless' },
  'header-removed': { response: 'breaking' },
  'header-added': { response: 'harmless' },
  'header-optional': { response: 'breaking' },
  'header-required': { response: 'harmless' },

  'event-removed': { response: 'breaking' },
  'event-renamed': { response: 'breaking' },
  'event-added': { response: 'harmless' },

  'type-narrowed': { request: 'breaking', response: 'harmless' },
  'type-widened': { request: 'harmless', response: 'breaking' },
  'type-changed': { request: 'breaking', response: 'breaking' },
  'null-removed': { request: 'breaking', response: 'harmless' },
  'null-added': { request: 'harmless', response: 'breaking' },

  'const-changed': { request: 'breaking', response: 'breaking' },
  'enum-added': { request: 'breaking', response: 'harmless' },
  'enum-removed': { request: 'harmless', response: 'breaking' },
  'enum-value-removed': { request: 'breaking', response: 'harmless' },
  'enum-value-added': { request: 'harmless', response: 'warning' },
  'pattern-added': { request: 'breaking', response: 'harmless' },
  'pattern-removed': { request: 'harmless', response: 'breaking' },
  'pattern-changed': { request: 'breaking', response: 'breaking' },
  'format-added': { request: 'breaking', response: 'harmless' },
  'format-removed': { request: 'harmless', response: 'breaking' },
  'format-changed': { request: 'breaking', response: 'breaking' },
  'length-narrowed': { request: 'breaking', response: 'harmless' },
  'length-widened': { request: 'harmless', response: 'warning' },
  'range-narrowed': { request: 'breaking', response: 'harmless' },
  'range-widened': { request: 'harmless', response: 'warning' },
  'count-narrowed': { request: 'breaking', response: 'harmless' },
  'count-widened': { request: 'harmless', response: 'warning' },
  'default-changed': { request: 'breaking', response: 'harmless' },

  'property-removed': { request: 'breaking', response: 'breaking' },
  'property-ignored': { request: 'warning' },
  'property-added': { request: 'harmless', response: 'harmless' },
  'required-property-added': { request: 'breaking', response: 'harmless' },
  'property-required': { request: 'breaking', response: 'harmless' },
  'property-optional': { request: 'harmless', response: 'breaking' },
  'further-properties-forbidden': { request: 'breaking', response: 'harmless' },
  'further-properties-allowed': { request: 'harmless', response: 'harmless' },
  'variant-removed': { request: 'breaking', response: 'harmless' },
  'variant-added': { request: 'harmless', response: 'warning' },
  'condition-added': { request: 'breaking', response: 'harmless' },
  'condition-removed': { request: 'harmless', response: 'breaking' },
  'condition-changed': { request: 'breaking', response: 'breaking' },
} as const satisfies Record<string, { request?: Level; response?: Level }>

export type ChangeKind = keyof typeof rules

export function levelOf(kind: ChangeKind, direction: Direction): Level {
  const rule: { request?: Level; response?: Level } = rules[kind]
  const level = direction === 'request' ? rule.request : rule.response
  if (!level) throw new Error(`${kind} is no change of a ${direction}`)
  return level
}

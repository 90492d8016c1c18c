import type { Field } from './fields.ts'
import { statusOf } from './fields.ts'

/** What one text of `Side.fields` names. */
export interface Selector {
  text: string
  /** Undefined for every place. */
  places: string[] | undefined
  local: string
  /** Undefined for whatever the field may be. */
  values: string[] | undefined
}

export function parseSelector(text: string): Selector {
  const [, places = '', local = '', values] = /^(\S+) ([^=]+)(?:=(.+))?$/.exec(text) ?? []
  return { text, places: places === '*' ? undefined : places.split('|'), local, values: values?.split('|') }
}

export function selects({ places, local }: Selector, field: Field): boolean {
  if (places && !places.includes(field.place)) return false
  if (!local.startsWith('error.')) return local === field.local
  return (statusOf(field) ?? 0) >= 400 && local.slice('error.'.length) === field.local.slice('400.'.length)
}

/** Whether a description is meant by a pattern, in which `*` stands for anything. */
export function describes(pattern: string, description: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(description)
}

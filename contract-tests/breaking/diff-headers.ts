import { pointerTo } from '../compare/pointer.ts'
import { isObject, type Json } from '../json.ts'
import type { Bodies } from './diff-bodies.ts'
import { schemaOf } from './diff-parameters.ts'
import { diffSchemas } from './diff-schemas.ts'
import { report, type Scope } from './scope.ts'

/** A header the server sends. */
export interface Header {
  name: string
  isRequired: boolean
  schema: Json | undefined
  pointer: string
}

/** The headers of an answer. */
export function diffHeaders(scope: Scope, { before, after, gone, pointer }: Bodies): void {
  const listed = (version: 'before' | 'after', headers: Json | undefined, place: string) =>
    Object.entries(isObject(headers) ? headers : {}).map(([name, entry]): Header => {
      const node = scope[version].resolve(entry)
      const own = scope[version].pointerOf(node) ?? place + pointerTo('headers', name)
      return { name, isRequired: node.required === true, schema: schemaOf(node), pointer: own }
    })
  compareHeaders(scope, listed('before', before.headers, gone), listed('after', after.headers, pointer))
}

export function compareHeaders(scope: Scope, old: Header[], now: Header[]): void {
  const same = (one: Header) => (other: Header) => one.name.toLowerCase() === other.name.toLowerCase()
  for (const header of old) {
    const next = now.find(same(header))
    const { name, isRequired, schema, pointer } = header
    if (!next) {
      report(scope, [name], { kind: 'header-removed', what: `The header "${name}" is no longer sent.`, gone: pointer })
      continue
    }
    if (isRequired && !next.isRequired) {
      report(scope, [name], {
        kind: 'header-optional',
        what: `The header "${name}" is no longer always sent.`,
        pointer: next.pointer,
      })
    } else if (next.isRequired && !isRequired) {
      report(scope, [name], {
        kind: 'header-required',
        what: `The header "${name}" is always sent now.`,
        pointer: next.pointer,
      })
    }
    diffSchemas(scope, schema, next.schema, [name])
  }
  for (const header of now.filter((one) => !old.some(same(one)))) {
    report(scope, [header.name], {
      kind: 'header-added',
      what: `The header "${header.name}" is new.`,
      pointer: header.pointer,
    })
  }
}

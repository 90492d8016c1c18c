import type { Document, Operation } from '../compare/document.ts'
import { pointerTo, valueAt } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Use } from './change.ts'
import { diffSchemas } from './diff-schemas.ts'
import { report, type Scope, shown } from './scope.ts'

export interface Parameter {
  name: string
  in: 'query' | 'path' | 'header' | 'cookie'
  isRequired: boolean
  node: JsonObject
  pointer: string
}

/** What a client sends beside the body. */
export function diffParameters(scope: Scope, was: Operation, is: Operation): void {
  const [old, now] = [parametersOf(scope.before, was), parametersOf(scope.after, is)]
  for (const [key, parameter] of old) {
    const next = now.get(key)
    const inside = within(scope, parameter)
    const at = [parameter.name]
    const subject = told(parameter)
    if (!next) {
      report(inside, at, { kind: 'parameter-removed', what: `${subject} is no longer taken.`, gone: parameter.pointer })
      continue
    }
    const { pointer } = next
    if (next.isRequired && !parameter.isRequired) {
      report(inside, at, { kind: 'parameter-required', what: `${subject} is required now.`, pointer })
    } else if (parameter.isRequired && !next.isRequired) {
      report(inside, at, { kind: 'parameter-optional', what: `${subject} may be left out now.`, pointer })
    }
    const [style, styled] = [styleOf(parameter), styleOf(next)]
    if (shown(style) !== shown(styled)) {
      report(inside, at, {
        kind: 'parameter-style-changed',
        what: `${subject} is written in another way.`,
        pointer,
        before: style,
        after: styled,
      })
    }
    diffSchemas(inside, schemaOf(parameter.node), schemaOf(next.node), at)
  }
  for (const [key, parameter] of now) {
    if (old.has(key)) continue
    const { isRequired, pointer, name } = parameter
    const kind = isRequired ? 'required-parameter-added' : 'parameter-added'
    const what = `${told(parameter)} is new${isRequired ? ' and required' : ''}.`
    report(within(scope, parameter), [name], { kind, what, pointer })
  }
}

/** By place and name; those of a path by their position, because their names are not on the wire. */
export function parametersOf(document: Document, operation: Operation): Map<string, Parameter> {
  const item = operation.pointer.split('/').slice(0, -1).join('/')
  const lists = [item, operation.pointer].map((owner) => `${owner}/parameters`)
  const places = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name)
  const found = new Map<string, Parameter>()
  for (const list of lists) {
    const nodes = valueAt(document.content, list)
    for (const [index, node] of (Array.isArray(nodes) ? nodes : []).entries()) {
      const parameter = parameterOf(document, node, list + pointerTo(index))
      if (!parameter) continue
      const { in: place, name } = parameter
      const key = place === 'path' ? String(places.indexOf(name)) : place === 'header' ? name.toLowerCase() : name
      found.set(`${place} ${key}`, parameter)
    }
  }
  return found
}

const places = ['query', 'path', 'header', 'cookie'] as const

function parameterOf(document: Document, entry: Json, listed: string): Parameter | undefined {
  const node = document.resolve(entry)
  const place = places.find((one) => one === node.in)
  if (!place || typeof node.name !== 'string') return undefined
  return {
    name: node.name,
    in: place,
    isRequired: node.required === true,
    node,
    pointer: document.pointerOf(node) ?? listed,
  }
}

export function schemaOf(node: JsonObject): Json | undefined {
  const [media] = Object.values(isObject(node.content) ? node.content : {})
  return node.schema ?? (isObject(media) ? media.schema : undefined)
}

function styleOf({ node, in: place }: Parameter): Json {
  const style = node.style ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple')
  return { style, explode: node.explode ?? style === 'form' }
}

function within(scope: Scope, { in: part }: Parameter): Scope {
  return { ...scope, use: { ...scope.use, part: part satisfies Use['part'] } }
}

function told({ in: place, name }: Parameter): string {
  return `The ${place === 'header' ? 'header' : `${place} parameter`} "${name}"`
}

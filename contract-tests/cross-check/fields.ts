import { pointerTo, valueAt } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'

/** One field of a document where it is used: of a request, an answer or an event. */
export interface Field {
  /** `sendTextMessage request.body.to`, `getChannel 200.body.id`, `whatsapp.message.sent body.data.status`. */
  address: string
  /** An operation's id, or the name of an event. */
  place: string
  /** What follows the place: `request.body.to`; `operation` or `event` for the place itself. */
  local: string
  /** JSON pointer to (one of) its schema in the document. */
  pointer: string
  /** What an enumeration or a constant lets it be; empty where it is free. */
  values: string[]
}

/**
 * Every field of a bundled document. Alternatives (`oneOf`, `anyOf`, `then`) count together; a schema that contains itself
 * is followed once. An object is named by its members, unless it has none.
 */
export function fieldsOf(document: JsonObject): Field[] {
  const fields = new Map<string, Field>()

  /** What `allOf` says of a field again narrows it; alternatives widen it. */
  function add(place: string, local: string, pointer: string, values: string[] = [], narrows = false): void {
    const address = `${place} ${local}`
    const known = fields.get(address)
    if (!known) fields.set(address, { address, place, local, pointer, values })
    else if (narrows && values.length > 0) known.values = values
    else known.values = [...new Set([...known.values, ...values])]
  }

  function walk(place: string, local: string, at: Located, outer: string[] = [], narrows = false): void {
    const { node, pointer, refs } = follow(document, at)
    if (refs.some((ref) => outer.includes(ref))) return
    const inner = [...outer, ...refs]
    const step = (to: string, ...steps: string[]) => {
      const child = steps.reduce<Json | undefined>(memberOf, node)
      const narrower = narrows || steps[0] === 'allOf'
      if (isObject(child)) walk(place, to, { node: child, pointer: pointer + pointerTo(...steps) }, inner, narrower)
    }
    let parts = 0
    for (const name of Object.keys(isObject(node.properties) ? node.properties : {})) {
      parts += 1
      step(`${local}.${name}`, 'properties', name)
    }
    for (const [keyword, to] of [
      ['items', `${local}[]`],
      ['additionalProperties', `${local}.*`],
      ['then', local],
      ['else', local],
    ] as const) {
      const child = node[keyword]
      if (!isObject(child)) continue
      parts += 1
      if (!demandsOnly(child)) step(to, keyword)
    }
    for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
      const list = Array.isArray(node[keyword]) ? node[keyword] : []
      parts += list.length
      for (const index of list.keys()) step(local, keyword, String(index))
    }
    if (parts === 0) add(place, local, pointer, valuesOf(node), narrows)
  }

  for (const { place, isEvent, operation, pointer, shared } of operationsOf(document)) {
    add(place, isEvent ? 'event' : 'operation', pointer)
    const request = isEvent ? '' : 'request.'
    for (const at of [...shared, ...listed(operation.parameters, `${pointer}/parameters`)]) {
      const { node, pointer: where } = follow(document, at)
      const kind = node.in === 'header' ? 'headers' : String(node.in)
      walk(place, `${request}${kind}.${String(node.name)}`, { node: node.schema ?? {}, pointer: `${where}/schema` })
    }
    for (const media of mediaOf(document, operation.requestBody, `${pointer}/requestBody`)) {
      walk(place, `${request}body`, media)
    }
    for (const [status, response] of Object.entries(isObject(operation.responses) ? operation.responses : {})) {
      const at = { node: response, pointer: pointer + pointerTo('responses', status) }
      const { node, pointer: where } = follow(document, at)
      for (const name of Object.keys(isObject(node.headers) ? node.headers : {})) {
        const header = { node: memberOf(node.headers, name) ?? {}, pointer: where + pointerTo('headers', name) }
        const found = follow(document, header)
        const schema = { node: found.node.schema ?? {}, pointer: `${found.pointer}/schema` }
        walk(place, `${status}.headers.${name}`, schema)
      }
      for (const media of mediaOf(document, node, where)) walk(place, `${status}.body`, media)
    }
  }
  return [...fields.values()]
}

/** Says which members must be there and nothing of what they are, as a branch may. */
function demandsOnly(node: JsonObject): boolean {
  return Object.keys(node).every((keyword) => keyword === 'required')
}

/** The status a field belongs to; undefined for requests and events. */
export function statusOf({ local }: Pick<Field, 'local'>): number | undefined {
  return /^\d{3}(?=\.)/.test(local) ? Number(local.slice(0, 3)) : undefined
}

interface Located {
  node: Json
  pointer: string
}

interface Place {
  place: string
  isEvent: boolean
  operation: JsonObject
  pointer: string
  /** Parameters of the whole path. */
  shared: Located[]
}

const methods = ['get', 'put', 'post', 'delete', 'patch']

/** Every operation of `paths` by its id, and every webhook by its name. */
export function operationsOf(document: JsonObject): Place[] {
  return ['paths', 'webhooks'].flatMap((group) =>
    Object.entries(isObject(document[group]) ? document[group] : {}).flatMap(([key, item]) =>
      methods.flatMap((method) => {
        const operation = memberOf(item, method)
        if (!isObject(operation)) return []
        const isEvent = group === 'webhooks'
        const place = isEvent ? key : String(operation.operationId)
        const shared = listed(memberOf(item, 'parameters'), pointerTo(group, key, 'parameters'))
        return [{ place, isEvent, operation, pointer: pointerTo(group, key, method), shared }]
      }),
    ),
  )
}

/** Follows `$ref` to where a thing really stands, and says which references it went through. */
export function follow(document: JsonObject, at: Located): { node: JsonObject; pointer: string; refs: string[] } {
  const refs: string[] = []
  let { node, pointer } = at
  while (isObject(node) && typeof node.$ref === 'string' && !refs.includes(node.$ref)) {
    refs.push(node.$ref)
    pointer = node.$ref.slice(1)
    node = valueAt(document, pointer) ?? {}
  }
  return { node: isObject(node) ? node : {}, pointer, refs }
}

function memberOf(node: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(node)) return node[Number(name)]
  return isObject(node) ? node[name] : undefined
}

function listed(list: Json | undefined, pointer: string): Located[] {
  return Array.isArray(list) ? list.map((node, index) => ({ node, pointer: `${pointer}/${index}` })) : []
}

function mediaOf(document: JsonObject, holder: Json | undefined, pointer: string): Located[] {
  if (holder === undefined) return []
  const { node, pointer: where } = follow(document, { node: holder, pointer })
  return Object.entries(isObject(node.content) ? node.content : {}).map(([type, media]) => ({
    node: memberOf(media, 'schema') ?? {},
    pointer: where + pointerTo('content', type, 'schema'),
  }))
}

function valuesOf(node: JsonObject): string[] {
  const values = Array.isArray(node.enum) ? node.enum : node.const === undefined ? [] : [node.const]
  return values.filter((value) => value !== null).map(String)
}

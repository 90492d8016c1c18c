import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SurfaceDocument } from './document.ts'
import type { OperationInfo } from './operations.ts'
import type { Detail } from './problem.ts'

/** A list that may make a body long: a member of the body and how many items the document allows. */
export interface LongList {
  name: string
  itemsMax: number
}

/** So many items are judged together: what a validator says of all that is wrong with them stays small. */
const partMax = 100
const detailsMax = 50
/** So many are judged before others get their turn. */
const turnItems = 500

/** The long list of an operation's JSON body; undefined when it has none. */
export function longListOf(
  document: SurfaceDocument,
  { mediaTypes, method, path }: OperationInfo,
): LongList | undefined {
  if (!mediaTypes.includes('application/json')) return undefined
  const operation = document.content.paths?.[path]?.[method.toLowerCase() as 'post']
  const resolved = (node: unknown): Node => {
    const { $ref } = (node ?? {}) as { $ref?: string }
    if ($ref === undefined) return (node ?? {}) as Node
    const keys = $ref.split('/').slice(1)
    return resolved(keys.reduce<unknown>((value, key) => (value as Node | undefined)?.[key], document.content))
  }
  const content = resolved(resolved(operation?.requestBody).content)
  const schema = resolved(resolved(content['application/json']).schema)
  for (const [name, member] of Object.entries(resolved(schema.properties))) {
    const { maxItems } = resolved(member)
    if (typeof maxItems === 'number' && maxItems > partMax) return { name, itemsMax: maxItems }
  }
  return undefined
}

type Node = Record<string, unknown>

/**
 * What `check` says of a body whose list is put before it in parts. A list that is too long is not looked into, and
 * when enough is found the rest is left alone, so that nobody can keep the server busy with mistakes. Others get their turn
 * before the first part, because the body has just been parsed, and every 500 items.
 */
export async function checkInParts(
  body: unknown,
  { name, itemsMax }: LongList,
  check: () => Detail[],
): Promise<Detail[]> {
  const list = (body as Node | null)?.[name]
  if (!Array.isArray(list) || list.length <= partMax) return check()
  if (list.length > itemsMax) return [{ path: `/body/${name}`, message: `must NOT have more than ${itemsMax} items` }]
  const found = new Map<string, Detail>()
  const inList = `/body/${name}/`
  try {
    for (let start = 0; start < list.length && found.size < detailsMax; start += partMax) {
      if (start % turnItems === 0) await nextTurn()
      ;(body as Node)[name] = list.slice(start, start + partMax)
      for (const detail of check()) {
        const path = detail.path.startsWith(inList) ? moved(detail.path, inList, start) : detail.path
        found.set(`${path} ${detail.message}`, { ...detail, path })
      }
    }
  } finally {
    ;(body as Node)[name] = list
  }
  return [...found.values()].slice(0, detailsMax)
}

function moved(path: string, inList: string, by: number): string {
  const [index, ...rest] = path.slice(inList.length).split('/')
  return inList + [Number(index) + by, ...rest].join('/')
}

import { isObject, type Json } from '../../json.ts'

/** The example with other values at these JSON pointers; undefined leaves a member out. Only what is there can be left out. */
export function changed(example: Json, changes: Record<string, Json | undefined> = {}): Json {
  return Object.entries(changes).reduce<Json>(change, example)
}

function change(value: Json, [pointer, next]: [string, Json | undefined]): Json {
  const [name = '', ...rest] = pointer.slice(1).split('/')
  if (!isObject(value) || (next === undefined && !(name in value)))
    throw new Error(`The example has nothing at ${pointer}`)
  const { [name]: member, ...others } = value
  if (rest.length > 0) return { ...value, [name]: change(member ?? null, [`/${rest.join('/')}`, next]) }
  return next === undefined ? others : { ...value, [name]: next }
}

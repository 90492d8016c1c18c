import { isObject, type Json } from '../json.ts'

/** Every value at a path like `data[].id` or `variables.*`; `''` is the whole. */
export function valuesAt(value: Json | undefined, path: string): Json[] {
  let found: Json[] = value === undefined ? [] : [value]
  for (const step of stepsOf(path)) {
    found = found.flatMap((one) => {
      if (step === '[]') return Array.isArray(one) ? one : []
      if (!isObject(one)) return []
      if (step === '*') return Object.values(one)
      const member = one[step]
      return member === undefined ? [] : [member]
    })
  }
  return found
}

/** Puts a value at a path, making what leads there; of an array its first item. */
export function putAt(root: Json | undefined, path: string, value: Json): Json {
  const [step, ...rest] = stepsOf(path)
  if (step === undefined) return value
  const below = rest.join('.').replaceAll('.[]', '[]')
  if (step === '[]') return [putAt(Array.isArray(root) ? root[0] : undefined, below, value)]
  const members = isObject(root) ? root : {}
  return { ...members, [step]: putAt(members[step], below, value) }
}

function stepsOf(path: string): string[] {
  return path === ''
    ? []
    : path
        .replaceAll('[]', '.[]')
        .split('.')
        .filter((step) => step !== '')
}

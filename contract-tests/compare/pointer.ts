import { isObject, type Json } from '../json.ts'

/** A JSON pointer of steps as they are named in the document. */
export function pointerTo(...steps: (string | number)[]): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The steps of a JSON pointer, unescaped; those of a URL fragment may be percent-encoded. */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => decoded(step).replaceAll('~1', '/').replaceAll('~0', '~'))
}

export function valueAt(content: Json, pointer: string): Json | undefined {
  let target: Json | undefined = content
  for (const step of stepsOf(pointer)) {
    if (Array.isArray(target)) target = target[Number(step)]
    else target = isObject(target) && Object.hasOwn(target, step) ? target[step] : undefined
  }
  return target
}

function decoded(step: string): string {
  if (!step.includes('%')) return step
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

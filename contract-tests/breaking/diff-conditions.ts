import { pointerTo } from '../compare/pointer.ts'
import type { JsonObject } from '../json.ts'
import { fingerprint } from './fingerprint.ts'
import { pointerOf, type View } from './schema-view.ts'
import { nameOf, type Pair, report, type Scope } from './scope.ts'

/** Rules that are compared as a whole, because no one can say in general which of two admits more. */
const words = [
  'not',
  'if',
  'propertyNames',
  'patternProperties',
  'dependentRequired',
  'dependentSchemas',
  'contains',
  'prefixItems',
  'unevaluatedItems',
] as const

interface Condition {
  word: string
  text: string
  pointer: string
}

export function diffConditions(scope: Scope, { before, after, at }: Pair): void {
  const [old, now] = [conditionsOf(before), conditionsOf(after)]
  const removed = old.filter(({ text }) => !now.some((one) => one.text === text))
  const added = now.filter(({ text }) => !old.some((one) => one.text === text))
  for (const { word, pointer } of added) {
    const at0 = removed.findIndex((one) => one.word === word)
    const kind = at0 < 0 ? 'condition-added' : 'condition-changed'
    if (at0 >= 0) removed.splice(at0, 1)
    const what = `${nameOf(at)} is under ${kind === 'condition-added' ? 'a new' : 'another'} condition (${word}).`
    report(scope, at, { kind, what, pointer })
  }
  for (const { word, pointer } of removed) {
    const what = `${nameOf(at)} is no longer under a condition (${word}).`
    report(scope, at, { kind: 'condition-removed', what, gone: pointer })
  }
}

function conditionsOf({ document, parts }: View): Condition[] {
  return parts.flatMap((part) =>
    words
      .filter((word) => part[word] !== undefined)
      .map((word) => {
        const whole: JsonObject = word === 'if' ? pick(part, ['if', 'then', 'else']) : pick(part, [word])
        return { word, text: fingerprint(document, whole), pointer: pointerOf(document, part) + pointerTo(word) }
      }),
  )
}

function pick(part: JsonObject, names: string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (part[name] === undefined ? [] : [[name, part[name]]])))
}

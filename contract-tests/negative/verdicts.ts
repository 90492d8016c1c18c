import type { Document } from '../compare/document.ts'
import { pointerTo } from '../compare/pointer.ts'
import type { Json, JsonObject } from '../json.ts'

/** Proves values wrong by a validator that is not the server's, and keeps which rules were ever broken. */
export interface Verdicts {
  /** The keyword a value breaks, the first of them; undefined for one that its schema allows. */
  isWrong(schema: JsonObject, value: Json): string | undefined
  /** Pointers to keywords that some value broke; of `required` to each name. */
  broken: Set<string>
}

export function createVerdicts(document: Document): Verdicts {
  const broken = new Set<string>()
  return {
    broken,
    isWrong(schema, value) {
      const pointer = document.pointerOf(schema)
      if (pointer === undefined) throw new Error('a schema of another document')
      const validate = document.validator(pointer)
      if (validate(value)) return undefined
      for (const { keyword, parentSchema, params } of validate.errors ?? []) {
        const at = parentSchema && document.pointerOf(parentSchema)
        if (at === undefined) continue
        broken.add(at + pointerTo(keyword) + (keyword === 'required' ? pointerTo(params.missingProperty) : ''))
      }
      return validate.errors?.[0]?.keyword ?? 'schema'
    },
  }
}

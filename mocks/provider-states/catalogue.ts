import type { Surface } from '../../server/domain/tokens/token.ts'
import { conditions } from './catalogue-conditions.ts'
import type { StateParam } from './catalogue-params.ts'
import { things } from './catalogue-things.ts'

/** A state as people read it. */
export interface StateDescription {
  name: string
  description: string
  surfaces: readonly Surface[]
  params: readonly StateParam[]
}

/** Every provider state: the words of a pact's `given`. */
export const catalogue = [...things, ...conditions] as const satisfies readonly StateDescription[]

export type StateName = (typeof catalogue)[number]['name']

import type { SurfaceDocument } from '../../server/http/pipeline/document.ts'
import { validatorsOf } from '../../server/http/pipeline/validators.ts'
import { openPrism, type Prism, type PrismAnswer, type PrismWish } from './prism.ts'

/** The documented answers of a surface. */
export interface Answers {
  of(operationId: string, wish: PrismWish): Promise<PrismAnswer>
  /** Has Prism read the document, which is 0.5 s of work; `of` waits for it. */
  load(): Promise<void>
}

/** Made up answers are judged before they are sent; a generator does not know every keyword. */
const dynamicTries = 5

export function createAnswers(document: SurfaceDocument): Answers {
  const validators = validatorsOf(document)
  const operations = new Map(validators.operations.map((one) => [one.id, one]))
  /** Examples do not change: Prism is asked once for each. */
  const kept = new Map<string, PrismAnswer>()
  let opening: Promise<Prism> | undefined

  function prism(): Promise<Prism> {
    opening ??= openPrism(document)
    return opening
  }

  async function exemplary(operationId: string, wish: PrismWish): Promise<PrismAnswer> {
    const key = `${operationId} ${wish.status} ${wish.example ?? ''}`
    const known = kept.get(key)
    if (known) return known
    const answer = await (await prism()).answer(operationId, wish)
    kept.set(key, answer)
    return answer
  }

  async function madeUp(operationId: string, wish: PrismWish): Promise<PrismAnswer> {
    const library = await prism()
    let answer = await library.answer(operationId, wish)
    for (let tried = 1; tried < dynamicTries && !fits(operationId, answer); tried += 1) {
      const seed = wish.seed === undefined ? undefined : `${wish.seed}/${tried}`
      answer = await library.answer(operationId, { ...wish, seed })
    }
    return answer
  }

  function fits(operationId: string, { status, mediaType, body }: PrismAnswer): boolean {
    const operation = operations.get(operationId)
    if (!operation || mediaType !== 'application/json') return true
    return validators.checkReply(operation, status, body) === undefined
  }

  return {
    of: (operationId, wish) =>
      wish.dynamic && wish.example === undefined ? madeUp(operationId, wish) : exemplary(operationId, wish),
    async load() {
      await prism()
    },
  }
}

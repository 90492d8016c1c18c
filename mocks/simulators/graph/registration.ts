import type { GraphSuccess } from '../../../generated/meta/types.gen.ts'
import type { BusinessNumber } from './assets.ts'
import { GraphError } from './errors.ts'
import { requireProduct } from './parameters.ts'
import { answer, type GraphAnswer, type GraphCall, type GraphWorld } from './world.ts'

/** The pin of the first registration is the number's two-step code: repeating it succeeds, another one is 133005. */
export function registerNumber(
  world: GraphWorld,
  realm: string,
  number: BusinessNumber,
  { body }: GraphCall,
): GraphAnswer {
  requireProduct(body)
  const { pin } = body
  if (typeof pin !== 'string' || !/^\d{6}$/.test(pin)) {
    throw new GraphError(100, { message: '(#100) Param pin must be exactly 6 digits' })
  }
  if (number.coexistence) {
    throw new GraphError(100, { details: 'A number that is used with the WhatsApp Business app cannot be registered' })
  }
  if (number.pin !== undefined && number.pin !== pin) {
    throw new GraphError(133005, { details: 'The PIN of the two-step verification is another one' })
  }
  world.assets.saveNumber(realm, { ...number, registered: true, pin })
  return answer<GraphSuccess>({ success: true })
}

export function deregisterNumber(world: GraphWorld, realm: string, number: BusinessNumber): GraphAnswer {
  if (number.coexistence) {
    throw new GraphError(100, { details: 'The business disconnects in its WhatsApp Business app' })
  }
  if (!number.registered) throw new GraphError(133010, { details: 'The account is not registered' })
  world.assets.saveNumber(realm, { ...number, registered: false })
  return answer<GraphSuccess>({ success: true })
}

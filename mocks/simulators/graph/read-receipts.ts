import type { BusinessNumber } from './assets.ts'
import { GraphError } from './errors.ts'
import { requireObject, requireText } from './parameters.ts'
import type { GraphWorld } from './world.ts'

/** Who wrote an inbound message, and to which number; kept under its id. */
export interface Inbound {
  from: string
  phoneNumberId: string
}

const TYPING_MS = 25_000

/** Turns a message of a person blue, and shows them that an answer is being typed. */
export function markRead(
  world: GraphWorld,
  realm: string,
  number: BusinessNumber,
  body: Record<string, unknown>,
): void {
  if (body.status !== 'read') throw new GraphError(100, { message: '(#100) Param status must be one of {read}.' })
  const wamid = requireText(body.message_id, 'message_id')
  const inbound = world.store.get<Inbound>('graph.inbound', `${realm}/${wamid}`)
  if (inbound?.phoneNumberId !== number.id) throw new GraphError(100, { details: 'The message does not exist' })
  const typing = readTyping(body.typing_indicator)
  world.phones.progress(realm, inbound.from, wamid, 'read')
  if (typing) world.phones.typing(realm, inbound.from, number.number, world.clock.now() + TYPING_MS)
}

function readTyping(value: unknown): boolean {
  if (value === undefined) return false
  if (requireObject(value, 'typing_indicator').type === 'text') return true
  throw new GraphError(100, { message: "(#100) Param typing_indicator['type'] must be one of {text}." })
}

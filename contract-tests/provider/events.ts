import type { Json } from '../json.ts'
import type { Interaction } from '../pact-file/interaction.ts'
import { NotProvoked, type Provoked } from './recording-proxy.ts'
import type { Seam } from './seam.ts'
import type { Lane } from './verify-shard.ts'

/** Brings about the event of a message interaction at a provider and returns it as the provider sent it. */
export async function provoke(
  _lane: Lane,
  interaction: Interaction,
  _made: Record<string, Json>,
  _seam: Seam | undefined,
): Promise<Provoked> {
  throw new NotProvoked(`Nobody knows how to bring about the event of "${interaction.description}"`)
}

import type { Gateway } from '../../server/compose.ts'
import type { World } from '../simulators/world.ts'

const roundsMax = 20

/**
 * What one side does makes work for the other (a send makes a status webhook makes a delivery): until neither has any.
 * Says how much the gateway did.
 */
export async function settleAll(gateway: Pick<Gateway, 'settle'>, world: Pick<World, 'graph'>): Promise<number> {
  let all = 0
  for (let round = 0; round < roundsMax; round += 1) {
    const done = await gateway.settle()
    await world.graph.settle()
    const late = done === 0 ? await gateway.settle() : 0
    all += done + late
    if (done + late === 0) break
  }
  return all
}

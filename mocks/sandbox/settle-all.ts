import type { Gateway } from '../../server/compose.ts'
import type { World } from '../simulators/world.ts'

const roundsMax = 20

/** What one side does makes work for the other (a send makes a status webhook makes a delivery): until neither has any. */
export async function settleAll(gateway: Pick<Gateway, 'settle'>, world: Pick<World, 'graph'>): Promise<void> {
  for (let round = 0; round < roundsMax; round += 1) {
    const done = await gateway.settle()
    await world.graph.settle()
    if (done === 0 && (await gateway.settle()) === 0) return
  }
}

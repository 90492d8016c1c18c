import type { SurfaceName } from './interaction.ts'
import { matchEvent, matchOperation } from './match-operation.ts'
import type { RawInteraction } from './to-interaction.ts'

export const surfaceNames: SurfaceName[] = ['keebai', 'hubmessage']

/** Which surface a pact is about: its provider's name says so, otherwise what it asks for. Undefined where neither does. */
export function surfaceOf(provider: string, interactions: RawInteraction[]): SurfaceName | undefined {
  return byName(provider) ?? byRequests(interactions)
}

/** HubMessage lives under `/hubmessage` on the common port and at the root of its own host; documents know the latter. */
export function pathOn(surface: SurfaceName, path: string): string {
  if (surface !== 'hubmessage') return path
  return path.startsWith('/hubmessage/') ? path.slice('/hubmessage'.length) : path
}

function byName(provider: string): SurfaceName | undefined {
  const name = provider.toLowerCase()
  const isKeebai = name.includes('keebai')
  const isHubMessage = name.includes('hub')
  if (isKeebai === isHubMessage) return undefined
  return isKeebai ? 'keebai' : 'hubmessage'
}

function byRequests(interactions: RawInteraction[]): SurfaceName | undefined {
  const counts = surfaceNames.map((surface) => ({ surface, known: interactions.filter(knownTo(surface)).length }))
  const whole = counts.filter(({ known }) => known > 0 && known === interactions.length)
  const some = counts.filter(({ known }) => known > 0)
  return whole.length === 1 ? whole[0]?.surface : some.length === 1 ? some[0]?.surface : undefined
}

function knownTo(surface: SurfaceName): (interaction: RawInteraction) => boolean {
  return (interaction) =>
    interaction.kind === 'http'
      ? matchOperation(surface, interaction.method, pathOn(surface, interaction.path)) !== undefined
      : matchEvent(surface, interaction) !== undefined
}

import type { Channel } from '../channels/channel.ts'
import { supports } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { Content } from '../messages/content.ts'
import { Refusal } from '../refusals.ts'

type Tools = Pick<Context, 'storage' | 'clock' | 'mediaOf'>

/**
 * The id of the medium a message names and nobody has: unknown, deleted, over, of another company, or kept where this
 * channel does not reach. Undefined where there is none, and where nobody can be asked now: the send itself tells then.
 */
export async function missingMedium(
  { storage, clock, mediaOf }: Tools,
  channel: Channel,
  content: Content,
): Promise<string | undefined> {
  if (!('media' in content) || content.media.by !== 'id') return undefined
  const { id } = content.media
  const medium = await storage.read.media.find(channel.company, id)
  const isKnown = medium !== undefined && medium.expiresAt > clock.now()
  const upstream = mediaOf(channel)
  if (!upstream) {
    // A line takes what is kept here and what it received; what Meta keeps it cannot reach.
    const isReachable = isKnown && (medium.blob !== null || medium.upstreamId !== medium.id)
    return supports(channel).liveLine && !isReachable ? id : undefined
  }
  if (isKnown && medium.upstreamId === id) return undefined
  return upstream.describe(id).then(
    () => undefined,
    (error) => (error instanceof Refusal && error.is('media_not_found') ? id : undefined),
  )
}

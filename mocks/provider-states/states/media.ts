import { mediumKeptMs } from '../../../server/domain/media/medium.ts'
import { stageMedium } from '../../../server/domain/media/upload.ts'
import { channelOf, describeChannel } from '../channels.ts'
import { literals } from '../literals.ts'
import { matching, textOf, wrong } from '../params.ts'
import type { State } from '../state.ts'

/** A black dot. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Files that are there to be sent. */
export const mediaStates = {
  'an uploaded medium': {
    async make(run, params) {
      const { context } = run.gateway
      const id = textOf(params, 'channel_id')
      const mediaId = matching(params, 'media_id', /^\d{1,32}$/, 'digits') ?? literals.mediaId
      const channel = await channelOf(run, id)
      const upstream = context.mediaOf(channel)
      if (upstream && channel.phoneNumberId === null) throw wrong('channel_id', 'names a channel that has no number')
      const { id: blob, size, sha256 } = await stageMedium(context, channel.company, bytes(), 'image/png')
      if (upstream) {
        await run.world.graph.seedMedium(run.company, channel.phoneNumberId ?? '', {
          id: mediaId,
          mime: 'image/png',
          bytes: png,
        })
        await context.blobs.delete(channel.company, blob)
      }
      const now = context.clock.now()
      const medium = {
        id: mediaId,
        company: channel.company,
        channel: channel.id,
        mime: 'image/png',
        size,
        sha256,
        filename: 'menu.png',
        upstreamId: upstream ? mediaId : null,
        blob: upstream ? null : blob,
        createdAt: now,
        expiresAt: now + mediumKeptMs,
      }
      const known = await context.storage.read.media.find(channel.company, mediaId)
      if (!known) await context.storage.transaction(({ media }) => media.insert(medium))
      return { ...describeChannel(channel, id), media_id: mediaId }
    },
  },
} satisfies Record<string, State>

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield png
}

import type { Channel } from '../../domain/channels/channel.ts'
import type { Tables } from '../../domain/ports/storage.ts'

/** Channels as last committed: every send asks for one, and they hardly ever change. */
export interface ChannelCache {
  /** The writer's tables: what they change is remembered until the commit. */
  watch(tables: Tables): Tables
  /** The reader's tables, answering `channels.find` from memory. */
  serve(tables: Tables): Tables
  /** Forgets everything if a channel may have changed. Called after each commit, before anybody learns of it. */
  committed(): void
}

const keptMax = 10_000

export function createChannelCache(): ChannelCache {
  const kept = new Map<string, Channel>()
  let changed = false
  let commits = 0

  return {
    watch(tables) {
      const { channels, companies } = tables
      return {
        ...tables,
        channels: {
          ...channels,
          insert(channel) {
            changed = true
            return channels.insert(channel)
          },
          update(channel) {
            changed = true
            return channels.update(channel)
          },
          remove(id) {
            changed = true
            return channels.remove(id)
          },
        },
        companies: {
          ...companies,
          remove(id) {
            changed = true
            return companies.remove(id)
          },
        },
      }
    },
    serve(tables) {
      const { channels } = tables
      return {
        ...tables,
        channels: {
          ...channels,
          async find(company, ref) {
            const key = `${company}/${ref.by === 'id' ? ref.id : ref.alias}`
            const known = kept.get(key)
            if (known) return known
            const seen = commits
            const found = await channels.find(company, ref)
            // A commit while it was read may have changed it.
            if (!found || seen !== commits) return found
            if (kept.size >= keptMax) kept.clear()
            kept.set(key, Object.freeze(found))
            return found
          },
        },
      }
    },
    committed() {
      if (!changed) return
      changed = false
      commits += 1
      kept.clear()
    },
  }
}

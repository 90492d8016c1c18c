import type { MediaSource } from '../../../domain/messages/content.ts'

/** Where a file came from; undefined where it came without an address. */
export function addressOf(media: MediaSource): string | undefined {
  return media.by === 'link' ? media.url : media.origin
}

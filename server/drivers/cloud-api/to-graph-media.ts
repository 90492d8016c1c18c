import type { GraphMediaObject } from '../../../generated/meta/types.gen.ts'
import type { MediaContent, MediaSource } from '../../domain/messages/content.ts'

/** Only the members Meta knows for this kind: a caption of an audio or a filename of an image makes it refuse the message. */
export function toGraphMedia({ type, media, caption, filename, voice }: MediaContent): GraphMediaObject {
  const captioned = type === 'image' || type === 'video' || type === 'document'
  return {
    ...toGraphSource(media),
    ...(captioned && caption !== undefined && { caption }),
    ...(type === 'document' && filename !== undefined && { filename }),
    ...(type === 'audio' && voice !== undefined && { voice }),
  }
}

export function toGraphSource(media: MediaSource): { id: string } | { link: string } {
  return media.by === 'id' ? { id: media.id } : { link: media.url }
}

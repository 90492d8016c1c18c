import type {
  AudioContent,
  DocumentContent,
  ImageContent,
  InteractiveButtonContent,
  StickerContent,
  VideoContent,
} from '../../../../generated/hubmessage/types.gen.ts'
import type { Channel } from '../../../domain/channels/channel.ts'
import { type Attachment, attach, refusal } from '../../../domain/media/attach.ts'
import type { InteractiveContent, MediaContent, MediaKind } from '../../../domain/messages/content.ts'
import type { HttpContext } from '../../operation.ts'
import { readDataUrl } from './data-url.ts'
import { fromButtons } from './from-interactive.ts'

type WireContent = ImageContent | AudioContent | VideoContent | DocumentContent | StickerContent

const kinds: Record<WireContent['type'], MediaKind> = {
  IMAGE: 'image',
  AUDIO: 'audio',
  VIDEO: 'video',
  DOCUMENT: 'document',
  STICKER: 'sticker',
}

export function isMediaType(type: unknown): type is WireContent['type'] {
  return typeof type === 'string' && Object.hasOwn(kinds, type)
}

/** Fetches the file and puts it where the message finds it. Refusals: those of `attach`. */
export async function fromMedia(context: HttpContext, channel: Channel, content: WireContent): Promise<MediaContent> {
  const type = kinds[content.type]
  const [attachment] = content.attachments
  if (!attachment) throw refusal(context, 'unsupported', 'attachments must hold exactly one file')
  const { url, caption, name, extension }: Partial<DocumentContent['attachments'][number]> = attachment
  const from = fileAt(context, url)
  const { media, filename } = await attach(context, channel, { kind: type, from, name, extension, svg: svgOf(context) })
  return {
    type,
    media,
    ...(caption !== undefined && { caption }),
    ...(type === 'document' && filename !== null && { filename }),
  }
}

/** Buttons under a picture or a video. */
export async function fromPicturedButtons(
  context: HttpContext,
  channel: Channel,
  content: InteractiveButtonContent,
): Promise<InteractiveContent> {
  const { thumbnail, mimeType } = content.body
  const kind = mimeType?.startsWith('video/') ? 'video' : 'image'
  const from = fileAt(context, thumbnail ?? undefined)
  const { media } = await attach(context, channel, { kind, from, svg: svgOf(context) })
  return { ...fromButtons(content, context.http.hubMessageGeneration), header: { kind, media } }
}

/** The older contract refuses drawings. */
function svgOf({ http }: HttpContext): boolean {
  return http.hubMessageGeneration === 'newer'
}

/** What a URL of either kind names. Refusals `attachment_unusable`: it is neither, or its data cannot be read. */
function fileAt(context: HttpContext, url: string | undefined): Attachment['from'] {
  if (url === undefined || url === '') throw refusal(context, 'url_required', 'url is required')
  if (!/^data:/i.test(url)) {
    if (/^https?:\/\//i.test(url) && url.length <= 2048 && URL.canParse(url)) return { url }
    throw refusal(
      context,
      'invalid_url',
      'url must be an http or https address of at most 2048 characters, or a data URL',
    )
  }
  const data = readDataUrl(url)
  if (!data) throw refusal(context, 'invalid_data_url', 'url must be like data:image/png;base64,iVBORw0KGgo=')
  return data
}

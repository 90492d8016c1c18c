import type { GetMediaData, GetMediaResponses } from '../../../../generated/keebai/types.gen.ts'
import { describeMedia } from '../../../domain/media/read.ts'
import type { Operation } from '../../operation.ts'
import { senderOf } from '../messages/send.ts'

export const getMedia: Operation<GetMediaData, GetMediaResponses> = async (
  { path: { mediaId }, query },
  caller,
  context,
  exchange,
) => {
  const channel = await senderOf(query, caller, context)
  const { id, mime, size, sha256, url } = await describeMedia(context, channel, mediaId)
  // A file that is kept here has no address but this API's own.
  const here = `${context.http.publicUrl ?? exchange.origin}/v1/media/${encodeURIComponent(id)}/download`
  return {
    status: 200,
    body: {
      id,
      url: url ?? `${here}?phone_number_id=${query.phone_number_id}`,
      mime_type: mime,
      file_size: size,
      ...(sha256 !== null && { sha256 }),
      messaging_product: 'whatsapp',
    },
  }
}

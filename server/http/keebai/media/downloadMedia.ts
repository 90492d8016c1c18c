import type { DownloadMediaData } from '../../../../generated/keebai/types.gen.ts'
import { downloadMedia as download } from '../../../domain/media/read.ts'
import type { FileOperation } from '../../operation.ts'
import { senderOf } from '../messages/send.ts'

export const downloadMedia: FileOperation<DownloadMediaData> = async (
  { path: { mediaId }, query },
  caller,
  context,
) => {
  const channel = await senderOf(query, caller, context)
  return { file: await download(context, channel, mediaId) }
}

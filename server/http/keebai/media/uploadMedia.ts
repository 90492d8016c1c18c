import type { UploadMediaData, UploadMediaResponses } from '../../../../generated/keebai/types.gen.ts'
import { finishUpload, type StagedMedium } from '../../../domain/media/upload.ts'
import type { UploadOperation } from '../../operation.ts'
import { senderOf } from '../messages/send.ts'

export const uploadMedia: UploadOperation<UploadMediaData, UploadMediaResponses, StagedMedium> = async (
  { body },
  caller,
  context,
) => {
  const { file, phone_number_id, type: mime, filename = file.filename } = body
  const channel = await senderOf({ phone_number_id }, caller, context)
  const medium = await finishUpload(context, channel, { mime, filename }, file.kept)
  return { status: 201, body: { media_id: medium.id, mime_type: medium.mime, size: medium.size } }
}

import type { DeleteMediaData, DeleteMediaResponses } from '../../../../generated/keebai/types.gen.ts'
import { deleteMedia as remove } from '../../../domain/media/delete.ts'
import type { Operation } from '../../operation.ts'
import { senderOf } from '../messages/send.ts'

export const deleteMedia: Operation<DeleteMediaData, DeleteMediaResponses> = async (
  { path: { mediaId }, query },
  caller,
  context,
) => {
  await remove(context, await senderOf(query, caller, context), mediaId)
  return { status: 204, body: undefined }
}

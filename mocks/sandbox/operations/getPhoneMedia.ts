import type { GetPhoneMediaData } from '../../../generated/sandbox/types.gen.ts'
import type { FileAnswer } from '../../../server/http/pipeline/write-file.ts'
import { SimulatorRefusal } from '../../simulators/refusal.ts'
import type { ControlCaller, ControlContext } from '../control.ts'
import { existingPhone } from '../existing-phone.ts'

export async function getPhoneMedia(
  { path }: Omit<GetPhoneMediaData, 'url'>,
  { realm }: ControlCaller,
  { world }: ControlContext,
): Promise<{ file: FileAnswer }> {
  const { number } = existingPhone(world, realm, path.number)
  const media = world.phones.message(realm, number, path.message_id)?.media
  if (media?.file === undefined) {
    throw new SimulatorRefusal(404, 'MEDIA_NOT_FOUND', `No message on +${number} with this id shows a file`)
  }
  const { mime, size, filename = null, file } = media
  return { file: { mime, size, filename, bytes: world.phones.shelf.read(realm, file) } }
}

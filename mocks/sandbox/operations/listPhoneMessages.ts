import type { ListPhoneMessagesData, ListPhoneMessagesResponses } from '../../../generated/sandbox/types.gen.ts'
import type { WorldOperation } from '../control.ts'
import { existingPhone } from '../existing-phone.ts'
import { toPhoneMessage } from '../to-phone.ts'

export const listPhoneMessages: WorldOperation<ListPhoneMessagesData, ListPhoneMessagesResponses> = async (
  { path },
  caller,
  { world },
) => {
  const { number } = existingPhone(world, caller.realm, path.number)
  return { status: 200, body: { data: world.phones.messages(caller.realm, number).map(toPhoneMessage) } }
}

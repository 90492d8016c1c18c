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
  const { realm } = caller
  const messages = world.phones.messages(realm, number)
  return { status: 200, body: { data: messages.map((message) => toPhoneMessage(world, realm, number, message)) } }
}

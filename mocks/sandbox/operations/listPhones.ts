import type { ListPhonesData, ListPhonesResponses } from '../../../generated/sandbox/types.gen.ts'
import type { WorldOperation } from '../control.ts'
import { toPhone } from '../to-phone.ts'

export const listPhones: WorldOperation<ListPhonesData, ListPhonesResponses> = async (_request, caller, { world }) => {
  return { status: 200, body: { data: world.phones.list(caller.realm).map((phone) => toPhone(world, phone)) } }
}

import type { ScanQrData, ScanQrResponses } from '../../../generated/sandbox/types.gen.ts'
import { phoneDigits } from '../../simulators/phone/phones.ts'
import type { WorldOperation } from '../control.ts'
import { toLinks } from '../to-phone.ts'

export const scanQr: WorldOperation<ScanQrData, ScanQrResponses> = async ({ body, path }, caller, { world }) => {
  const number = phoneDigits(path.number)
  await world.multiDevice.scan(caller.realm, number, body.qr)
  return { status: 200, body: toLinks(world, caller.realm, number) }
}

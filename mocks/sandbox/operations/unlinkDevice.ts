import type { UnlinkDeviceData, UnlinkDeviceResponses } from '../../../generated/sandbox/types.gen.ts'
import { getChannel } from '../../../server/domain/channels/read.ts'
import { readSession } from '../../../server/domain/connect/read.ts'
import { SimulatorRefusal } from '../../simulators/refusal.ts'
import type { ControlCaller, SandboxContext, SandboxOperation, WorldOperation } from '../control.ts'
import { existingPhone } from '../existing-phone.ts'
import { toLinks } from '../to-phone.ts'

type Operation<Of> = Of extends 'sandbox'
  ? SandboxOperation<UnlinkDeviceData, UnlinkDeviceResponses>
  : WorldOperation<UnlinkDeviceData, UnlinkDeviceResponses>

export const unlinkDevice: Operation<'sandbox'> = async (request, caller, context) => {
  const { body, path } = request
  if ('all' in body) return unlinkAllDevices(request, caller, context)
  const { world } = context
  const { number } = existingPhone(world, caller.realm, path.number)
  const device = await deviceMeant(body, caller, context)
  const linked = world.multiDevice.devices(caller.realm, number).some((one) => one.device === device)
  if (device === undefined || !linked) {
    throw new SimulatorRefusal(404, 'DEVICE_NOT_FOUND', 'this phone has no linked device of that channel or session')
  }
  world.multiDevice.unlink(caller.realm, number, device)
  return { status: 200, body: toLinks(world, caller.realm, number) }
}

/** What a world of its own can do: it knows neither channels nor sessions. */
export const unlinkAllDevices: Operation<'world'> = async ({ body, path }, caller, { world }) => {
  if (!('all' in body)) {
    throw new SimulatorRefusal(
      400,
      'BAD_REQUEST',
      'a world without its gateway knows no channels: unlink {"all": true}',
    )
  }
  const { number } = existingPhone(world, caller.realm, path.number)
  world.multiDevice.unlink(caller.realm, number)
  return { status: 200, body: toLinks(world, caller.realm, number) }
}

async function deviceMeant(
  body: { channel_id: string } | { session_id: string },
  caller: ControlCaller,
  { gateway, deviceOf }: SandboxContext,
): Promise<number | undefined> {
  if ('channel_id' in body) {
    return deviceOf(caller.company, `channel:${(await getChannel(gateway, caller.company, body.channel_id)).id}`)
  }
  const { session, channel } = await readSession(gateway, caller.company, body.session_id)
  return (
    (await deviceOf(caller.company, `session:${session.id}`)) ??
    (channel ? deviceOf(caller.company, `channel:${channel.id}`) : undefined)
  )
}

import { expect, test } from 'vitest'
import type { LineState } from '../../../domain/channels/connection.ts'
import type { ChannelId } from '../../../domain/ids.ts'
import { aChannel, aCompany, type MakeRig, start } from './rig.ts'

const open: LineState = { state: 'open', since: start, code: null, reason: null, nextAttemptAt: null }
const lost: LineState = {
  state: 'interrupted',
  since: start + 5,
  code: '428',
  reason: 'Connection Terminated',
  nextAttemptAt: start + 1_000,
}

async function rigWithChannels(makeRig: MakeRig) {
  const rig = await makeRig()
  const company = aCompany()
  const channels = [aChannel(company), aChannel(company)] as const
  await rig.storage.transaction(async (tables) => {
    await tables.companies.insert(company)
    for (const channel of channels) await tables.channels.insert(channel)
  })
  return { rig, company, ids: channels.map(({ id }) => id) }
}

export function connectionCases(makeRig: MakeRig): void {
  test('what a line says of itself replaces what it said before, and leaves what was heard', async () => {
    const { rig, ids } = await rigWithChannels(makeRig)
    await using _ = rig
    const [one, other] = ids as [ChannelId, ChannelId]
    const { connections } = rig.storage.read
    expect(await connections.of(ids)).toEqual(new Map())
    await rig.storage.transaction(async (tables) => {
      await tables.connections.put(one, open, false)
      await tables.connections.heard(one, start + 3)
      await tables.connections.put(one, lost, true)
      await tables.connections.put(other, open, false)
    })
    expect(await connections.of(ids)).toEqual(
      new Map([
        [one, { line: lost, isLost: true, lastInboundAt: start + 3 }],
        [other, { line: open, isLost: false, lastInboundAt: null }],
      ]),
    )
  })

  test('what was heard last never goes back in time, and needs no line', async () => {
    const { rig, ids } = await rigWithChannels(makeRig)
    await using _ = rig
    const one = ids[0] as ChannelId
    for (const at of [start + 5, start + 9, start + 7]) {
      await rig.storage.transaction(({ connections }) => connections.heard(one, at))
    }
    const [heard] = (await rig.storage.read.connections.of(ids)).values()
    expect(heard).toEqual({ line: null, isLost: false, lastInboundAt: start + 9 })
  })
}

import { expect, test } from 'vitest'
import type { Channel } from '../domain/channels/channel.ts'
import { connectionOf, type LineState, recordConnection } from '../domain/channels/connection.ts'
import { recordReceived } from '../domain/messages/settle.ts'
import { topics } from '../domain/signals.ts'
import { type AppRig, startApp } from './app-rig.ts'

const dropped = { code: '428', reason: 'Connection Terminated' }

async function startQr(): Promise<{
  rig: AppRig
  channel: Channel
  say: (line: Partial<LineState>) => Promise<void>
  said: string[]
}> {
  const rig = await startApp()
  const channel = await rig.channel({ kind: 'qr' })
  const said: string[] = []
  const note = (event: string) => void (event.startsWith('channel.') && said.push(event))
  const context = { ...rig.context, log: { info: note, warn: note, fault: note } }
  let now = 1_000
  return {
    rig,
    channel,
    said,
    say: (line) => {
      now += 1_000
      const state = { state: 'open', since: now, code: null, reason: null, nextAttemptAt: null } as const
      return recordConnection(context, { channel: channel.id, line: { ...state, ...line } })
    },
  }
}

test('a channel tells the state of its line, and a loss is announced once however long it lasts', async () => {
  const { rig, channel, say, said } = await startQr()
  await using _ = rig
  let raised = 0
  rig.context.signals.on(topics.connection(channel.id), () => {
    raised += 1
  })
  await say({ state: 'connecting' })
  await say({ state: 'open' })
  expect(said).toEqual([])
  await say({ state: 'interrupted', ...dropped, nextAttemptAt: 9_000 })
  expect(await connectionOf(rig.context, channel)).toEqual({
    state: 'interrupted',
    since: 4_000,
    ...dropped,
    nextAttemptAt: 9_000,
    lastInboundAt: null,
  })
  await say({ state: 'connecting' })
  await say({ state: 'interrupted', ...dropped })
  await say({ state: 'stopped', code: '440' })
  expect(said).toEqual(['channel.connection_lost'])
  await say({ state: 'open' })
  await say({ state: 'open' })
  expect(said).toEqual(['channel.connection_lost', 'channel.connection_back'])
  expect(raised).toBe(8)
})

test('a restart WhatsApp asks for is no loss, unless it fails', async () => {
  const { rig, say, said } = await startQr()
  await using _ = rig
  await say({ state: 'open' })
  await say({ state: 'connecting' })
  await say({ state: 'open' })
  expect(said).toEqual([])
  await say({ state: 'connecting' })
  await say({ state: 'interrupted', ...dropped })
  expect(said).toEqual(['channel.connection_lost'])
})

test('the last message a channel received is told with its connection, of either kind of channel', async () => {
  await using rig = await startApp()
  for (const kind of ['qr', 'cloud_api'] as const) {
    const channel = await rig.channel({ kind })
    const facts = { fromDigits: '5491155555555', type: 'text', text: 'hola', contactName: null, at: 5_000 }
    const before = rig.context.clock.now()
    await recordReceived(rig.context, { channel: channel.id, wamid: 'wamid.1', ...facts })
    const { lastInboundAt } = await connectionOf(rig.context, channel)
    expect(lastInboundAt).toBeGreaterThanOrEqual(before)
  }
})

test('a Cloud API channel is open while it is connected; a channel of any kind that is not connected is unlinked', async () => {
  await using rig = await startApp()
  const channel = await rig.channel({ kind: 'cloud_api', connectedAt: 7_000 })
  expect(await connectionOf(rig.context, channel)).toMatchObject({ state: 'open', since: 7_000, code: null })
  const gone: Channel = { ...channel, state: 'disconnected', stateReason: 'Unlinked from the phone' }
  expect(await connectionOf(rig.context, gone)).toMatchObject({ state: 'unlinked', reason: 'Unlinked from the phone' })
})

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { MessageId, PhoneNumber } from '../../server/domain/ids.ts'
import { channel, channelId, company, customer, ownNumber, startDriver } from './multi-device-rig.ts'

test('a linked channel opens again after a restart', async () => {
  await using rig = await startDriver()
  await rig.link()
  await rig.restart()
  expect(await rig.send('too early')).toMatchObject({ outcome: 'postponed' })
  rig.network.resume(company, channelId)
  await rig.isOpen()
  expect(await rig.send('hola')).toMatchObject({ outcome: 'accepted' })
})

test('a channel that is resumed is connecting from the first moment on, and stopped when its link cannot be opened', async () => {
  await using rig = await startDriver()
  await rig.link()
  await rig.restart()
  rig.states.length = 0
  rig.network.resume(company, channelId)
  await rig.isOpen()
  await rig.until('the open line', () => rig.states.at(-1)?.state === 'open')
  expect(rig.states.map(({ state }) => state)).toEqual(['connecting', 'connecting', 'open'])
  await rig.restart()
  await rig.storage.transaction(({ links }) =>
    links.set(`channel:${channelId}`, [{ type: 'creds', id: 'creds', value: 'sealed with another key' }]),
  )
  rig.network.resume(company, channelId)
  await rig.until('the stop', () => rig.states.at(-1)?.state === 'stopped')
  expect(rig.log.some((line) => line.startsWith('multi_device.line_not_opened'))).toBe(true)
  expect(await rig.send('hola')).toMatchObject({ outcome: 'postponed' })
})

test('a text reaches the phone under an id told beforehand, and its receipts come back under the same id', async () => {
  await using rig = await startDriver()
  await rig.link()
  const outcome = await rig.send('hola', customer, '00000000000000abcdef0123456789ab')
  if (outcome.outcome !== 'accepted') throw new Error(JSON.stringify(outcome))
  const decoded = Buffer.from(outcome.wamid.slice('wamid.'.length), 'base64').toString('latin1')
  expect(decoded).toContain(customer)
  expect(decoded).toContain('3EB0ABCDEF0123456789AB')
  await rig.until('the text on the phone', () => inbox(rig).includes('hola'))
  await rig.until('the read receipt', () => rig.statuses.some(({ status }) => status === 'read'))
  expect(rig.statuses.every(({ wamid, channel }) => wamid === outcome.wamid && channel === channelId)).toBe(true)
})

test.each(['number', 'lid'] as const)(
  'a customer text addressed by %s is reported with number and name',
  async (addressing) => {
    await using rig = await startDriver()
    await rig.link()
    await rig.world.simulator.sendText(company, { from: customer, to: ownNumber, text: 'buenas', addressing })
    const report = await rig.until('the report', () => rig.received[0])
    expect(report).toMatchObject({
      channel: channelId,
      fromDigits: customer,
      type: 'text',
      text: 'buenas',
      contactName: 'Lucio',
    })
    expect(Math.abs(report.at - Date.now())).toBeLessThan(5_000)
    expect(report.wamid).toMatch(/^wamid\./)
  },
)

test('a text that arrived while the process was down is reported after the restart', async () => {
  await using rig = await startDriver()
  await rig.link()
  await rig.network.close()
  await rig.world.simulator.sendText(company, { from: customer, to: ownNumber, text: 'hay alguien?' })
  await rig.restart()
  rig.network.resume(company, channelId)
  expect(await rig.until('the report', () => rig.received[0])).toMatchObject({ text: 'hay alguien?' })
})

test('a number that is not on WhatsApp is refused before anything is sent', async () => {
  await using rig = await startDriver()
  await rig.link()
  expect(await rig.send('hola', unregistered)).toMatchObject({ outcome: 'refused', code: '131026' })
})

test('a template is refused by the line', async () => {
  await using rig = await startDriver()
  await rig.link()
  const outcome = await rig.network.line(channel).send({
    id: '00000000000000abcdef0123456789ac' as MessageId,
    to: `+${customer}` as PhoneNumber,
    content: { type: 'template', name: 'welcome_v2', language: 'es', parameters: { form: 'named', values: {} } },
  })
  expect(outcome).toMatchObject({ outcome: 'refused', code: 'TEMPLATE_UNSUPPORTED' })
})

test('a message refused by the server carries the code of the acknowledgement', async () => {
  await using rig = await startDriver()
  await rig.link()
  rig.world.simulator.addFault(company, { kind: 'error', code: 463, times: 1 })
  expect(await rig.send('hola')).toMatchObject({ outcome: 'refused', code: '463' })
  expect(await rig.send('otra')).toMatchObject({ outcome: 'accepted' })
})

test('a message that WhatsApp never acknowledges has an unknown outcome, and one that never left is postponed', async () => {
  await using rig = await startDriver()
  await rig.link()
  await rig.send('uno')
  rig.world.simulator.addFault(company, { kind: 'hang' })
  expect(await rig.send('dos')).toMatchObject({ outcome: 'unknown' })
  rig.world.simulator.clearFaults(company)
  rig.world.simulator.addFault(company, { kind: 'down' })
  await rig.until('the lost line', () => rig.network.connectionState(channelId) !== 'open')
  expect(await rig.send('tres')).toMatchObject({ outcome: 'postponed', retryInMs: 1_000 })
  rig.world.simulator.clearFaults(company)
  await rig.isOpen()
  expect(await rig.send('cuatro')).toMatchObject({ outcome: 'accepted' })
})

test('nothing of keys or sessions reaches stdout or stderr', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    new URL('./multi-device-conversation.ts', import.meta.url).pathname,
  ])
  expect({ stdout, stderr }).toEqual({ stdout: 'conversation over\n', stderr: '' })
})

const unregistered = '5491199990000'

function inbox(rig: Awaited<ReturnType<typeof startDriver>>): string[] {
  return rig.world.phones.messages(company, customer).map(({ text }) => text)
}

import { expect, test } from 'vitest'
import { connect, startRig } from './rig.ts'

const OWNER = '5491150000001'

test('a companion shows a QR code, is scanned, restarts with 515 and logs in', async () => {
  await using rig = await startRig()
  rig.phones.add('default', { number: OWNER, name: 'Ana' })
  const first = connect(rig.url())
  const scanned = await rig.simulator.scan('default', OWNER, await first.qr())
  expect(scanned).toEqual({ device: 1 })
  expect(await first.closed()).toBe(515)
  expect(first.credentials.creds.me?.id).toBe(`${OWNER}:1@s.whatsapp.net`)
  const second = connect(rig.url(), first.credentials)
  await second.open()
  await second.until('the push name', () => second.credentials.creds.me?.name === 'Ana')
  expect(rig.simulator.devices('default', OWNER)).toMatchObject([{ device: 1, online: true }])
})

import { randomBytes } from 'node:crypto'
import { getBinaryNodeChild } from 'baileys'
import { expect, test } from 'vitest'
import { phoneKeys } from './phone-keys.ts'
import { parseQrText } from './qr-text.ts'
import { type Client, connect, credentials, OWNER, pair, type Rig, startRig } from './rig.ts'

async function rigWithOwner(): Promise<Rig> {
  const rig = await startRig()
  rig.phones.add('default', { number: OWNER, name: 'Ana' })
  return rig
}

test('a companion shows a QR code, is scanned, restarts with 515 and logs in with its keys stored', async () => {
  await using rig = await rigWithOwner()
  const first = connect(rig.url())
  const qr = await first.qr()
  expect(parseQrText(qr).identity).toEqual(Buffer.from(first.credentials.creds.signedIdentityKey.public))
  expect(await rig.simulator.scan('default', OWNER, qr)).toEqual({ device: 1 })
  expect(await first.closed()).toBe(515)
  const { me, account, platform } = first.credentials.creds
  expect(me?.id).toBe(`${OWNER}:1@s.whatsapp.net`)
  expect(platform).toBe('android')
  const accountKey = phoneKeys(rig.store, { realm: 'default', number: OWNER, lid: '' }).identity.public
  expect(Buffer.from(account?.accountSignatureKey ?? [])).toEqual(Buffer.from(accountKey))
  const second = connect(rig.url(), first.credentials)
  await second.open()
  await second.until('the push name', () => second.credentials.creds.me?.name === 'Ana')
  expect(rig.simulator.devices('default', OWNER)).toMatchObject([{ device: 1, online: true }])
  expect(rig.simulator.hasCompanions('default', OWNER)).toBe(true)
  expect(rig.store.list('md.pre-key', `default/${OWNER}/`).length).toBeGreaterThanOrEqual(811)
})

test('a scan with another adv secret than the companion holds is refused by the companion', async () => {
  await using rig = await rigWithOwner()
  const client = connect(rig.url())
  const fields = (await client.qr()).split(',')
  fields[3] = randomBytes(32).toString('base64')
  const scan = rig.simulator.scan('default', OWNER, fields.join(','))
  await expect(scan).rejects.toMatchObject({ status: 409, code: 'PAIRING_FAILED' })
  expect(await client.closed()).toBe(500)
  expect(rig.simulator.hasCompanions('default', OWNER)).toBe(false)
})

test('what no companion shows cannot be scanned', async () => {
  await using rig = await rigWithOwner()
  const client = connect(rig.url())
  const qr = await client.qr()
  const { scan } = rig.simulator
  const otherKeys = qr.replace(/,[^,]+,/, `,${randomBytes(32).toString('base64')},`)
  await expect(scan('default', '5491150000009', qr)).rejects.toMatchObject({ status: 404, code: 'PHONE_NOT_FOUND' })
  await expect(scan('default', OWNER, 'hello')).rejects.toMatchObject({ status: 400, code: 'INVALID_QR' })
  await expect(scan('default', OWNER, otherKeys)).rejects.toMatchObject({ status: 400, code: 'INVALID_QR' })
  await expect(scan('default', OWNER, qr.replace('#2@', '#2@x'))).rejects.toMatchObject({
    status: 410,
    code: 'QR_EXPIRED',
  })
  await client.end()
  await expect.poll(() => scan('default', OWNER, qr).catch(({ code }) => code), { interval: 5 }).toBe('QR_EXPIRED')
})

test('unscanned refs run out with 408; a second socket shows fresh ones for the same companion', async () => {
  await using rig = await rigWithOwner()
  const first = connect(rig.url(), credentials(), 20)
  const old = await first.qr(5)
  expect(await first.closed()).toBe(408)
  const second = connect(rig.url(), first.credentials)
  const fresh = await second.qr()
  expect(parseQrText(fresh).ref).not.toBe(parseQrText(old).ref)
  await expect(rig.simulator.scan('default', OWNER, old)).rejects.toMatchObject({ code: 'QR_EXPIRED' })
  await rig.simulator.scan('default', OWNER, fresh)
  expect(await second.closed()).toBe(515)
})

test('a fifth linked device is refused on the phone; the companion hears nothing; after an unlink it pairs', async () => {
  await using rig = await rigWithOwner()
  for (let device = 1; device <= 4; device += 1) await link(rig, connect(rig.url()))
  const fifth = connect(rig.url())
  const qr = await fifth.qr()
  const refused = { status: 409, code: 'DEVICE_LIMIT' }
  await expect(rig.simulator.scan('default', OWNER, qr)).rejects.toMatchObject(refused)
  rig.simulator.unlink('default', OWNER, 2)
  expect(await rig.simulator.scan('default', OWNER, qr)).toEqual({ device: 5 })
  expect(rig.simulator.devices('default', OWNER).map(({ device }) => device)).toEqual([1, 3, 4, 5])
})

test('asked for a new adv secret, a companion draws its QR code again; the old one never pairs', async () => {
  await using rig = await rigWithOwner()
  rig.simulator.addFault('default', { kind: 'companion_reg_refresh', times: 1 })
  const client = connect(rig.url())
  const qr = await client.qr()
  const refreshed = { status: 409, code: 'QR_REFRESHED' }
  await expect(rig.simulator.scan('default', OWNER, qr)).rejects.toMatchObject(refreshed)
  const notification = await client.until('the request', () =>
    client.stanzas.find(({ attrs }) => attrs.type === 'companion_reg_refresh'),
  )
  expect(getBinaryNodeChild(notification, 'companion_reg_refresh')).toBeDefined()
  await expect(rig.simulator.scan('default', OWNER, qr)).rejects.toMatchObject(refreshed)
  const secret = randomBytes(32).toString('base64')
  client.credentials.creds.advSecretKey = secret
  const fields = qr.split(',')
  fields[3] = secret
  expect(await rig.simulator.scan('default', OWNER, fields.join(','))).toEqual({ device: 1 })
  expect(await client.closed()).toBe(515)
})

test('two realms may each have the same number, and a phone scans only what its own realm shows', async () => {
  await using rig = await startRig()
  const red = await pair(rig, OWNER, 'red')
  const blue = connect(rig.url('blue'))
  const qr = await blue.qr()
  await expect(rig.simulator.scan('red', OWNER, qr)).rejects.toMatchObject({ code: 'QR_EXPIRED' })
  await expect(rig.simulator.scan('blue', OWNER, qr)).rejects.toMatchObject({ code: 'PHONE_NOT_FOUND' })
  await blue.end()
  const other = await pair(rig, OWNER, 'blue')
  rig.phones.add('red', { number: '5491155555555', name: 'Red contact' })
  await rig.simulator.sendText('red', { from: '5491155555555', to: OWNER, text: 'only red' })
  await red.until('the text', () => red.upserts.some(({ message }) => message.message?.conversation === 'only red'))
  rig.simulator.clear('red')
  expect(await red.closed()).toBe(401)
  expect(rig.simulator.hasCompanions('red', OWNER)).toBe(false)
  expect(rig.store.list('md.session', 'red/')).toEqual([])
  expect(rig.simulator.devices('blue', OWNER)).toMatchObject([{ online: true }])
  expect(other.upserts.some(({ message }) => message.message?.conversation)).toBe(false)
})

test('a device removed after the scan and before the login is turned away with 401', async () => {
  await using rig = await rigWithOwner()
  const first = connect(rig.url())
  await link(rig, first)
  rig.simulator.unlink('default', OWNER, Buffer.from(first.credentials.creds.noiseKey.public).toString('base64'))
  const second = connect(rig.url(), first.credentials)
  expect(await second.closed()).toBe(401)
})

test('a refused registration ends before any QR code', async () => {
  await using rig = await rigWithOwner()
  rig.simulator.addFault('default', { kind: 'error', code: 405, times: 1 })
  expect(await connect(rig.url()).closed()).toBe(405)
  expect(await connect(rig.url()).qr()).toContain('linked_devices#')
})

async function link(rig: Rig, client: Client): Promise<void> {
  await rig.simulator.scan('default', OWNER, await client.qr())
  await client.closed()
}

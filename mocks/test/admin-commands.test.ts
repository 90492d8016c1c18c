import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHubMessageClient, createKeebaiClient, hubmessage, keebai } from '../../client/index.ts'
import { worldApp } from '../simulators/world.ts'
import { run, temporaryFolder, trunkline } from './process/program.ts'
import { gatewayEnvironment } from './process/servers.ts'

test('companies and tokens are made on a stopped store and through a running gateway, and work at once', async () => {
  await using folder = await temporaryFolder()
  const env = gatewayEnvironment({ env: { TRUNKLINE_DATA_DIR: folder.path, PORT: '0' } })
  const admin = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(args, { env })
    expect({ code, args, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, args, stderr: '' })
    return stdout.trim()
  }
  const company = await admin('companies', 'create', 'My shop')
  const early = await admin(
    'tokens',
    'create',
    '--company',
    company,
    '--scopes',
    'channels:read',
    '--expires-in',
    '90d',
  )

  await using gateway = trunkline(['serve'], { env })
  const baseUrl = await gateway.says(/"url":"(http[^"]+)"/)
  expect((await stat(join(folder.path, 'gateway', 'admin.sock'))).mode & 0o777).toBe(0o600)
  expect((await keebai.getMe({ client: createKeebaiClient({ baseUrl, token: early }) })).data).toMatchObject({
    name: 'command line',
    scopes: ['channels:read'],
    company: { id: company, name: 'My shop' },
  })

  const late = JSON.parse(await admin('tokens', 'create', '--company', company, '--name', 'late', '--json'))
  const client = createKeebaiClient({ baseUrl, token: late.token })
  expect((await keebai.listChannels({ client })).data).toEqual({ data: [] })
  await admin('tokens', 'revoke', late.id)
  expect((await keebai.listChannels({ client })).response?.status).toBe(401)

  const slow = await admin('tokens', 'create', '--company', company, '--name', 'slow', '--rate-limit', '1/min')
  const asSlow = createKeebaiClient({ baseUrl, token: slow })
  expect((await keebai.listChannels({ client: asSlow })).response?.status).toBe(200)
  expect((await keebai.listChannels({ client: asSlow })).response?.status).toBe(429)

  const key = await admin('tokens', 'create', '--company', company, '--surface', 'hubmessage')
  const body = { type: 'META_WHATSAPP' as const, name: 'Shop' }
  const asHubMessage = createHubMessageClient({ baseUrl: `${baseUrl}/hubmessage`, token: key })
  expect((await hubmessage.createChannel({ client: asHubMessage, body })).response?.status).toBe(201)
  expect((await keebai.getMe({ client: createKeebaiClient({ baseUrl, token: key }) })).response?.status).toBe(401)

  const publicKey = await admin('tokens', 'create', '--company', company, '--surface', 'hubmessage', '--public')
  expect(publicKey).toMatch(/^hm_pk_[0-9a-f]{64}$/)
  const ofPage = createHubMessageClient({ baseUrl: `${baseUrl}/hubmessage`, token: publicKey })
  expect((await hubmessage.createChannel({ client: ofPage, body })).response?.status).toBe(401)
  const settings = await fetch(`${baseUrl}/connect/settings`, { headers: { authorization: `Bearer ${publicKey}` } })
  expect([settings.status, await settings.json()]).toMatchObject([200, { appId: worldApp.id }])

  const listed = (await admin('tokens', 'list', '--json')).split('\n').map((line) => JSON.parse(line))
  expect(listed.map(({ surface, name, status, rate_limit }) => [surface, name, status, rate_limit])).toEqual([
    ['keebai', 'command line', 'active', null],
    ['keebai', 'late', 'revoked', null],
    ['keebai', 'slow', 'active', '1/min'],
    ['hubmessage', 'command line', 'active', null],
    ['hubmessage', 'command line', 'active', null],
  ])
  expect(JSON.stringify(listed)).not.toContain(late.token)
  expect(await admin('tokens', 'list')).toMatch(/active {2}default {2}command line\n.*active {2}1\/min {2}slow\n/s)
  expect(await admin('companies', 'list')).toBe(`${company}  My shop`)
  expect(await gateway.stop()).toBe(0)
})

test('wrong wishes and a directory held by a sandbox are told in one sentence with exit code 2', async () => {
  await using folder = await temporaryFolder()
  const env = { TRUNKLINE_DATA_DIR: folder.path, PORT: '0' }
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(args, { env })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toContain('    at ')
    return stderr
  }
  await using sandbox = trunkline(['sandbox'], { env })
  await sandbox.says(/Trunkline sandbox at (\S+)/)
  expect(await refused('companies', 'list')).toMatch(
    /^trunkline: The data directory \S+ is in use by process \d+;.*\n$/,
  )
  expect(await refused('sandbox')).toMatch(/^trunkline: The data directory \S+ is in use by process \d+;.*\n$/)
  expect(await sandbox.stop()).toBe(0)
  expect(await refused('companies', 'list')).toMatch(/^trunkline: The data directory \S+ was made by the sandbox.*\n$/)

  const stopped = ['--data-dir', join(folder.path, 'other')]
  expect(await refused('tokens', 'create', '--company', 'nobody', ...stopped)).toBe('trunkline: no such company\n')
  expect(await refused('tokens', 'create', '--company', 'nobody', '--rate-limit', '0/min', ...stopped)).toBe(
    'trunkline: a rate limit is 60/min, 1000/h, both as 60/min,1000/h, or off, not "0/min"\n',
  )
  expect(await refused('serve', ...stopped)).toContain('TRUNKLINE_MASTER_KEY is missing')
})
